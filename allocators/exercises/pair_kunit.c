// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-pair. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "pair.h"

static void create_gives_both_parts(struct kunit *test)
{
	struct pair *pair = pair_create(16);

	KUNIT_ASSERT_NOT_NULL_MSG(test, pair, "pair_create(16) returned NULL");
	KUNIT_EXPECT_EQ(test, pair->length, 16);
	KUNIT_EXPECT_NOT_NULL_MSG(test, pair->data, "the buffer was not allocated");
	if (pair->data)
		KUNIT_EXPECT_NULL_MSG(test, memchr_inv(pair->data, 0, 16),
				      "the buffer is not zeroed");
	pair_destroy(pair);
}

static void each_failure_gives_null(struct kunit *test)
{
	struct pair *pair;
	int nth;

	for (nth = 1; nth <= 2; nth++) {
		fail_allocation(nth);
		pair = pair_create(16);
		KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0,
				    "allocation %d should fail: it was not made", nth);
		KUNIT_EXPECT_NULL_MSG(test, pair, "allocation %d failed, and the pair is there",
				      nth);
		if (pair)
			pair_destroy(pair);
	}
}

static struct kunit_case pair_cases[] = {
	KUNIT_CASE(create_gives_both_parts),
	KUNIT_CASE(each_failure_gives_null),
	{}
};

static struct kunit_suite pair_suite = {
	.name = "exercise_allocators_pair",
	.test_cases = pair_cases,
};

kunit_test_suite(pair_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-pair");
MODULE_LICENSE("GPL");
