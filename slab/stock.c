// SPDX-License-Identifier: GPL-2.0
/*
 * Where constructed objects come from and where they go.
 *
 *   get: idle list -> bulk allocation from the cache -> reserve
 *   put: reserve if it is short -> idle list -> cache
 *
 * The constructor runs when the allocator populates a slab, once for each
 * object in it, and never again while the slab lives. That pays only if objects
 * come back the way the constructor left them, so whoever puts one back has
 * undone what was done to it: list_del_init(), not list_del(), which would leave
 * poison behind, and no zeroing allocation, which would wipe the lock.
 *
 * The reserve is a mempool with functions of our own. mempool_alloc_slab()
 * refuses a cache with a constructor (VM_BUG_ON in mm/mempool.c), because a
 * debug kernel poisons the elements of such a pool and the constructor's work
 * would be lost.
 *
 * The cache is SLAB_TYPESAFE_BY_RCU: an object may be reused at once, but its
 * memory stays an object of this type until a grace period has passed, so that
 * an RCU reader with a stale pointer finds a valid lock and a valid count. See
 * registry.c for the reader's side.
 */
#include "../kmemlab.h"

#include <linux/atomic.h>
#include <linux/gcd.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "stock.h"

/* One count for all caches: a constructor is given the object and nothing else. */
static atomic_long_t constructor_calls = ATOMIC_LONG_INIT(0);

static void construct(void *addr)
{
	struct kmemlab_object *object = addr;

	spin_lock_init(&object->lock);
	refcount_set(&object->refs, 0);
	object->id = 0;
	object->uses = 0;
	INIT_LIST_HEAD(&object->node);
	atomic_long_inc(&constructor_calls);
}

/**
 * kmemlab_constructor_calls() - how often the constructor ran, for all stocks together
 *
 * Context: any.
 * Return: the count since the module was loaded.
 */
long kmemlab_constructor_calls(void)
{
	return atomic_long_read(&constructor_calls);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_constructor_calls, "KMEMLAB");

/**
 * kmemlab_object_is_constructed() - is it as the constructor left it?
 * @object: an object that nobody else uses
 *
 * Context: any.
 * Return: true if it may go back to the cache.
 */
bool kmemlab_object_is_constructed(struct kmemlab_object *object)
{
	return !refcount_read(&object->refs) && !object->id && !object->uses &&
	       list_empty(&object->node);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_object_is_constructed, "KMEMLAB");

static struct kmemlab_object *take_idle(struct kmemlab_stock *stock)
{
	struct kmemlab_object *object;

	spin_lock_bh(&stock->lock);
	object = list_first_entry_or_null(&stock->idle, struct kmemlab_object, node);
	if (object) {
		list_del_init(&object->node);
		WRITE_ONCE(stock->nr_idle, stock->nr_idle - 1);
	}
	spin_unlock_bh(&stock->lock);
	return object;
}

/* Keep the object if there is room. */
static bool keep_idle(struct kmemlab_stock *stock, struct kmemlab_object *object)
{
	bool kept;

	spin_lock_bh(&stock->lock);
	kept = stock->nr_idle < KMEMLAB_STOCK_IDLE_MAX;
	if (kept) {
		list_add(&object->node, &stock->idle);
		WRITE_ONCE(stock->nr_idle, stock->nr_idle + 1);
	}
	spin_unlock_bh(&stock->lock);
	return kept;
}

/*
 * A bulk allocation gives all or nothing. The result is the number of objects
 * as an int up to 7.1 and a bool since: compare it with 0, never with the number
 * asked for.
 */
static struct kmemlab_object *refill(struct kmemlab_stock *stock, gfp_t gfp)
{
	void *batch[KMEMLAB_STOCK_BATCH];
	int i;

	if (READ_ONCE(stock->starved))
		return NULL;
	if (!kmem_cache_alloc_bulk(stock->cache, gfp, ARRAY_SIZE(batch), batch))
		return NULL;
	atomic_long_inc(&stock->refills);
	for (i = 1; i < ARRAY_SIZE(batch); i++)
		if (!keep_idle(stock, batch[i]))
			kmem_cache_free(stock->cache, batch[i]);
	return batch[0];
}

static void *reserve_alloc(gfp_t gfp, void *data)
{
	return take_idle(data) ?: refill(data, gfp);
}

static void reserve_free(void *element, void *data)
{
	struct kmemlab_stock *stock = data;

	if (!keep_idle(stock, element))
		kmem_cache_free(stock->cache, element);
}

/**
 * kmemlab_stock_get() - get a constructed object
 * @stock: where from
 * @gfp: flags for the cache
 *
 * Neither waits for an object to come back nor reclaims before it takes one from
 * the reserve: what mempool_alloc() would do if it were given @gfp.
 *
 * Context: process or softirq, as @gfp allows; interrupts enabled, which bulk
 * allocation needs.
 * Return: the object in constructed state, or NULL if the cache failed and the
 * reserve is empty.
 */
struct kmemlab_object *kmemlab_stock_get(struct kmemlab_stock *stock, gfp_t gfp)
{
	return reserve_alloc(gfp, stock) ?:
	       mempool_alloc(stock->reserve, GFP_NOWAIT | __GFP_NOWARN);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_get, "KMEMLAB");

/**
 * kmemlab_stock_put() - give an object back
 * @stock: where it came from
 * @object: the object, in constructed state
 *
 * Context: process or softirq.
 */
