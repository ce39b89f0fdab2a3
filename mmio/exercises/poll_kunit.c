// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmio-poll. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../mmio/edu_regs.h"
#include "../../tests/exercise.h"
#include "../../tests/exercise_edu.h"
#include "poll.h"

static void the_device_computes(struct kunit *test)
{
	u32 factorial = 0;

	KUNIT_EXPECT_EQ(test, edu_compute(edu.regs, 5, &factorial), 0);
	KUNIT_EXPECT_EQ_MSG(test, factorial, 120, "5! is 120: was the device still busy?");
}

static void a_stuck_device_times_out(struct kunit *test)
{
	const struct edu_faults faults = { .stuck = true };
	u32 factorial;

	KUNIT_ASSERT_EQ(test, edu_break(&faults), 0);
	KUNIT_EXPECT_EQ_MSG(test, edu_compute(edu.regs, 5, &factorial), -ETIMEDOUT,
			    "the device never finished");
}

static void a_gone_device_computes_nothing(struct kunit *test)
{
	const struct edu_faults faults = { .leaves = true };
	u32 factorial = 7;

	KUNIT_ASSERT_EQ(test, edu_break(&faults), 0);
	KUNIT_EXPECT_EQ_MSG(test, edu_compute(edu.regs, 5, &factorial), -EIO,
			    "the device was gone when the result was read");
	KUNIT_EXPECT_EQ(test, factorial, 7);
}

static struct kunit_case poll_cases[] = {
	KUNIT_CASE(the_device_computes),
	KUNIT_CASE(a_stuck_device_times_out),
	KUNIT_CASE(a_gone_device_computes_nothing),
	{}
};

static struct kunit_suite poll_suite = {
	.name = "exercise_mmio_poll",
	.init = acquire,
	.exit = release,
	.test_cases = poll_cases,
};

kunit_test_suite(poll_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmio-poll");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
