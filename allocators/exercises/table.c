// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-table (chapter 5.1, one function).
 *
 * Task: Write table_alloc(): an array of n counters, all 0. The number n comes from a
 * user, so it may be anything.
 *
 * Read: "A temporary array" in allocators/README.md.
 * Then: make exercise EX=allocators-table; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "table.h"

u64 *table_alloc(size_t n)
{
	/* TODO: allocate n zeroed counters; add __GFP_NOWARN, because n comes from a user. */
	return NULL;
}
