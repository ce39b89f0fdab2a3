// SPDX-License-Identifier: GPL-2.0
/* The suite of mydriver: make kunit M=... runs it. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/module.h>

#include "mydriver.h"

static void create_checks_its_size(struct kunit *test)
{
	const unsigned int max = MYDRIVER_SLOTS_MAX;
	struct mydriver_table *table;

	KUNIT_EXPECT_EQ(test, PTR_ERR(mydriver_create(0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(mydriver_create(max + 1)), -EINVAL);
	table = mydriver_create(max);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, table);
	mydriver_destroy(table);
}

static void a_number_is_kept(struct kunit *test)
{
	struct mydriver_table *table = mydriver_create(2);
	u32 number = 1;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, table);
	KUNIT_EXPECT_EQ(test, mydriver_get(table, 1, &number), 0);
	KUNIT_EXPECT_EQ(test, number, 0);
	KUNIT_EXPECT_EQ(test, mydriver_set(table, 1, 42), 0);
	KUNIT_EXPECT_EQ(test, mydriver_get(table, 1, &number), 0);
	KUNIT_EXPECT_EQ(test, number, 42);
	mydriver_destroy(table);
}

static void slots_end_where_the_table_ends(struct kunit *test)
{
	struct mydriver_table *table = mydriver_create(2);
	u32 number = 7;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, table);
	KUNIT_EXPECT_EQ(test, mydriver_set(table, 2, 42), -ERANGE);
	KUNIT_EXPECT_EQ(test, mydriver_get(table, 2, &number), -ERANGE);
	KUNIT_EXPECT_EQ(test, number, 7);
	mydriver_destroy(table);
}

static struct kunit_case mydriver_cases[] = {
	KUNIT_CASE(create_checks_its_size),
	KUNIT_CASE(a_number_is_kept),
	KUNIT_CASE(slots_end_where_the_table_ends),
	{}
};

static struct kunit_suite mydriver_suite = {
	.name = "mydriver",
	.test_cases = mydriver_cases,
};

kunit_test_suite(mydriver_suite);

MODULE_DESCRIPTION("KUnit suite of mydriver");
MODULE_LICENSE("GPL");
