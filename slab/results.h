/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_RESULTS_H
#define KMEMLAB_RESULTS_H

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct kmem_cache;
struct shrinker;

/**
 * struct result - a result that is remembered
 * @hash: links the result with others of the same hash
 * @lru: links all results, the one used last first
 * @key: what was computed
 * @value: the result
 */
struct result {
	struct hlist_node hash;
	struct list_head lru;
	u32 key;
	u32 value;
};

/* So many keep the lists of the hash table short. */
#define RESULTS_MAX 1024

/**
 * struct results - results that can be computed again
 * @cache: the slab cache of the results
 * @shrinker: frees results when memory is short
 * @lock: protects all fields below
 * @by_key: the results by key
 * @lru: the results, the one used last first
 * @nr: how many results are remembered
 * @hits: lookups answered from memory
 * @computed: lookups that had to compute
 * @shrunk: results freed by the shrinker
 */
struct results {
	struct kmem_cache *cache;
	struct shrinker *shrinker;
	spinlock_t lock; /* protects the fields below */
	DECLARE_HASHTABLE(by_key, 6);
	struct list_head lru;
	unsigned long nr;
	unsigned long hits;
	unsigned long computed;
	unsigned long shrunk;
};

int results_init(struct results *results, const char *name);
void results_exit(struct results *results);
u32 results_lookup(struct results *results, u32 key);
unsigned long results_shrink(struct results *results, unsigned long nr);

#endif /* KMEMLAB_RESULTS_H */
