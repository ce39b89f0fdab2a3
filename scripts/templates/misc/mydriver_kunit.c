// SPDX-License-Identifier: GPL-2.0
/* The suite of mydriver: make kunit M=... runs it. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mydriver.h"

static struct mydriver *new_driver(struct kunit *test)
{
	struct mydriver *driver = kunit_kzalloc(test, sizeof(*driver), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, driver);
	mutex_init(&driver->lock);
	return driver;
}

static char *new_message(struct kunit *test, size_t length)
{
	char *message = kmalloc(length, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, message);
	memset(message, 'm', length);
	return message;
}

static void a_message_is_kept(struct kunit *test)
{
	struct mydriver *driver = new_driver(test);
	char got[8] = "";

	KUNIT_EXPECT_EQ(test, mydriver_load(driver, 0, got, sizeof(got)), 0);
	KUNIT_EXPECT_EQ(test, mydriver_store(driver, new_message(test, 3), 3), 0);
	KUNIT_EXPECT_EQ(test, mydriver_load(driver, 0, got, sizeof(got)), 3);
	KUNIT_EXPECT_STREQ(test, got, "mmm");
	KUNIT_EXPECT_EQ(test, mydriver_load(driver, 2, got, sizeof(got)), 1);
	KUNIT_EXPECT_EQ(test, mydriver_load(driver, 3, got, sizeof(got)), 0);
	mydriver_clear(driver);
	KUNIT_EXPECT_EQ(test, mydriver_load(driver, 0, got, sizeof(got)), 0);
}

static void a_length_out_of_range_changes_nothing(struct kunit *test)
{
	const size_t max = MYDRIVER_LENGTH_MAX;
	struct mydriver *driver = new_driver(test);
	char *message = new_message(test, max + 1);

	KUNIT_EXPECT_EQ(test, mydriver_store(driver, message, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, mydriver_store(driver, message, max + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, driver->length, 0);
	KUNIT_EXPECT_EQ(test, mydriver_store(driver, message, max), 0);
	mydriver_clear(driver);
}

static struct kunit_case mydriver_cases[] = {
	KUNIT_CASE(a_message_is_kept),
	KUNIT_CASE(a_length_out_of_range_changes_nothing),
	{}
};

static struct kunit_suite mydriver_suite = {
	.name = "mydriver",
	.test_cases = mydriver_cases,
};

kunit_test_suite(mydriver_suite);

MODULE_DESCRIPTION("KUnit suite of mydriver");
MODULE_LICENSE("GPL");
