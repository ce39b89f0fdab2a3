// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise slab-cache. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "cache.h"

static void sessions_open_and_close(struct kunit *test)
{
	struct session_table table;
	struct session *first, *second;

	KUNIT_ASSERT_EQ_MSG(test, session_table_init(&table, "exercise_session"), 0,
			    "there is no cache yet");
	first = session_open(&table, 1);
	second = session_open(&table, 2);
	KUNIT_EXPECT_NOT_NULL_MSG(test, first, "session_open() returned NULL");
	KUNIT_EXPECT_NOT_NULL(test, second);
	if (first && second) {
		KUNIT_EXPECT_EQ(test, first->user, 1);
		KUNIT_EXPECT_PTR_EQ_MSG(test, table.sessions.prev, &second->node,
					"the second session is not the last in the list");
		session_close(&table, first);
		KUNIT_EXPECT_PTR_EQ_MSG(test, table.sessions.next, &second->node,
					"the closed session is still in the list");
	}
	/* The second one is still open: the kernel reports a cache that is destroyed with it. */
	session_table_exit(&table);
}

static struct kunit_case cache_cases[] = {
	KUNIT_CASE(sessions_open_and_close),
	{}
};

static struct kunit_suite cache_suite = {
	.name = "exercise_slab_cache",
	.test_cases = cache_cases,
};

kunit_test_suite(cache_suite);

MODULE_DESCRIPTION("kmemlab: the exercise slab-cache");
MODULE_LICENSE("GPL");
