// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.3: the stock of constructed objects and the registry.
 * What the chapter's claims say of the kernel itself is in claims_kunit.c.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "registry.h"

#define LIMIT 64

static int registry_test_init(struct kunit *test)
{
	struct kmemlab_registry *registry = kunit_kzalloc(test, sizeof(*registry), GFP_KERNEL);

	if (!registry)
		return -ENOMEM;
	test->priv = registry;
	return kmemlab_registry_init(registry, "kmemlab_kunit", LIMIT);
}

static void registry_test_exit(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;

	if (registry && registry->stock.cache)
		kmemlab_registry_exit(registry);
}

/* Success: what was measured of the cache agrees with itself. */
static void stock_is_measured(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	const struct kmemlab_stock *stock = &registry->stock;

	KUNIT_EXPECT_EQ(test, stock->object_size, sizeof(struct kmemlab_object));
	KUNIT_EXPECT_GE(test, stock->slot_size, stock->object_size);
	KUNIT_EXPECT_GT(test, stock->per_slab, 1U);
	KUNIT_EXPECT_EQ(test, stock->reserve->curr_nr, KMEMLAB_STOCK_RESERVE);
}

static void take(struct kunit *test, struct kmemlab_stock *stock,
		 struct kmemlab_object **objects, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		objects[i] = kmemlab_stock_get(stock, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, objects[i]);
	}
}

static void give(struct kmemlab_stock *stock, struct kmemlab_object **objects, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		kmemlab_stock_put(stock, objects[i]);
}

/* Success: however often an object came and went, it comes constructed. */
static void stock_gives_constructed(struct kunit *test)
{
	struct kmemlab_object *objects[3 * KMEMLAB_STOCK_IDLE_MAX];
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_stock *stock = &registry->stock;
	int round, i;

	for (round = 0; round < 3; round++) {
		take(test, stock, objects, ARRAY_SIZE(objects));
		for (i = 0; i < ARRAY_SIZE(objects); i++) {
			KUNIT_EXPECT_TRUE(test, kmemlab_object_is_constructed(objects[i]));
			memset(objects[i]->label, 0xff, KMEMLAB_LABEL_SIZE);
		}
		give(stock, objects, ARRAY_SIZE(objects));
		KUNIT_EXPECT_LE(test, stock->nr_idle, (unsigned int)KMEMLAB_STOCK_IDLE_MAX);
	}
}

static unsigned int drain_starved(struct kunit *test, struct kmemlab_stock *stock,
				  struct kmemlab_object **objects, unsigned int max)
{
	unsigned int nr = 0;

	while (nr < max && (objects[nr] = kmemlab_stock_get(stock, GFP_KERNEL)))
		nr++;
	KUNIT_EXPECT_LT(test, nr, max);
	return nr;
}

/*
 * claim 3.2: the pool of pre-allocated objects is a mempool. Success: with the
 * cache failing, what is idle and what is reserved can be had, constructed, and
 * then nothing; what comes back fills the reserve first.
 */
static void reserve_is_the_pool(struct kunit *test)
{
	struct kmemlab_object *objects[KMEMLAB_STOCK_IDLE_MAX + KMEMLAB_STOCK_RESERVE + 1];
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_stock *stock = &registry->stock;
	unsigned int idle = stock->nr_idle, nr, i;
	u32 id;

	kmemlab_stock_starve(stock, true);
	nr = drain_starved(test, stock, objects, ARRAY_SIZE(objects));
	KUNIT_EXPECT_EQ(test, nr, idle + KMEMLAB_STOCK_RESERVE);
	for (i = 0; i < nr; i++)
		KUNIT_EXPECT_TRUE(test, kmemlab_object_is_constructed(objects[i]));
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), -ENOMEM);
	give(stock, objects, KMEMLAB_STOCK_RESERVE);
	KUNIT_EXPECT_EQ(test, stock->reserve->curr_nr, KMEMLAB_STOCK_RESERVE);
	KUNIT_EXPECT_EQ(test, stock->nr_idle, 0U);
	kmemlab_stock_starve(stock, false);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
	give(stock, objects + KMEMLAB_STOCK_RESERVE, nr - KMEMLAB_STOCK_RESERVE);
}

static unsigned int fill_idle(struct kunit *test, struct kmemlab_stock *stock)
{
	struct kmemlab_object *objects[KMEMLAB_STOCK_IDLE_MAX];

	take(test, stock, objects, ARRAY_SIZE(objects));
	give(stock, objects, ARRAY_SIZE(objects));
	return stock->nr_idle;
}

/* Success: a shrink takes what it was told to and no more than there is. */
static void shrink_takes_idle(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_stock *stock = &registry->stock;
	unsigned int idle = fill_idle(test, stock);

	KUNIT_ASSERT_EQ(test, idle, (unsigned int)KMEMLAB_STOCK_IDLE_MAX);
	KUNIT_EXPECT_EQ(test, kmemlab_stock_shrink(stock, 0), 0UL);
	KUNIT_EXPECT_EQ(test, kmemlab_stock_shrink(stock, 1), 1UL);
	KUNIT_EXPECT_EQ(test, kmemlab_stock_shrink(stock, 17), 17UL);
	KUNIT_EXPECT_EQ(test, stock->nr_idle, idle - 18);
	KUNIT_EXPECT_EQ(test, kmemlab_stock_shrink(stock, idle), (unsigned long)idle - 18);
	KUNIT_EXPECT_EQ(test, kmemlab_stock_shrink(stock, 1), 0UL);
	KUNIT_EXPECT_EQ(test, stock->reserve->curr_nr, KMEMLAB_STOCK_RESERVE);
}

