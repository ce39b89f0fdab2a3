// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-fallback (chapter 5.2, one function).
 *
 * Task: Write message_get() and message_put(). message_get() is called by an interrupt
 * handler, and must not fail while the spare message is there: allocate with
 * GFP_NOWAIT, and use the spare one when that fails. message_put() keeps one message as
 * the spare.
 *
 * Read: "Requests that must not fail" in allocators/gfp.md.
 * Then: make exercise EX=allocators-fallback; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "fallback.h"

struct message *message_get(struct link *link)
{
	/* TODO: GFP_NOWAIT first, then the spare message. */
	return NULL;
}

void message_put(struct link *link, struct message *message)
{
	/* TODO: keep it if there is no spare message, else free it. */
}
