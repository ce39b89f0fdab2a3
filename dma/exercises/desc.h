/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-desc is about; its suite is desc_kunit.c. */
#ifndef KMEMLAB_EXERCISE_DESC_H
#define KMEMLAB_EXERCISE_DESC_H

#include <asm/barrier.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/types.h>

#define DESC_OWNED BIT(31)	/* the descriptor is the device's */

struct desc {
	__le32 addr_low;
	__le32 addr_high;
	__le32 length;
	__le32 flags;
};

void desc_give(struct desc *desc, dma_addr_t addr, u32 length);

#endif /* KMEMLAB_EXERCISE_DESC_H */