/* Success: the shrinker counts and scans as include/linux/shrinker.h asks. */
static void shrinker_gives_back(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_stock *stock = &registry->stock;
	struct shrink_control control = { .gfp_mask = GFP_KERNEL, .nr_to_scan = 10 };
	struct shrinker *shrinker = stock->shrinker;
	unsigned int idle = fill_idle(test, stock);

	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), (unsigned long)idle);
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), 10UL);
	KUNIT_EXPECT_EQ(test, stock->nr_idle, idle - 10);
	control.nr_to_scan = ULONG_MAX;
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), idle - 10UL);
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), SHRINK_STOP);
	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), SHRINK_EMPTY);
}

/* Success: an object is created, found, used, removed, and then gone. */
static void registry_life(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_object *object;
	u32 id, uses;

	KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "one", GFP_KERNEL, &id), 0);
	KUNIT_EXPECT_GE(test, id, 1U);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 1L);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_use(registry, id, &uses), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_use(registry, id, &uses), 0);
	KUNIT_EXPECT_EQ(test, uses, 2U);
	object = kmemlab_registry_get(registry, id);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_STREQ(test, object->label, "one");
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove(registry, id), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove(registry, id), -ENOENT);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_use(registry, id, &uses), -ENOENT);
	/* Removed, but ours as long as we hold the reference. */
	KUNIT_EXPECT_STREQ(test, object->label, "one");
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 1L);
	kmemlab_registry_put(registry, object);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 0L);
}

/* Success: what the last reference leaves behind is as the constructor left it. */
static void registry_returns_constructed(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_object *object, *again;
	u32 id, uses;

	KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_use(registry, id, &uses), 0);
	object = kmemlab_registry_get(registry, id);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove(registry, id), 0);
	kmemlab_registry_put(registry, object);
	/* The last one to come is the first one to go. */
	again = kmemlab_stock_get(&registry->stock, GFP_KERNEL);
	KUNIT_ASSERT_PTR_EQ(test, again, object);
	KUNIT_EXPECT_TRUE(test, kmemlab_object_is_constructed(again));
	kmemlab_stock_put(&registry->stock, again);
}

/* Success: ids that were never given out are unknown. */
static void registry_unknown_ids(struct kunit *test)
{
	static const u32 ids[] = { 0, 1, LIMIT, LIMIT + 1, U32_MAX };
	struct kmemlab_registry *registry = test->priv;
	u32 uses;
	int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		KUNIT_EXPECT_NULL(test, kmemlab_registry_get(registry, ids[i]));
		KUNIT_EXPECT_EQ(test, kmemlab_registry_remove(registry, ids[i]), -ENOENT);
		KUNIT_EXPECT_EQ(test, kmemlab_registry_use(registry, ids[i], &uses), -ENOENT);
	}
}

/* Success: as many as the limit, each with an id of its own, and not one more. */
static void registry_limit(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	DECLARE_BITMAP(seen, LIMIT + 1) = {};
	u32 id = 0, more;
	int i;

	for (i = 0; i < LIMIT; i++) {
		KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
		KUNIT_ASSERT_LE(test, id, (u32)LIMIT);
		KUNIT_EXPECT_FALSE(test, test_and_set_bit(id, seen));
	}
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &more), -ENOSPC);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), (long)LIMIT);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove(registry, id), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &more), 0);
	KUNIT_EXPECT_EQ(test, more, id);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove_all(registry), (unsigned int)LIMIT);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_remove_all(registry), 0U);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 0L);
}

/* Success: limits out of range are refused and leave nothing behind. */
static void registry_init_limits(struct kunit *test)
{
	struct kmemlab_registry *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_init(other, "kmemlab_other", 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_init(other, "kmemlab_other",
						    KMEMLAB_REGISTRY_MAX + 1), -EINVAL);
	KUNIT_EXPECT_NULL(test, other->stock.cache);
	KUNIT_ASSERT_EQ(test, kmemlab_registry_init(other, "kmemlab_other",
						    KMEMLAB_REGISTRY_MAX), 0);
	kmemlab_registry_exit(other);
}

/* Success: labels of every length that fits, and none that does not. */
static void registry_labels(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	char label[KMEMLAB_LABEL_SIZE + 1] = "";
	u32 id;

	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, "", GFP_KERNEL, &id), -EINVAL);
	memset(label, 'x', KMEMLAB_LABEL_SIZE - 1);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, label, GFP_KERNEL, &id), 0);
	label[KMEMLAB_LABEL_SIZE - 1] = 'x';
	KUNIT_EXPECT_EQ(test, kmemlab_registry_create(registry, label, GFP_KERNEL, &id), -E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 1L);
}

