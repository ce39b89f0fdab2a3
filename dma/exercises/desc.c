// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise dma-desc (chapter 5.5, one function).
 *
 * Task: Write desc_give(): fill a descriptor for a device that reads little-endian
 * words, and hand it over. The device may read it as soon as the bit DESC_OWNED is set.
 *
 * Read: "A ring of descriptors" in dma/README.md.
 * Then: make exercise EX=dma-desc; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "desc.h"

void desc_give(struct desc *desc, dma_addr_t addr, u32 length)
{
	/* TODO: the address, the length, a barrier, the bit. */
}
