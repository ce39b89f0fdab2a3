// SPDX-License-Identifier: GPL-2.0
/*
 * What an object costs: one allocation and its free, the mean of many. In a
 * machine whose clock counts instructions (QEMU with -icount), a nanosecond is
 * one of them.
 */
#include "../kmemlab.h"

#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "cost.h"

#define COST_ROUNDS	1000
#define COST_BATCH	16

struct cost_object {
	char bytes[64];
};

static void cost_construct(void *object)
{
}

static s64 mean_ns(ktime_t start, int objects)
{
	return div_s64(ktime_to_ns(ktime_sub(ktime_get(), start)), objects);
}

static s64 cost_of_kmalloc(void)
{
	ktime_t start = ktime_get();
	struct cost_object *object;
	int i;

	for (i = 0; i < COST_ROUNDS; i++) {
		object = kmalloc(sizeof(*object), GFP_KERNEL);
		kfree(object);
	}
	return mean_ns(start, COST_ROUNDS);
}

static s64 cost_of_cache(struct kmem_cache *cache)
{
	ktime_t start = ktime_get();
	void *object;
	int i;

	for (i = 0; i < COST_ROUNDS; i++) {
		object = kmem_cache_alloc(cache, GFP_KERNEL);
		if (object)
			kmem_cache_free(cache, object);
	}
	return mean_ns(start, COST_ROUNDS);
}

/* Many at a time: what is at hand on this CPU does not suffice. */
static s64 cost_of_batches(struct kmem_cache *cache)
{
	void *objects[COST_BATCH];
	ktime_t start = ktime_get();
	int round, i;

	for (round = 0; round < COST_ROUNDS / COST_BATCH; round++) {
		for (i = 0; i < COST_BATCH; i++)
			objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
		while (i--)
			if (objects[i])
				kmem_cache_free(cache, objects[i]);
	}
	return mean_ns(start, round * COST_BATCH);
}

static s64 cost_of_bulk(struct kmem_cache *cache)
{
	void *objects[COST_BATCH];
	ktime_t start = ktime_get();
	int round;

	for (round = 0; round < COST_ROUNDS / COST_BATCH; round++)
		if (kmem_cache_alloc_bulk(cache, GFP_KERNEL, COST_BATCH,
					  objects))
			kmem_cache_free_bulk(cache, COST_BATCH, objects);
	return mean_ns(start, round * COST_BATCH);
}

static void show_cost(struct seq_file *seq, const char *what, s64 ns)
{
	seq_printf(seq, "%-33s %5lld ns\n", what, ns);
}

/**
 * slab_cost_show() - measure, and print a table
 * @seq: where to
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int slab_cost_show(struct seq_file *seq)
{
	struct kmem_cache_args args = { .ctor = cost_construct };
	/* Names of caches are unique, so one reader measures at a time. */
	static DEFINE_MUTEX(names_lock);
	struct kmem_cache *plain, *constructed;
	int err = -ENOMEM;

	mutex_lock(&names_lock);
	/* As large as the other, which has a pointer of the allocator too. */
	plain = kmem_cache_create("kmemlab_cost",
				  sizeof(struct cost_object) + sizeof(void *),
				  NULL, SLAB_NO_MERGE);
	if (!plain)
		goto out_unlock;
	constructed = kmem_cache_create("kmemlab_cost_ctor",
					sizeof(struct cost_object), &args, 0);
	if (!constructed)
		goto out_destroy_plain;
	show_cost(seq, "kmalloc, one", cost_of_kmalloc());
	show_cost(seq, "kmem_cache, one", cost_of_cache(plain));
	show_cost(seq, "kmem_cache, one, with constructor",
		  cost_of_cache(constructed));
	show_cost(seq, "kmem_cache, 16 one by one", cost_of_batches(plain));
	show_cost(seq, "kmem_cache, 16 in bulk", cost_of_bulk(plain));
	err = 0;
	kmem_cache_destroy(constructed);
out_destroy_plain:
	kmem_cache_destroy(plain);
out_unlock:
	mutex_unlock(&names_lock);
	return err;
}