/*
 * Step 2 of the lookup. Success: an object that is nobody's is not found, even
 * though the index, like a stale pointer, still leads to it.
 */
static void lookup_refuses_unreferenced(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_object *object = kmemlab_stock_get(&registry->stock, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_FALSE(test, xa_is_err(xa_store_bh(&registry->objects, 7, object, GFP_KERNEL)));
	object->id = 7;
	KUNIT_EXPECT_NULL(test, kmemlab_registry_get(registry, 7));
	KUNIT_EXPECT_EQ(test, refcount_read(&object->refs), 0U);
	object->id = 0;
	xa_erase_bh(&registry->objects, 7);
	kmemlab_stock_put(&registry->stock, object);
}

/*
 * Step 3 of the lookup. Success: an object that was reused under another id is
 * not found under the old one, and the reference taken on the way is dropped.
 */
static void lookup_refuses_reused(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct kmemlab_object *object;
	u32 id;

	KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
	object = kmemlab_registry_get(registry, id);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_ASSERT_FALSE(test, xa_is_err(xa_store_bh(&registry->objects, 7, object, GFP_KERNEL)));
	KUNIT_EXPECT_NULL(test, kmemlab_registry_get(registry, 7));
	KUNIT_EXPECT_EQ(test, refcount_read(&object->refs), 2U);
	xa_erase_bh(&registry->objects, 7);
	kmemlab_registry_put(registry, object);
}

/* Success: as many slabs as it takes, and none when there is no object. */
static void registry_slabs_are_counted(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	u32 id;
	int i;

	KUNIT_EXPECT_EQ(test, kmemlab_registry_slabs(registry), 0L);
	KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_slabs(registry), 1L);
	for (i = 1; i < LIMIT; i++)
		KUNIT_ASSERT_EQ(test, kmemlab_registry_create(registry, "x", GFP_KERNEL, &id), 0);
	KUNIT_EXPECT_GE(test, kmemlab_registry_slabs(registry),
			(long)DIV_ROUND_UP(LIMIT, registry->stock.per_slab));
}

struct racer {
	struct kmemlab_registry *registry;
	struct task_struct *task;
	unsigned long rounds;
	unsigned long wrong;
};

/* Creates, looks up what others may be removing, removes what others may be using. */
static int race(void *data)
{
	struct racer *racer = data;
	struct kmemlab_object *object;
	u32 id, at, uses;

	while (!kthread_should_stop()) {
		at = 1 + racer->rounds++ % (LIMIT / 4);
		if (!kmemlab_registry_create(racer->registry, "race", GFP_KERNEL, &id))
			kmemlab_registry_use(racer->registry, id, &uses);
		object = kmemlab_registry_get(racer->registry, at);
		if (object) {
			cond_resched();
			racer->wrong += object->id != at || strcmp(object->label, "race");
			kmemlab_registry_put(racer->registry, object);
		}
		kmemlab_registry_remove(racer->registry, at);
		cond_resched();
	}
	return 0;
}

/*
 * Success: four threads on the same few ids for a quarter of a second, no object
 * is ever somebody else's, and at the end every one has been given back once.
 */
static void registry_is_shared(struct kunit *test)
{
	struct kmemlab_registry *registry = test->priv;
	struct racer racers[4] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(racers); i++) {
		racers[i].registry = registry;
		racers[i].task = kthread_run(race, &racers[i], "kmemlab-race/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(racers[i].task));
	}
	msleep(250);
	for (i = 0; i < ARRAY_SIZE(racers); i++) {
		kthread_stop(racers[i].task);
		KUNIT_EXPECT_EQ(test, racers[i].wrong, 0UL);
		KUNIT_EXPECT_GT(test, racers[i].rounds, 0UL);
	}
	kmemlab_registry_remove_all(registry);
	KUNIT_EXPECT_EQ(test, kmemlab_registry_live(registry), 0L);
}

static struct kunit_case registry_cases[] = {
	KUNIT_CASE(stock_is_measured),
	KUNIT_CASE(stock_gives_constructed),
	KUNIT_CASE(reserve_is_the_pool),
	KUNIT_CASE(shrink_takes_idle),
	KUNIT_CASE(shrinker_gives_back),
	KUNIT_CASE(registry_life),
	KUNIT_CASE(registry_returns_constructed),
	KUNIT_CASE(registry_unknown_ids),
	KUNIT_CASE(registry_limit),
	KUNIT_CASE(registry_init_limits),
	KUNIT_CASE(registry_labels),
	KUNIT_CASE(lookup_refuses_unreferenced),
	KUNIT_CASE(lookup_refuses_reused),
	KUNIT_CASE(registry_slabs_are_counted),
	KUNIT_CASE(registry_is_shared),
	{}
};

static struct kunit_suite registry_suite = {
	.name = "kmemlab_slab",
	.init = registry_test_init,
	.exit = registry_test_exit,
	.test_cases = registry_cases,
};

kunit_test_suite(registry_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of kmem-cache-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
