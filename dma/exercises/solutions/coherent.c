// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise dma-coherent.
 *
 * Hint: dma_free_coherent() wants the same device and size as dma_alloc_coherent(), and
 * both addresses.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "coherent.h"

int mailbox_init(struct mailbox *box, struct device *dev, const char *name)
{
	box->memory = dma_alloc_coherent(dev, MAILBOX_SIZE, &box->addr, GFP_KERNEL);
	if (!box->memory)
		return -ENOMEM;
	box->name = kstrdup(name, GFP_KERNEL);
	if (!box->name) {
		dma_free_coherent(dev, MAILBOX_SIZE, box->memory, box->addr);
		return -ENOMEM;
	}
	return 0;
}

void mailbox_exit(struct mailbox *box, struct device *dev)
{
	kfree(box->name);
	dma_free_coherent(dev, MAILBOX_SIZE, box->memory, box->addr);
}
