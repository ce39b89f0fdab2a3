// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise slab-constructor.
 *
 * Hint: list_del() leaves poison in a list head, list_del_init() leaves an empty list;
 * kmem_cache_zalloc() erases what the constructor did.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "constructor.h"

void worker_construct(void *object)
{
	struct worker *worker = object;

	spin_lock_init(&worker->lock);
	INIT_LIST_HEAD(&worker->jobs);
}

struct worker *worker_get(struct kmem_cache *cache, u32 id)
{
	struct worker *worker = kmem_cache_alloc(cache, GFP_KERNEL);

	if (worker)
		worker->id = id;
	return worker;
}

void worker_put(struct kmem_cache *cache, struct worker *worker)
{
	list_del_init(&worker->jobs);
	kmem_cache_free(cache, worker);
}
