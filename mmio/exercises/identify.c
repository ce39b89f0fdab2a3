// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmio-identify (chapter 5.7, one function).
 *
 * Task: Write edu_identify(): read the register EDU_ID and say what is there.
 *
 * Read: "The plain form" in mmio/README.md.
 * Then: make exercise EX=mmio-identify; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "../../mmio/edu_regs.h"
#include "identify.h"

int edu_identify(void __iomem *regs, unsigned int *major, unsigned int *minor)
{
	/* TODO: read, ask whether a device answered, compare, take the version out. */
	return -EIO;
}
