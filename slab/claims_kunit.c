// SPDX-License-Identifier: GPL-2.0
/*
 * What chapter 5.3 says of the kernel, claim by claim, on the kernel that runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kmemleak.h>
#include <linux/list.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../tests/memory.h"
#include "../tests/report.h"
#include "registry.h"

struct widget {
	struct list_head node;
	int state;
};

#define WIDGET_STATE 42

static int widget_constructions;

static void widget_construct(void *addr)
{
	struct widget *widget = addr;

	INIT_LIST_HEAD(&widget->node);
	widget->state = WIDGET_STATE;
	widget_constructions++;
}

static struct kmem_cache *widget_cache(struct kunit *test, const char *name)
{
	struct kmem_cache *cache;

	widget_constructions = 0;
	cache = kmem_cache_create(name, sizeof(struct widget), 0, 0, widget_construct);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	return cache;
}

/*
 * claim 3.1: the constructor runs once for each object of a slab when the slab is
 * populated. Success: several calls for the first object, of one slab or, since a CPU
 * keeps a sheaf of objects that is filled at once (6.18, mm/slub.c), of several; none for
 * a thousand times allocating and freeing it.
 */
static void constructor_runs_per_slab(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_1");
	struct widget *widget = kmem_cache_alloc(cache, GFP_KERNEL);
	int populated = widget_constructions;
	int i;

	KUNIT_EXPECT_NOT_NULL(test, widget);
	KUNIT_EXPECT_GT(test, populated, 1);
	for (i = 0; i < 1000 && widget; i++) {
		kmem_cache_free(cache, widget);
		widget = kmem_cache_alloc(cache, GFP_KERNEL);
	}
	KUNIT_EXPECT_NOT_NULL(test, widget);
	/* KASAN keeps freed objects back, so there other ones come, new ones too. */
	if (!IS_ENABLED(CONFIG_KASAN))
		KUNIT_EXPECT_EQ(test, widget_constructions, populated);
	else
		KUNIT_EXPECT_EQ(test, widget_constructions % populated, 0);
	if (widget)
		kmem_cache_free(cache, widget);
	kmem_cache_destroy(cache);
}

/*
 * claim 3.3: a bulk allocation gives all or nothing, and its result is compared
 * with 0. Success: 32 objects where there is memory; for more than the machine
 * has, 0, and all that was taken on the way is free again.
 */
