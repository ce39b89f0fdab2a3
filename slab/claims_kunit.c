// SPDX-License-Identifier: GPL-2.0
/*
 * What the guide's chapter 5.3 says of the kernel, claim by claim, on the kernel that
 * runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kmemleak.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../tests/action.h"
#include "../tests/claim.h"
#include "../tests/memory.h"
#include "../tests/report.h"

struct widget {
	struct list_head node;
	struct rcu_head rcu;
	int state;
};

#define WIDGET_STATE 42

static int widget_constructions;

static void widget_construct(void *object)
{
	struct widget *widget = object;

	INIT_LIST_HEAD(&widget->node);
	widget->state = WIDGET_STATE;
	widget_constructions++;
}

KUNIT_DEFINE_ACTION_WRAPPER(destroy_cache, kmem_cache_destroy, struct kmem_cache *);
KUNIT_DEFINE_ACTION_WRAPPER(destroy_pool, mempool_destroy, mempool_t *);

static struct kmem_cache *destroyed_later(struct kunit *test, struct kmem_cache *cache)
{
	KUNIT_ASSERT_NOT_NULL(test, cache);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_cache, cache), 0);
	return cache;
}

static struct kmem_cache *create_widgets(const char *name)
{
	struct kmem_cache_args args = { .ctor = widget_construct };

	widget_constructions = 0;
	return kmem_cache_create(name, sizeof(struct widget), &args, 0);
}

static struct kmem_cache *widget_cache(struct kunit *test, const char *name)
{
	return destroyed_later(test, create_widgets(name));
}

/*
 * claim 3.1: the constructor runs once per object, not once per allocation. Success:
 * it runs for all objects of a new slab (of several slabs, where a CPU fills a sheaf
 * of objects at once: 6.18, mm/slub.c), and never for a thousand allocations after.
 */
static void constructor_runs_per_slab(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_1");
	struct widget *widget;
	int populated, i;

	/* On another CPU another slab would serve the allocations. */
	migrate_disable();
	widget = kmem_cache_alloc(cache, GFP_KERNEL);
	populated = widget_constructions;
	KUNIT_EXPECT_GT(test, populated, 1);
	for (i = 0; i < 1000 && widget; i++) {
		kmem_cache_free(cache, widget);
		widget = kmem_cache_alloc(cache, GFP_KERNEL);
	}
	migrate_enable();
	KUNIT_EXPECT_NOT_NULL(test, widget);
	/* KASAN delays each free, so there the cache has to populate more slabs. */
	if (!IS_ENABLED(CONFIG_KASAN)) {
		KUNIT_EXPECT_EQ(test, widget_constructions, populated);
		claim_is(test, "3.1", widget_constructions == populated);
	} else {
		KUNIT_EXPECT_EQ(test, widget_constructions % populated, 0);
	}
	if (widget)
		kmem_cache_free(cache, widget);
}

/*
 * claim 3.2: a cache is a pool of objects allocated in advance. Success: a new cache
 * has constructed no object, so it holds none; a mempool on a cache does hold some.
 */
static void cache_holds_nothing_in_advance(struct kunit *test)
{
	struct kmem_cache *plain, *cache = widget_cache(test, "kmemlab_claim_3_2");
	mempool_t *pool;

	KUNIT_EXPECT_NOT_NULL(test, cache);
	KUNIT_EXPECT_EQ(test, widget_constructions, 0);
	claim_is(test, "3.2", widget_constructions > 0);

	/* Not of the constructed cache: mempool_alloc_slab() forbids a constructor. */
	plain = destroyed_later(test, kmem_cache_create("kmemlab_claim_3_2_pool", 64, NULL, 0));
	pool = mempool_create_slab_pool(4, plain);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_pool, pool), 0);
	KUNIT_EXPECT_EQ(test, pool->curr_nr, 4);
}

/*
 * claim 3.3: a bulk allocation may be partial. Success: 32 objects where there is
 * memory; for more than the machine has, none, and all that was allocated on the way
 * is free again.
 */
