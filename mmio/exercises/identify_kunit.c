// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmio-identify. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../mmio/edu_regs.h"
#include "../../tests/exercise.h"
#include "../../tests/exercise_edu.h"
#include "identify.h"

static void an_edu_is_recognised(struct kunit *test)
{
	unsigned int major = 0, minor = 1;

	KUNIT_EXPECT_EQ_MSG(test, edu_identify(edu.regs, &major, &minor), 0, "this is an edu");
	KUNIT_EXPECT_EQ(test, major, 1);
	KUNIT_EXPECT_EQ(test, minor, 0);
}

static void another_device_is_refused(struct kunit *test)
{
	const struct edu_faults faults = { .id = 0x010000ee };
	unsigned int major, minor;

	KUNIT_ASSERT_EQ(test, edu_break(&faults), 0);
	KUNIT_EXPECT_EQ(test, edu_identify(edu.regs, &major, &minor), -ENODEV);
}

static void a_gone_device_is_noticed(struct kunit *test)
{
	const struct edu_faults faults = { .gone = true };
	unsigned int major, minor;

	KUNIT_ASSERT_EQ(test, edu_break(&faults), 0);
	KUNIT_EXPECT_EQ_MSG(test, edu_identify(edu.regs, &major, &minor), -EIO,
			    "all ones are no identification");
}

static struct kunit_case identify_cases[] = {
	KUNIT_CASE(an_edu_is_recognised),
	KUNIT_CASE(another_device_is_refused),
	KUNIT_CASE(a_gone_device_is_noticed),
	{}
};

static struct kunit_suite identify_suite = {
	.name = "exercise_mmio_identify",
	.init = acquire,
	.exit = release,
	.test_cases = identify_cases,
};

kunit_test_suite(identify_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmio-identify");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