static void bulk_is_all_or_nothing(struct kunit *test)
{
	const size_t size = KMALLOC_MAX_SIZE;
	const size_t too_many = total_pages() / (size / PAGE_SIZE) + 1;
	unsigned long before;
	struct kmem_cache *cache;
	void **objects;

	if (total_pages() > SZ_4G / PAGE_SIZE)
		kunit_skip(test, "would take all memory of a machine with more than 4 GiB");
	objects = kunit_kcalloc(test, max_t(size_t, too_many, 32), sizeof(*objects), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, objects);

	cache = widget_cache(test, "kmemlab_claim_3_3");
	KUNIT_EXPECT_TRUE(test, kmem_cache_alloc_bulk(cache, GFP_KERNEL, 32, objects));
	kmem_cache_free_bulk(cache, 32, objects);
	kmem_cache_destroy(cache);

	cache = kmem_cache_create("kmemlab_claim_3_3_large", size, 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	before = free_pages_now();
	KUNIT_EXPECT_FALSE(test, kmem_cache_alloc_bulk(cache, GFP_NOWAIT | __GFP_NOWARN,
						       too_many, objects));
	kmem_cache_destroy(cache);
	KUNIT_EXPECT_GT(test, free_pages_now() + 2 * size / PAGE_SIZE, before);
}

/* claim 3.4: a zeroing allocation wipes what the constructor did. */
static void zalloc_wipes_construction(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_4");
	struct widget *first, *second;

	/* Populates the slab: a new slab for a zeroing allocation is a warning. */
	first = kmem_cache_alloc(cache, GFP_KERNEL);
	second = kmem_cache_zalloc(cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, first);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_EQ(test, first->state, WIDGET_STATE);
	KUNIT_EXPECT_TRUE(test, list_empty(&first->node));
	KUNIT_EXPECT_EQ(test, second->state, 0);
	KUNIT_EXPECT_NULL(test, second->node.next);
	widget_construct(second);
	kmem_cache_free(cache, second);
	kmem_cache_free(cache, first);
	kmem_cache_destroy(cache);
}

static bool merging_is_on(void)
{
	return IS_ENABLED(CONFIG_SLAB_MERGE_DEFAULT) && !IS_ENABLED(CONFIG_KASAN_GENERIC) &&
	       !IS_ENABLED(CONFIG_SLUB_DEBUG_ON);
}

/*
 * claim 3.7: similar caches are one cache under several names, unless one has a
 * constructor or SLAB_NO_MERGE (from 6.6) or debugging is on. Success: the very
 * same pointer, or a different one, accordingly.
 */
static void similar_caches_are_merged(struct kunit *test)
{
	struct kmem_cache *plain = kmem_cache_create("kmemlab_claim_3_7a", 64, 0, 0, NULL);
	struct kmem_cache *similar = kmem_cache_create("kmemlab_claim_3_7b", 64, 0, 0, NULL);
	struct kmem_cache *alone = kmem_cache_create("kmemlab_claim_3_7c", 64, 0, SLAB_NO_MERGE,
						     NULL);
	struct kmem_cache *built = widget_cache(test, "kmemlab_claim_3_7d");

	KUNIT_EXPECT_EQ(test, plain == similar, merging_is_on());
	KUNIT_EXPECT_EQ(test, plain == alone, merging_is_on() && kernel_before(6, 6));
	KUNIT_EXPECT_PTR_NE(test, plain, built);
	kmem_cache_destroy(built);
	kmem_cache_destroy(alone);
	kmem_cache_destroy(similar);
	kmem_cache_destroy(plain);
}

/*
 * claim 3.8: objects come back constructed only if they were returned so: after
 * list_del() the node is poisoned, after list_del_init() it is as constructed.
 */
static void del_init_restores_construction(struct kunit *test)
{
	struct kmem_cache *cache = widget_cache(test, "kmemlab_claim_3_8");
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
	kmem_cache_destroy(cache);
}

/* The cache of claim 3.9. */
static struct kmem_cache *lost_cache;

/*
 * claim 3.9: a cache destroyed with a live object is reported and lost: its
 * descriptor is never freed. The object stays valid and can be freed, and a new
 * cache of the name can be created. (Whether the lost one still stands in
 * /proc/slabinfo, as before 6.12, is looked up in the VM.)
 */
static void destroy_with_live_object(struct kunit *test)
{
	const char *name = "kmemlab_claim_3_9";
	struct kmem_cache *second;
	struct widget *widget;

	if (lost_cache)
		kunit_skip(test, "once for each boot: the cache is lost for good");
	lost_cache = widget_cache(test, name);
	/* It is lost on purpose, with all that it points to. */
	kmemleak_not_leak(lost_cache);
	widget = kmem_cache_alloc(lost_cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, widget);
	expect_report("Slab cache still has objects");
	kmem_cache_destroy(lost_cache);
	end_of_report();
	KUNIT_EXPECT_EQ(test, widget->state, WIDGET_STATE);
	kmem_cache_free(lost_cache, widget);

	second = kmem_cache_create(name, sizeof(struct widget), 0, 0, widget_construct);
	KUNIT_EXPECT_NOT_NULL(test, second);
	kmem_cache_destroy(second);
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(constructor_runs_per_slab),
	KUNIT_CASE(bulk_is_all_or_nothing),
	KUNIT_CASE(zalloc_wipes_construction),
	KUNIT_CASE(similar_caches_are_merged),
	KUNIT_CASE(del_init_restores_construction),
	KUNIT_CASE(destroy_with_live_object),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_slab_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
