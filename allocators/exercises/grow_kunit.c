// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-grow. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "grow.h"

static void bytes_are_kept(struct kunit *test)
{
	struct buffer buffer = { NULL, 0 };

	KUNIT_EXPECT_EQ_MSG(test, buffer_grow(&buffer, 8), 0, "growing from nothing failed");
	KUNIT_ASSERT_NOT_NULL(test, buffer.data);
	memset(buffer.data, 0x5a, 8);
	KUNIT_EXPECT_EQ(test, buffer_grow(&buffer, 4000), 0);
	KUNIT_EXPECT_EQ(test, buffer.size, 4000);
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(buffer.data, 0x5a, 8), "the bytes were lost");
	kfree(buffer.data);
}

static void a_failure_changes_nothing(struct kunit *test)
{
	struct buffer buffer = { kmalloc(8, GFP_KERNEL), 8 };
	u8 *before = buffer.data;

	KUNIT_ASSERT_NOT_NULL(test, before);
	fail_allocation(1);
	KUNIT_EXPECT_EQ(test, buffer_grow(&buffer, 4000), -ENOMEM);
	KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0, "an allocation should fail: none was made");
	KUNIT_EXPECT_PTR_EQ_MSG(test, buffer.data, before,
				"the only pointer to the old memory is gone");
	KUNIT_EXPECT_EQ_MSG(test, buffer.size, 8, "the size has changed, the memory has not");
	/* What a driver would free: what has been lost stays. */
	kfree(buffer.data);
}

static struct kunit_case grow_cases[] = {
	KUNIT_CASE(bytes_are_kept),
	KUNIT_CASE(a_failure_changes_nothing),
	{}
};

static struct kunit_suite grow_suite = {
	.name = "exercise_allocators_grow",
	.test_cases = grow_cases,
};

kunit_test_suite(grow_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-grow");
MODULE_LICENSE("GPL");
