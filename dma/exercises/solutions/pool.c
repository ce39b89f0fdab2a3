// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise dma-pool.
 *
 * Hint: dma_pool_create(name, dev, size, align, 0), dma_pool_zalloc(), dma_pool_free(),
 * dma_pool_destroy().
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "pool.h"

int commands_init(struct commands *commands, struct device *dev)
{
	commands->used = 0;
	commands->pool = dma_pool_create("commands", dev, COMMAND_SIZE, COMMAND_SIZE, 0);
	return commands->pool ? 0 : -ENOMEM;
}

void *command_new(struct commands *commands, dma_addr_t *addr)
{
	void *command = dma_pool_zalloc(commands->pool, GFP_KERNEL, addr);

	if (command)
		commands->used++;
	return command;
}

void command_free(struct commands *commands, void *command, dma_addr_t addr)
{
	dma_pool_free(commands->pool, command, addr);
	commands->used--;
}

void commands_exit(struct commands *commands)
{
	dma_pool_destroy(commands->pool);
}
