// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise dma-coherent (chapter 5.5, one function).
 *
 * Task: Write mailbox_init() and mailbox_exit(): coherent memory that the CPU and the
 * device use at the same time, and a copy of its name. When the second allocation
 * fails, the first must not stay.
 *
 * Read: "The plain form" in dma/README.md.
 * Then: make exercise EX=dma-coherent; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "coherent.h"

int mailbox_init(struct mailbox *box, struct device *dev, const char *name)
{
	/* TODO: MAILBOX_SIZE bytes of coherent memory, then the name. */
	return -ENOMEM;
}

void mailbox_exit(struct mailbox *box, struct device *dev)
{
	/* TODO: free both. */
}
