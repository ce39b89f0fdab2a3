// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise mmio-interrupt.
 *
 * Hint: read EDU_INTERRUPT_STATUS; 0 or all ones: IRQ_NONE. Acknowledge exactly what
 * you have read, in EDU_INTERRUPT_ACK.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "../../mmio/edu_regs.h"
#include "interrupt.h"

irqreturn_t edu_handle(int irq, void *data)
{
	struct edu_irq *edu = data;
	u32 causes = readl(edu->regs + EDU_INTERRUPT_STATUS);

	if (!causes || PCI_POSSIBLE_ERROR(causes))
		return IRQ_NONE;
	edu->causes |= causes;
	writel(causes, edu->regs + EDU_INTERRUPT_ACK);
	return IRQ_HANDLED;
}
