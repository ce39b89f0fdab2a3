// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise dma-pool (chapter 5.5, write it).
 *
 * Task: Write commands_init(), command_new(), command_free() and commands_exit():
 * commands of 32 bytes, aligned to 32, from a pool of coherent memory.
 *
 * Read: "Which one to use" in dma/README.md.
 * Then: make exercise EX=dma-pool; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "pool.h"

int commands_init(struct commands *commands, struct device *dev)
{
	/* TODO: a pool of that size and alignment. */
	return -ENOMEM;
}

void *command_new(struct commands *commands, dma_addr_t *addr)
{
	/* TODO: allocate; count what is used. */
	return NULL;
}

void command_free(struct commands *commands, void *command, dma_addr_t addr)
{
	/* TODO: free; count. */
}

void commands_exit(struct commands *commands)
{
	/* TODO: destroy the pool. */
}
