/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MYDRIVER_H
#define MYDRIVER_H

#include <linux/bits.h>
#include <linux/compiler_types.h>
#include <linux/types.h>

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define EDU_BAR		0

/* The registers of QEMU's edu that this driver uses (docs/specs/edu.rst of QEMU). */
#define EDU_ID		0x00
#define EDU_ID_MASK	GENMASK(15, 0)
#define EDU_ID_VALUE	0x00ed
#define EDU_FACTORIAL	0x08
#define EDU_STATUS	0x20
#define EDU_STATUS_BUSY	BIT(0)

bool mydriver_is_edu(u32 id);
int mydriver_factorial(void __iomem *regs, u32 number, u32 *factorial);

#endif /* MYDRIVER_H */
