// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-locked (chapter 5.2, one function).
 *
 * Task: Write event_add(): allocate an event and append it to the list, which a
 * spinlock protects. The list has a limit. event_add() runs in process context, and so
 * does all that takes the lock.
 *
 * Read: "The plain form" in allocators/gfp.md.
 * Then: make exercise EX=allocators-locked; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "locked.h"

int event_add(struct event_list *list, u32 code)
{
	/* TODO: allocate an event with GFP_KERNEL, append it under the lock, respect the limit. */
	return -ENOMEM;
}
