// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise slab-bulk. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "bulk.h"

static void a_stock_is_filled_and_emptied(struct kunit *test)
{
	struct stock stock = { };
	int i;

	stock.cache = kmem_cache_create("exercise_stock", 64, NULL, SLAB_NO_MERGE);
	KUNIT_ASSERT_NOT_NULL(test, stock.cache);
	KUNIT_EXPECT_EQ_MSG(test, stock_fill(&stock), 0, "stock_fill() failed");
	KUNIT_EXPECT_EQ(test, stock.nr, STOCK_SIZE);
	for (i = 0; i < stock.nr; i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, stock.objects[i], "object %d", i);
	stock_empty(&stock);
	KUNIT_EXPECT_EQ(test, stock.nr, 0);
	/* The kernel reports a cache that is destroyed with objects in use. */
	kmem_cache_destroy(stock.cache);
}

static void no_memory_is_said(struct kunit *test)
{
	struct stock stock = { };
	int err;

	stock.cache = kmem_cache_create("exercise_stock", 64, NULL, SLAB_NO_MERGE);
	KUNIT_ASSERT_NOT_NULL(test, stock.cache);
	fail_allocation(1);
	err = stock_fill(&stock);
	/* Where kmemleak watches, an allocation from a new cache does not fail. */
	if (failures_left()) {
		if (!err)
			stock_empty(&stock);
		kmem_cache_destroy(stock.cache);
		KUNIT_EXPECT_EQ_MSG(test, err, 0, "no allocation was made");
		return;
	}
	KUNIT_EXPECT_EQ_MSG(test, err, -ENOMEM, "no object, and no error");
	KUNIT_EXPECT_EQ(test, stock.nr, 0);
	kmem_cache_destroy(stock.cache);
}

static struct kunit_case bulk_cases[] = {
	KUNIT_CASE(a_stock_is_filled_and_emptied),
	KUNIT_CASE(no_memory_is_said),
	{}
};

static struct kunit_suite bulk_suite = {
	.name = "exercise_slab_bulk",
	.test_cases = bulk_cases,
};

kunit_test_suite(bulk_suite);

MODULE_DESCRIPTION("kmemlab: the exercise slab-bulk");
MODULE_LICENSE("GPL");
