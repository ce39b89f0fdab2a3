// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise slab-cache (chapter 5.3, write it).
 *
 * Task: Write the whole life of a slab cache: session_table_init(), session_open(),
 * session_close() and session_table_exit(). When a table ends, sessions may still be
 * open.
 *
 * Read: "The plain form" in slab/README.md.
 * Then: make exercise EX=slab-cache; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "cache.h"

int session_table_init(struct session_table *table, const char *name)
{
	/* TODO: an empty list, and a cache of struct session with that name. */
	return -ENOMEM;
}

struct session *session_open(struct session_table *table, u32 user)
{
	/* TODO: allocate from the cache, append to the list. */
	return NULL;
}

void session_close(struct session_table *table, struct session *session)
{
	/* TODO: remove from the list, free to the cache. */
}

void session_table_exit(struct session_table *table)
{
	/* TODO: close what is open, then destroy the cache. */
}
