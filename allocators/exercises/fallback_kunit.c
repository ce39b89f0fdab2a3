// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-fallback. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "fallback.h"

static void new_link(struct kunit *test, struct link *link)
{
	link->spare = kzalloc(sizeof(*link->spare), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, link->spare);
}

static void memory_comes_first(struct kunit *test)
{
	struct link link;
	struct message *spare, *message;

	new_link(test, &link);
	spare = link.spare;
	message = message_get(&link);
	KUNIT_EXPECT_NOT_NULL_MSG(test, message, "there was memory");
	KUNIT_EXPECT_PTR_NE_MSG(test, message, spare, "the spare message is for bad times");
	KUNIT_EXPECT_PTR_EQ(test, link.spare, spare);
	if (message && message != spare)
		message_put(&link, message);
	KUNIT_EXPECT_PTR_EQ_MSG(test, link.spare, spare, "the spare message was replaced");
	kfree(spare);
}

static void the_spare_is_used_once(struct kunit *test)
{
	struct link link;
	struct message *spare;

	new_link(test, &link);
	spare = link.spare;
	fail_allocation(1);
	KUNIT_EXPECT_PTR_EQ_MSG(test, message_get(&link), spare,
				"no memory, and the spare message was not used");
	KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0, "no allocation was tried");
	KUNIT_EXPECT_NULL_MSG(test, link.spare, "the spare message can be handed out twice");
	fail_allocation(1);
	KUNIT_EXPECT_NULL(test, message_get(&link));
	failures_left();
	if (!link.spare) {
		message_put(&link, spare);
		KUNIT_EXPECT_PTR_EQ_MSG(test, link.spare, spare,
					"the message should be the spare again");
	}
	kfree(link.spare);
}

static struct kunit_case fallback_cases[] = {
	KUNIT_CASE(memory_comes_first),
	KUNIT_CASE(the_spare_is_used_once),
	{}
};

static struct kunit_suite fallback_suite = {
	.name = "exercise_allocators_fallback",
	.test_cases = fallback_cases,
};

kunit_test_suite(fallback_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-fallback");
MODULE_LICENSE("GPL");
