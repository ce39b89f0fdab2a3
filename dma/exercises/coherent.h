/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-coherent is about; its suite is coherent_kunit.c. */
#ifndef KMEMLAB_EXERCISE_COHERENT_H
#define KMEMLAB_EXERCISE_COHERENT_H

#include <linux/dma-mapping.h>
#include <linux/string.h>
#include <linux/types.h>

#define MAILBOX_SIZE 256

struct mailbox {
	void *memory;		/* for the CPU */
	dma_addr_t addr;	/* for the device */
	char *name;
};

/* 0, or -ENOMEM with nothing allocated. May sleep. */
int mailbox_init(struct mailbox *box, struct device *dev, const char *name);
void mailbox_exit(struct mailbox *box, struct device *dev);

#endif /* KMEMLAB_EXERCISE_COHERENT_H */
