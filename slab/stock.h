/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_STOCK_H
#define KMEMLAB_STOCK_H

#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct kmem_cache;
struct shrinker;

#define KMEMLAB_LABEL_SIZE	24
#define KMEMLAB_STOCK_BATCH	16
#define KMEMLAB_STOCK_IDLE_MAX	64
#define KMEMLAB_STOCK_RESERVE	8

/**
 * struct kmemlab_object - what the cache is made for
 * @lock: protects @uses; initialised by the constructor alone
 * @refs: references; 0 while the object is nobody's
 * @id: its name in a registry; 0 while it has none
 * @uses: how often it was used
 * @node: links idle objects
 * @label: the only part that may be copied to and from user space
 *
 * An object goes back to the cache as the constructor left it: unlocked, with no
 * reference, no id, no uses and in no list. The label is whatever it was.
 *
 * The label is so long that, with the free pointer that the allocator keeps
 * behind a constructed object, one object fills one cache line of 64 bytes.
 */
struct kmemlab_object {
	spinlock_t lock; /* uses */
	refcount_t refs;
	u32 id;
	u32 uses;
	struct list_head node;
	char label[KMEMLAB_LABEL_SIZE];
};

/**
 * struct kmemlab_stock - constructed objects, ready to be used
 * @cache: the slab cache they come from
 * @reserve: a few set aside for when the cache fails
 * @shrinker: gives idle objects back when memory is short
 * @lock: protects @idle and @nr_idle
 * @idle: objects that nobody uses
 * @nr_idle: how many
 * @starved: the cache is made to fail, to show what follows
 * @object_size: bytes of an object
 * @slot_size: bytes from one object of a slab to the next, measured
 * @per_slab: objects that the pages of a slab hold, measured
 * @refills: bulk allocations that succeeded
 * @shrunk: idle objects given back to the cache
 */
struct kmemlab_stock {
	struct kmem_cache *cache;
	mempool_t *reserve;
	struct shrinker *shrinker;
	spinlock_t lock; /* idle, nr_idle */
	struct list_head idle;
	unsigned int nr_idle;
	bool starved;
	size_t object_size;
	size_t slot_size;
	unsigned int per_slab;
	atomic_long_t refills;
	atomic_long_t shrunk;
};

int kmemlab_stock_init(struct kmemlab_stock *stock, const char *name);
void kmemlab_stock_exit(struct kmemlab_stock *stock);
struct kmemlab_object *kmemlab_stock_get(struct kmemlab_stock *stock, gfp_t gfp);
void kmemlab_stock_put(struct kmemlab_stock *stock, struct kmemlab_object *object);
unsigned long kmemlab_stock_shrink(struct kmemlab_stock *stock, unsigned long nr);
void kmemlab_stock_starve(struct kmemlab_stock *stock, bool starved);
long kmemlab_constructor_calls(void);
bool kmemlab_object_is_constructed(struct kmemlab_object *object);

#endif /* KMEMLAB_STOCK_H */
