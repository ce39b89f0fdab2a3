// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise slab-bulk (chapter 5.3, one function).
 *
 * Task: Write stock_fill() and stock_empty(): fill a stock of objects with one call of
 * kmem_cache_alloc_bulk(), all of them or none. From 7.2 on that function returns a
 * bool, before that the number of objects; your code must be right on both.
 *
 * Read: "The plain form" in slab/README.md.
 * Then: make exercise EX=slab-bulk; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "bulk.h"

int stock_fill(struct stock *stock)
{
	/* TODO: kmem_cache_alloc_bulk() into stock->objects. */
	return -ENOMEM;
}

void stock_empty(struct stock *stock)
{
	/* TODO: kmem_cache_free_bulk(). */
}
