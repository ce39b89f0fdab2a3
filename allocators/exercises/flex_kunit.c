// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-flex. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "flex.h"

static struct number_list *new_list(struct kunit *test, unsigned int nr)
{
	struct number_list *list = kunit_kzalloc(test, sizeof(*list) + nr * sizeof(u32),
						 GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, list);
	list->nr = nr;
	for (i = 0; i < nr; i++)
		list->numbers[i] = i;
	return list;
}

static void all_numbers_are_copied(struct kunit *test)
{
	struct number_list *list = new_list(test, 37), *copy = list_copy(list);

	KUNIT_ASSERT_NOT_NULL_MSG(test, copy, "list_copy() returned NULL");
	KUNIT_EXPECT_PTR_NE_MSG(test, copy, list, "this is no copy");
	KUNIT_EXPECT_EQ(test, copy->nr, 37);
	KUNIT_EXPECT_GE_MSG(test, ksize(copy), sizeof(*copy) + 37 * sizeof(u32),
			    "the memory is too small for 37 numbers");
	KUNIT_EXPECT_EQ_MSG(test, memcmp(copy->numbers, list->numbers, 37 * sizeof(u32)), 0,
			    "the numbers differ");
	kfree(copy);
}

static void a_failure_gives_null(struct kunit *test)
{
	struct number_list *list = new_list(test, 3);

	fail_allocation(1);
	KUNIT_EXPECT_NULL(test, list_copy(list));
	KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0, "an allocation should fail: none was made");
}

static struct kunit_case flex_cases[] = {
	KUNIT_CASE(all_numbers_are_copied),
	KUNIT_CASE(a_failure_gives_null),
	{}
};

static struct kunit_suite flex_suite = {
	.name = "exercise_allocators_flex",
	.test_cases = flex_cases,
};

kunit_test_suite(flex_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-flex");
MODULE_LICENSE("GPL");
