// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-pair (chapter 5.1, one function).
 *
 * Task: Write pair_create() and pair_destroy(). A pair is one structure and a buffer of
 * its own, both zeroed. When either allocation fails, nothing must stay allocated. The
 * length is at least 1, and pair_destroy() is called for pairs alone, never for NULL.
 *
 * Read: "The plain form" in allocators/README.md.
 * Then: make exercise EX=allocators-pair; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "pair.h"

struct pair *pair_create(size_t length)
{
	/* TODO: allocate the structure, then the buffer; undo the first if the second fails. */
	return NULL;
}

void pair_destroy(struct pair *pair)
{
	/* TODO: free both parts, in an order in which no freed memory is read. */
}
