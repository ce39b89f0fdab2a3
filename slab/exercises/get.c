// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise slab-get (chapter 5.3, one function).
 *
 * Task: Write conn_find() and conn_put(). A connection that is found must stay until
 * the finder puts it, even if the table drops it meanwhile. The table holds one
 * reference of its own.
 *
 * Read: "Objects by id" in slab/README.md.
 * Then: make exercise EX=slab-get; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "get.h"

struct conn *conn_find(struct conn_slots *table, u32 id)
{
	/* TODO: look for the id under the lock; take a reference before you leave it. */
	return NULL;
}

void conn_put(struct conn_slots *table, struct conn *conn)
{
	/* TODO: drop a reference; free the connection with the last one. */
}
