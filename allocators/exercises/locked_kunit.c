// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-locked. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "locked.h"

static void empty_list(struct event_list *list)
{
	struct event *event, *next;

	list_for_each_entry_safe(event, next, &list->events, node)
		kfree(event);
}

static void init_list(struct event_list *list)
{
	spin_lock_init(&list->lock);
	INIT_LIST_HEAD(&list->events);
	list->nr = 0;
}

static void events_are_appended_up_to_the_limit(struct kunit *test)
{
	struct event_list list;
	struct event *event;
	u32 i;

	init_list(&list);
	for (i = 0; i < EVENTS_MAX; i++)
		KUNIT_EXPECT_EQ_MSG(test, event_add(&list, i), 0, "event %u of %u", i + 1,
				    EVENTS_MAX);
	KUNIT_EXPECT_EQ_MSG(test, event_add(&list, i), -ENOSPC, "the list was full");
	KUNIT_EXPECT_EQ(test, list.nr, EVENTS_MAX);
	i = 0;
	list_for_each_entry(event, &list.events, node)
		KUNIT_EXPECT_EQ_MSG(test, event->code, i++, "not in order");
	KUNIT_EXPECT_EQ(test, i, EVENTS_MAX);
	empty_list(&list);
}

static void a_failure_changes_nothing(struct kunit *test)
{
	struct event_list list;

	init_list(&list);
	fail_allocation(1);
	KUNIT_EXPECT_EQ(test, event_add(&list, 1), -ENOMEM);
	KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0, "an allocation should fail: none was made");
	KUNIT_EXPECT_EQ(test, list.nr, 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&list.events));
	empty_list(&list);
}

static struct kunit_case locked_cases[] = {
	KUNIT_CASE(events_are_appended_up_to_the_limit),
	KUNIT_CASE(a_failure_changes_nothing),
	{}
};

static struct kunit_suite locked_suite = {
	.name = "exercise_allocators_locked",
	.test_cases = locked_cases,
};

kunit_test_suite(locked_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-locked");
MODULE_LICENSE("GPL");
