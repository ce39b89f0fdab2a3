// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise slab-constructor (chapter 5.3, write it).
 *
 * Task: Write worker_construct(), worker_get() and worker_put(). The constructor
 * prepares what each worker keeps for its whole life, the lock and the empty list;
 * worker_get() sets the id alone. A worker goes back to the cache in the constructed
 * state: unlocked, its list empty.
 *
 * Read: "A constructor" in slab/README.md.
 * Then: make exercise EX=slab-constructor; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "constructor.h"

void worker_construct(void *object)
{
	/* TODO: an unlocked lock, an empty list. */
}

struct worker *worker_get(struct kmem_cache *cache, u32 id)
{
	/* TODO: allocate, and set the id: nothing else. */
	return NULL;
}

void worker_put(struct kmem_cache *cache, struct worker *worker)
{
	/* TODO: unlink the jobs that are left (list_del_init() of the head does it); then free. */
}