static void bulk_is_all_or_nothing(struct kunit *test)
{
	const size_t size = KMALLOC_MAX_SIZE;
	const size_t too_many = total_pages() / (size / PAGE_SIZE) + 1;
	struct kmem_cache *cache, *large;
	unsigned long before;
	void **objects;
	bool some;

	if (total_pages() > SZ_4G / PAGE_SIZE)
		kunit_skip(test, "would take all memory of a machine with more than 4 GiB");
	objects = kunit_kcalloc(test, max_t(size_t, too_many, 32), sizeof(*objects), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, objects);

	cache = widget_cache(test, "kmemlab_claim_3_3");
	KUNIT_ASSERT_TRUE(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, 32, objects));
	kmem_cache_free_bulk(cache, 32, objects);

	large = kmem_cache_create("kmemlab_claim_3_3_large", size, NULL, 0);
	KUNIT_ASSERT_NOT_NULL(test, large);
	before = free_pages_now();
	some = kmem_cache_alloc_bulk(large, GFP_NOWAIT | __GFP_NOWARN, too_many, objects);
	KUNIT_EXPECT_FALSE(test, some);
	kmem_cache_destroy(large);
	KUNIT_EXPECT_GT(test, free_pages_now() + 2 * size / PAGE_SIZE, before);
	claim_is(test, "3.3", some);
}

/*
 * claim 3.4: kmem_cache_zalloc() may be used on any cache. Success: on a cache with a
 * constructor it erases what the constructor did.
 */
static void zalloc_erases_construction(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_4");
	struct widget *first, *second;

	/* Then an object of a cache with a constructor is zeroed by no allocation. */
	if (want_init_on_alloc(GFP_KERNEL))
		kunit_skip(test, "init_on_alloc=1 ignores __GFP_ZERO for such a cache");
	/* Populates the slab: populating one for a zeroing allocation is a warning. */
	first = kmem_cache_alloc(cache, GFP_KERNEL);
	second = kmem_cache_zalloc(cache, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, first);
	KUNIT_EXPECT_NOT_NULL(test, second);
	if (first && second) {
		KUNIT_EXPECT_EQ(test, first->state, WIDGET_STATE);
		KUNIT_EXPECT_TRUE(test, list_empty(&first->node));
		KUNIT_EXPECT_EQ(test, second->state, 0);
		KUNIT_EXPECT_NULL(test, second->node.next);
		claim_is(test, "3.4", second->state == WIDGET_STATE);
		widget_construct(second);
	}
	if (second)
		kmem_cache_free(cache, second);
	if (first)
		kmem_cache_free(cache, first);
}

/*
 * claim 3.5: KMEM_CACHE() takes a constructor. Success: it takes the name of a
 * structure and flags, and its objects are not constructed.
 */
static void kmem_cache_macro_constructs_nothing(struct kunit *test)
{
	struct kmem_cache *cache;
	struct widget *widget;

	widget_constructions = 0;
	cache = destroyed_later(test, KMEM_CACHE(widget, SLAB_NO_MERGE));
	widget = kmem_cache_zalloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, widget);
	KUNIT_EXPECT_EQ(test, widget->state, 0);
	KUNIT_EXPECT_EQ(test, widget_constructions, 0);
	claim_is(test, "3.5", widget_constructions > 0);
	kmem_cache_free(cache, widget);
}

/* claim 3.6: the flag SLAB_MEM_SPREAD exists. Success: in 6.1 it does, in 6.12 not. */
static void mem_spread_is_gone(struct kunit *test)
{
#ifdef SLAB_MEM_SPREAD
	bool exists = true;
#else
	bool exists = false;
#endif

	/* In 6.9 and after it went in steps, so those in between are not asked. */
	if (kernel_before(6, 9) || !kernel_before(6, 12))
		KUNIT_EXPECT_EQ(test, exists, kernel_before(6, 9));
	claim_is(test, "3.6", exists);
}

static bool merging_is_on(void)
{
	return IS_ENABLED(CONFIG_SLAB_MERGE_DEFAULT) && !IS_ENABLED(CONFIG_KASAN_GENERIC) &&
	       !IS_ENABLED(CONFIG_SLUB_DEBUG_ON);
}

/*
 * claim 3.7: every cache shows in /proc/slabinfo. Success: two similar caches are one
 * cache with two names, unless one has a constructor or, from 6.5 on, SLAB_NO_MERGE.
 */
static void similar_caches_are_merged(struct kunit *test)
{
	struct kmem_cache *plain, *similar, *alone, *constructed;

	plain = destroyed_later(test, kmem_cache_create("kmemlab_claim_3_7a", 64, NULL, 0));
	similar = destroyed_later(test, kmem_cache_create("kmemlab_claim_3_7b", 64, NULL, 0));
	alone = destroyed_later(test, kmem_cache_create("kmemlab_claim_3_7c", 64, NULL,
							SLAB_NO_MERGE));
	constructed = widget_cache(test, "kmemlab_claim_3_7d");
	KUNIT_EXPECT_EQ(test, plain == similar, merging_is_on());
	KUNIT_EXPECT_EQ(test, plain == alone, merging_is_on() && !SLAB_NO_MERGE);
	KUNIT_EXPECT_PTR_NE(test, plain, constructed);
	if (merging_is_on())
		claim_is(test, "3.7", plain != similar);
}

