/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-pool is about; its suite is pool_kunit.c. */
#ifndef KMEMLAB_EXERCISE_POOL_H
#define KMEMLAB_EXERCISE_POOL_H

#include <linux/dmapool.h>
#include <linux/types.h>

#define COMMAND_SIZE 32

struct commands {
	struct dma_pool *pool;
	unsigned int used;
};

/* 0 or -ENOMEM. May sleep. */
int commands_init(struct commands *commands, struct device *dev);
/* Zeroed; NULL if there is no memory. @addr is the device's address of it. May sleep. */
void *command_new(struct commands *commands, dma_addr_t *addr);
void command_free(struct commands *commands, void *command, dma_addr_t addr);
/* All commands must be free. */
void commands_exit(struct commands *commands);

#endif /* KMEMLAB_EXERCISE_POOL_H */