void kmemlab_stock_put(struct kmemlab_stock *stock, struct kmemlab_object *object)
{
	mempool_free(object, stock->reserve);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_put, "KMEMLAB");

static int take_batch(struct kmemlab_stock *stock, void **batch, int max)
{
	struct kmemlab_object *object;
	int nr = 0;

	while (nr < max && (object = take_idle(stock)))
		batch[nr++] = object;
	return nr;
}

/**
 * kmemlab_stock_shrink() - give idle objects back to the cache
 * @stock: the stock
 * @nr: how many at the most
 *
 * The cache keeps slabs that became empty, up to a few; kmem_cache_shrink()
 * gives those back to the page allocator.
 *
 * Context: process or softirq, interrupts enabled.
 * Return: how many were given back.
 */
unsigned long kmemlab_stock_shrink(struct kmemlab_stock *stock, unsigned long nr)
{
	void *batch[KMEMLAB_STOCK_BATCH];
	unsigned long done = 0;
	int n;

	while (done < nr) {
		n = take_batch(stock, batch, min_t(unsigned long, nr - done, ARRAY_SIZE(batch)));
		if (!n)
			break;
		kmem_cache_free_bulk(stock->cache, n, batch);
		done += n;
	}
	atomic_long_add(done, &stock->shrunk);
	return done;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_shrink, "KMEMLAB");

static unsigned long count_idle(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct kmemlab_stock *stock = kmemlab_shrinker_data(shrinker);

	return READ_ONCE(stock->nr_idle) ?: SHRINK_EMPTY;
}

static unsigned long scan_idle(struct shrinker *shrinker, struct shrink_control *sc)
{
	return kmemlab_stock_shrink(kmemlab_shrinker_data(shrinker), sc->nr_to_scan) ?: SHRINK_STOP;
}

/**
 * kmemlab_stock_starve() - make the cache fail for this stock, or work again
 * @stock: the stock
 * @starved: true to let it fail
 *
 * Context: any.
 */
void kmemlab_stock_starve(struct kmemlab_stock *stock, bool starved)
{
	WRITE_ONCE(stock->starved, starved);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_starve, "KMEMLAB");

/*
 * All differences between objects of one slab are multiples of the slot size,
 * so their greatest common divisor is it, whatever the order of the free list. It is 0
 * if each comes from a slab of its own.
 */
static size_t slot_size_of(void **objects, int nr)
{
	unsigned long slot = 0;
	int i, j;

	for (i = 1; i < nr; i++)
		for (j = 0; j < i; j++)
			if (virt_to_head_page(objects[i]) == virt_to_head_page(objects[j]))
				slot = gcd(slot, abs(objects[i] - objects[j]));
	return slot;
}

static int measure(struct kmemlab_stock *stock)
{
	void *objects[KMEMLAB_STOCK_BATCH];

	if (!kmem_cache_alloc_bulk(stock->cache, GFP_KERNEL, ARRAY_SIZE(objects), objects))
		return -ENOMEM;
	stock->object_size = kmem_cache_size(stock->cache);
	stock->slot_size = slot_size_of(objects, ARRAY_SIZE(objects)) ?: stock->object_size;
	stock->per_slab = page_size(virt_to_head_page(objects[0])) / stock->slot_size;
	kmem_cache_free_bulk(stock->cache, ARRAY_SIZE(objects), objects);
	return 0;
}

static int fill_stock(struct kmemlab_stock *stock, const char *name)
{
	int err = measure(stock);

	if (err)
		return err;
	stock->reserve = mempool_create(KMEMLAB_STOCK_RESERVE, reserve_alloc, reserve_free, stock);
	if (!stock->reserve)
		return -ENOMEM;
	stock->shrinker = kmemlab_shrinker_add(name, count_idle, scan_idle, stock);
	return stock->shrinker ? 0 : -ENOMEM;
}

/**
 * kmemlab_stock_init() - create the cache and what stands in front of it
 * @stock: to be initialised
 * @name: of the cache, as in /sys/kernel/slab; no live cache may have it
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmemlab_stock_init(struct kmemlab_stock *stock, const char *name)
{
	slab_flags_t flags = SLAB_HWCACHE_ALIGN | SLAB_RECLAIM_ACCOUNT | SLAB_TYPESAFE_BY_RCU;
	int err;

	*stock = (struct kmemlab_stock) { .nr_idle = 0 };
	spin_lock_init(&stock->lock);
	INIT_LIST_HEAD(&stock->idle);
	stock->cache = kmem_cache_create_usercopy(name, sizeof(struct kmemlab_object), 0,
						  flags, offsetof(struct kmemlab_object, label),
						  KMEMLAB_LABEL_SIZE, construct);
	if (!stock->cache)
		return -ENOMEM;
	err = fill_stock(stock, name);
	if (err)
		kmemlab_stock_exit(stock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_init, "KMEMLAB");

/**
 * kmemlab_stock_exit() - give everything back and destroy the cache
 * @stock: all its objects must have been put back
 *
 * Context: process context, may sleep; kmem_cache_destroy() sees to it that no
 * RCU reader loses the memory under its feet.
 */
void kmemlab_stock_exit(struct kmemlab_stock *stock)
{
	if (stock->shrinker)
		shrinker_free(stock->shrinker);
	mempool_destroy(stock->reserve);
	kmemlab_stock_shrink(stock, ULONG_MAX);
	kmem_cache_destroy(stock->cache);
	stock->cache = NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stock_exit, "KMEMLAB");