/*
 * claim 3.8: objects come back constructed. Success: an object that was freed with
 * another state is allocated again with that state.
 */
static void objects_come_back_as_freed(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_8");
	struct widget *widget = kmem_cache_alloc(cache, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, widget);
	/* The object freed last comes first, as long as this stays on its CPU. */
	migrate_disable();
	widget->state = 7;
	kmem_cache_free(cache, widget);
	widget = kmem_cache_alloc(cache, GFP_KERNEL);
	migrate_enable();
	KUNIT_ASSERT_NOT_NULL(test, widget);
	/* KASAN delays each free: there another object comes. */
	if (!IS_ENABLED(CONFIG_KASAN)) {
		KUNIT_EXPECT_EQ(test, widget->state, 7);
		claim_is(test, "3.8", widget->state == WIDGET_STATE);
	}
	widget->state = WIDGET_STATE;
	kmem_cache_free(cache, widget);
}

/* Success: list_del() leaves poison in the node, list_del_init() an empty list. */
static void list_del_init_restores(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_list_del");
	struct widget *widget = kmem_cache_alloc(cache, GFP_KERNEL);
	LIST_HEAD(list);

	KUNIT_ASSERT_NOT_NULL(test, widget);
	list_add(&widget->node, &list);
	list_del(&widget->node);
	KUNIT_EXPECT_PTR_EQ(test, (void *)widget->node.next, (void *)LIST_POISON1);
	INIT_LIST_HEAD(&widget->node);
	list_add(&widget->node, &list);
	list_del_init(&widget->node);
	KUNIT_EXPECT_TRUE(test, list_empty(&widget->node));
	kmem_cache_free(cache, widget);
}

/*
 * Success: from 6.12 on a cache may be destroyed right after kfree_rcu() of its last
 * object. (The kernel would report an object that is left.)
 */
static void destroy_waits_for_kfree_rcu(struct kunit *test)
{
	struct kmem_cache *cache;
	struct widget *widget;

	if (kernel_before(6, 12))
		kunit_skip(test, "before 6.12 kmem_cache_destroy() does not wait for kfree_rcu()");
	cache = widget_cache(test, "kmemlab_kfree_rcu");
	widget = kmem_cache_alloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, widget);
	kfree_rcu(widget, rcu);
}

/* The cache of claim 3.9. */
static struct kmem_cache *lost_cache;

/*
 * claim 3.9: all objects must be freed before the cache is destroyed. Success: the
 * kernel reports a live object and never frees the cache; the object stays valid and
 * can be freed, and a new cache of this name can be created. (Whether the lost cache
 * is still in /proc/slabinfo, as before 6.12, is looked up in the scenario.)
 */
static void destroy_with_live_object(struct kunit *test)
{
	const char *name = "kmemlab_claim_3_9";
	struct widget *widget, *served;

	if (lost_cache)
		kunit_skip(test, "once for each boot: the cache is lost for good");
	lost_cache = create_widgets(name);
	KUNIT_ASSERT_NOT_NULL(test, lost_cache);
	/* It is lost on purpose, with all that it points to. */
	kmemleak_not_leak(lost_cache);
	widget = kmem_cache_alloc(lost_cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, widget);
	expect_report("Slab cache still has objects");
	kmem_cache_destroy(lost_cache);
	end_of_report();
	KUNIT_EXPECT_EQ(test, widget->state, WIDGET_STATE);
	/* The destroyed cache still serves: the kernel did not free it. */
	served = kmem_cache_alloc(lost_cache, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, served);
	claim_is(test, "3.9", served);
	if (served)
		kmem_cache_free(lost_cache, served);
	kmem_cache_free(lost_cache, widget);
	KUNIT_EXPECT_NOT_NULL(test, widget_cache(test, name));
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(constructor_runs_per_slab),
	KUNIT_CASE(cache_holds_nothing_in_advance),
	KUNIT_CASE(bulk_is_all_or_nothing),
	KUNIT_CASE(zalloc_erases_construction),
	KUNIT_CASE(kmem_cache_macro_constructs_nothing),
	KUNIT_CASE(mem_spread_is_gone),
	KUNIT_CASE(similar_caches_are_merged),
	KUNIT_CASE(objects_come_back_as_freed),
	KUNIT_CASE(list_del_init_restores),
	KUNIT_CASE(destroy_waits_for_kfree_rcu),
	KUNIT_CASE(destroy_with_live_object),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_slab_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
