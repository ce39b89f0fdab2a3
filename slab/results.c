// SPDX-License-Identifier: GPL-2.0
/*
 * A shrinker for memory that can be given back: results that can be computed
 * again.
 *
 * Remembering a result saves time and costs memory. When memory is short, the
 * kernel asks each shrinker how many objects it could free, and then to free
 * some. The result used longest ago goes first. Free objects need no shrinker:
 * the slab allocator gives empty slabs back by itself.
 *
 * The shrinker may run inside an allocation of ours, in the same task. So no
 * lock that it takes is held while memory is allocated.
 */
#include "../kmemlab.h"

#include <linux/hashtable.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

#include "compat.h"
#include "results.h"

/* Stands for real work: the steps of the Collatz sequence down to 1. */
static u32 results_compute(u32 key)
{
	u64 n = key;
	u32 steps;

	for (steps = 0; n > 1; steps++)
		n = n & 1 ? 3 * n + 1 : n / 2;
	return steps;
}

static struct result *results_find(struct results *results, u32 key)
{
	struct result *result;

	lockdep_assert_held(&results->lock);
	hash_for_each_possible(results->by_key, result, hash, key)
		if (result->key == key)
			return result;
	return NULL;
}

static void results_unlink(struct results *results, struct result *result)
{
	lockdep_assert_held(&results->lock);
	hash_del(&result->hash);
	list_del(&result->lru);
	WRITE_ONCE(results->nr, results->nr - 1);
}

/**
 * results_lookup() - the result for a key, remembered or computed
 * @results: where results are remembered
 * @key: what to compute
 *
 * Without memory the result is computed and not remembered, which is no error.
 * That is why the allocation neither tries hard nor warns. Beyond RESULTS_MAX
 * the result used longest ago is forgotten.
 *
 * Context: process context, may sleep.
 * Return: the result.
 */
u32 results_lookup(struct results *results, u32 key)
{
	struct result *result, *new, *surplus = NULL;
	u32 value;

	spin_lock(&results->lock);
	result = results_find(results, key);
	if (result) {
		list_move(&result->lru, &results->lru);
		value = result->value;
		results->hits++;
		spin_unlock(&results->lock);
		return value;
	}
	results->computed++;
	spin_unlock(&results->lock);

	value = results_compute(key);
	new = kmem_cache_alloc(results->cache,
			       GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	if (!new)
		return value;
	new->key = key;
	new->value = value;

	spin_lock(&results->lock);
	/* Another task may have remembered it since. */
	if (results_find(results, key)) {
		surplus = new;
	} else {
		if (results->nr == RESULTS_MAX) {
			surplus = list_last_entry(&results->lru, struct result,
						  lru);
			results_unlink(results, surplus);
		}
		hash_add(results->by_key, &new->hash, key);
		list_add(&new->lru, &results->lru);
		WRITE_ONCE(results->nr, results->nr + 1);
	}
	spin_unlock(&results->lock);
	if (surplus)
		kmem_cache_free(results->cache, surplus);
	return value;
}
EXPORT_SYMBOL_NS_GPL(results_lookup, "KMEMLAB");

/**
 * results_shrink() - forget the results used longest ago
 * @results: where results are remembered
 * @nr: how many, at most
 *
 * Context: process context; called by the kernel while it reclaims memory.
 * Return: how many were freed.
 */
unsigned long results_shrink(struct results *results, unsigned long nr)
{
	struct result *result, *next;
	unsigned long done = 0;
	LIST_HEAD(unused);

	spin_lock(&results->lock);
	while (done < nr && !list_empty(&results->lru)) {
		result = list_last_entry(&results->lru, struct result, lru);
		results_unlink(results, result);
		list_add(&result->lru, &unused);
		done++;
	}
	results->shrunk += done;
	spin_unlock(&results->lock);

	list_for_each_entry_safe(result, next, &unused, lru)
		kmem_cache_free(results->cache, result);
	return done;
}
EXPORT_SYMBOL_NS_GPL(results_shrink, "KMEMLAB");

static unsigned long results_count(struct shrinker *shrinker,
				   struct shrink_control *sc)
{
	struct results *results = kmemlab_shrinker_data(shrinker);

	return READ_ONCE(results->nr) ?: SHRINK_EMPTY;
}

static unsigned long results_scan(struct shrinker *shrinker,
				  struct shrink_control *sc)
{
	struct results *results = kmemlab_shrinker_data(shrinker);

	return results_shrink(results, sc->nr_to_scan) ?: SHRINK_STOP;
}

/**
 * results_init() - create the cache and register the shrinker
 * @results: to be initialised
 * @name: of the cache in /sys/kernel/slab and of the shrinker
 *
 * Rests on include/linux/shrinker.h.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int results_init(struct results *results, const char *name)
{
	*results = (struct results) {};
	spin_lock_init(&results->lock);
	hash_init(results->by_key);
	INIT_LIST_HEAD(&results->lru);
	/* SLAB_RECLAIM_ACCOUNT: counted as memory that can be given back. */
	results->cache = kmem_cache_create(name, sizeof(struct result), NULL,
					   SLAB_RECLAIM_ACCOUNT);
	if (!results->cache)
		return -ENOMEM;
	results->shrinker = kmemlab_shrinker_add(name, results_count,
						 results_scan, results);
	if (!results->shrinker) {
		kmem_cache_destroy(results->cache);
		return -ENOMEM;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(results_init, "KMEMLAB");

/**
 * results_exit() - unregister the shrinker, forget all results, destroy the
 * cache
 * @results: no other code uses it any more
 *
 * Context: process context, may sleep.
 */
void results_exit(struct results *results)
{
	/* First: afterwards no shrinker runs that could still use the rest. */
	shrinker_free(results->shrinker);
	results_shrink(results, ULONG_MAX);
	kmem_cache_destroy(results->cache);
}
EXPORT_SYMBOL_NS_GPL(results_exit, "KMEMLAB");
