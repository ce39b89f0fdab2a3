/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ACCESSORS_H
#define KMEMLAB_ACCESSORS_H

#include <linux/types.h>

/**
 * struct kmemlab_accessor - a way to read a register
 * @name: the function
 * @bits: how wide the access is
 * @read: reads EDU_ID
 * @says: what is to be learnt from it
 */
struct kmemlab_accessor {
	const char *name;
	unsigned int bits;
	u64 (*read)(const void __iomem *regs);
	const char *says;
};

const struct kmemlab_accessor *kmemlab_accessor(unsigned int index);
u64 kmemlab_accessor_read(const struct kmemlab_accessor *accessor,
			  const void __iomem *regs);

#endif /* KMEMLAB_ACCESSORS_H */
