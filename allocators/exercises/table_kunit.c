// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-table. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "table.h"

static void counters_are_zero(struct kunit *test)
{
	u64 *dirty = kmalloc(100 * sizeof(u64), GFP_KERNEL);
	u64 *table;

	KUNIT_ASSERT_NOT_NULL(test, dirty);
	/* The slab allocator is likely to hand out this very object again. */
	memset(dirty, 0xff, 100 * sizeof(u64));
	kfree(dirty);
	table = table_alloc(100);
	KUNIT_ASSERT_NOT_NULL_MSG(test, table, "table_alloc(100) returned NULL");
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(table, 0, 100 * sizeof(u64)),
			      "the counters are not 0");
	kfree(table);
}

static void an_overflow_is_refused(struct kunit *test)
{
	/* Times 8 this is 2^64 + 8. */
	u64 *table = table_alloc(SIZE_MAX / sizeof(u64) + 2);

	KUNIT_EXPECT_NULL_MSG(test, table, "n * 8 has overflowed: the table is far too small");
	kfree(table);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(counters_are_zero),
	KUNIT_CASE(an_overflow_is_refused),
	{}
};

static struct kunit_suite table_suite = {
	.name = "exercise_allocators_table",
	.test_cases = table_cases,
};

kunit_test_suite(table_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-table");
MODULE_LICENSE("GPL");
