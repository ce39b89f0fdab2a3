// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmap-range. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "range.h"

static void what_fits_is_allowed(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 0, 8), 0, "the whole buffer");
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 7, 1), 0, "its last page");
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 3, 5), 0, "from page 3 to the end");
}

static void what_does_not_fit_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 8, 1), -ENXIO, "the first page beyond the end");
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 0, 9), -ENXIO, "one page too long");
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 7, 2), -ENXIO, "one page beyond the end");
}

static void sums_may_overflow(struct kunit *test)
{
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, 4, ULONG_MAX - 3), -ENXIO,
			    "4 + (ULONG_MAX - 3) is 0: an overflow was accepted");
	KUNIT_EXPECT_EQ_MSG(test, range_check(8, ULONG_MAX, 2), -ENXIO, "ULONG_MAX + 2 is 1");
}

static struct kunit_case range_cases[] = {
	KUNIT_CASE(what_fits_is_allowed),
	KUNIT_CASE(what_does_not_fit_is_refused),
	KUNIT_CASE(sums_may_overflow),
	{}
};

static struct kunit_suite range_suite = {
	.name = "exercise_mmap_range",
	.test_cases = range_cases,
};

kunit_test_suite(range_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmap-range");
MODULE_LICENSE("GPL");
