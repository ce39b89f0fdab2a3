// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmio-interrupt (chapter 5.7, write it).
 *
 * Task: Write edu_handle(): the interrupt line is shared, so the handler asks the
 * device whether the interrupt is its own, remembers the causes and acknowledges them.
 *
 * Read: "The plain form" in mmio/README.md.
 * Then: make exercise EX=mmio-interrupt; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "../../mmio/edu_regs.h"
#include "interrupt.h"

irqreturn_t edu_handle(int irq, void *data)
{
	/* TODO: whose interrupt is it? Remember the causes, acknowledge them. */
	return IRQ_NONE;
}
