/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise slab-constructor is about; its suite is constructor_kunit.c. */
#ifndef KMEMLAB_EXERCISE_CONSTRUCTOR_H
#define KMEMLAB_EXERCISE_CONSTRUCTOR_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct worker {
	spinlock_t lock;	/* unlocked when the worker is free */
	struct list_head jobs;	/* empty when the worker is free */
	u32 id;
};

struct job {
	struct list_head node;
};

/* For kmem_cache_args.ctor. */
void worker_construct(void *object);
/* NULL if there is no memory. */
struct worker *worker_get(struct kmem_cache *cache, u32 id);
/*
 * Unlinks the jobs that are left, so that none of them points into the free worker. Their memory
 * belongs to others.
 */
void worker_put(struct kmem_cache *cache, struct worker *worker);

#endif /* KMEMLAB_EXERCISE_CONSTRUCTOR_H */
