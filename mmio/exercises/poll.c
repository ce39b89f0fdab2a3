// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmio-poll (chapter 5.7, write it).
 *
 * Task: Write edu_compute(): let the device compute a factorial, and wait for it, one
 * second at most.
 *
 * Read: "The plain form" in mmio/README.md.
 * Then: make exercise EX=mmio-poll; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "../../mmio/edu_regs.h"
#include "poll.h"

int edu_compute(void __iomem *regs, u32 number, u32 *factorial)
{
	/* TODO: write the number, poll EDU_STATUS until it is not busy, read the result. */
	return -EIO;
}
