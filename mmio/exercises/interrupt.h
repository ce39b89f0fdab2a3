/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmio-interrupt is about; its suite is interrupt_kunit.c. */
#ifndef KMEMLAB_EXERCISE_INTERRUPT_H
#define KMEMLAB_EXERCISE_INTERRUPT_H

#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/types.h>

struct edu_irq {
	void __iomem *regs;
	u32 causes;		/* all that came so far */
};

irqreturn_t edu_handle(int irq, void *data);

#endif /* KMEMLAB_EXERCISE_INTERRUPT_H */
