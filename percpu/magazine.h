/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_MAGAZINE_H
#define KMEMLAB_MAGAZINE_H

#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct kmem_cache;

#define KMEMLAB_MAGAZINE_SIZE 16

/**
 * struct kmemlab_request - what the cache is made for
 * @lock: for its user; initialised by the constructor alone
 * @node: for its user; in no list when the object is given back
 * @tag: for its user; 0 when the object is given back
 */
struct kmemlab_request {
	spinlock_t lock; /* whatever the user says */
	struct list_head node;
	unsigned long tag;
};

/**
 * struct kmemlab_magazine - one CPU's objects
 * @lock: protects the rest against whatever else runs on this CPU
 * @nr: objects in it
 * @hits: objects that came from it
 * @misses: objects that had to come from the cache
 * @objects: the last one put is the first one got, while it is still in the CPU's cache
 */
struct kmemlab_magazine {
	local_lock_t lock; /* all below */
	unsigned int nr;
	unsigned long hits;
	unsigned long misses;
	struct kmemlab_request *objects[KMEMLAB_MAGAZINE_SIZE];
};

/**
 * struct kmemlab_magazines - a slab cache with a magazine for each CPU
 * @cache: where objects come from and where they go in the end
 * @cpu: the magazines
 * @node: among those that are told when a CPU is gone
 * @drained: objects taken from the magazines of CPUs that had gone
 */
struct kmemlab_magazines {
	struct kmem_cache *cache;
	struct kmemlab_magazine __percpu *cpu;
	struct hlist_node node;
	atomic_long_t drained;
};

/**
 * struct kmemlab_magazine_stats - all magazines together
 * @held: objects in them
 * @hits: objects that came from them
 * @misses: objects that had to come from the cache
 */
struct kmemlab_magazine_stats {
	unsigned long held;
	unsigned long hits;
	unsigned long misses;
};

int kmemlab_magazines_register(void);
void kmemlab_magazines_unregister(void);
int kmemlab_magazines_init(struct kmemlab_magazines *magazines, const char *name);
void kmemlab_magazines_exit(struct kmemlab_magazines *magazines);
struct kmemlab_request *kmemlab_magazines_get(struct kmemlab_magazines *magazines, gfp_t gfp);
void kmemlab_magazines_put(struct kmemlab_magazines *magazines, struct kmemlab_request *request);
void kmemlab_magazines_stats(struct kmemlab_magazines *magazines,
			     struct kmemlab_magazine_stats *stats);

#endif /* KMEMLAB_MAGAZINE_H */
