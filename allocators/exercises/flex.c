// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-flex (chapter 5.1, one function).
 *
 * Task: Write list_copy(): a copy of a list with all its numbers, in one allocation.
 *
 * Read: "A structure that ends in an array" in allocators/README.md.
 * Then: make exercise EX=allocators-flex; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "flex.h"

struct number_list *list_copy(const struct number_list *from)
{
	/* TODO: allocate the structure and from->nr numbers after it; copy them. */
	return NULL;
}
