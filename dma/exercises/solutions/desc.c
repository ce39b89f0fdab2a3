// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise dma-desc.
 *
 * Hint: cpu_to_le32() for each word, upper_32_bits() and lower_32_bits() for the
 * address, dma_wmb() before the word with DESC_OWNED.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "desc.h"

void desc_give(struct desc *desc, dma_addr_t addr, u32 length)
{
	desc->addr_low = cpu_to_le32(lower_32_bits(addr));
	desc->addr_high = cpu_to_le32(upper_32_bits(addr));
	desc->length = cpu_to_le32(length);
	/* The device must not see the bit before the words that it stands for. */
	dma_wmb();
	WRITE_ONCE(desc->flags, cpu_to_le32(DESC_OWNED));
}
