// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise percpu-stats. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "stats.h"

static void packets_and_bytes_are_counted(struct kunit *test)
{
	struct port_stats sum;
	struct port port;

	KUNIT_ASSERT_EQ_MSG(test, port_init(&port, "eth0"), 0, "port_init() failed");
	KUNIT_EXPECT_STREQ(test, port.name, "eth0");
	port_received(&port, 60);
	port_received(&port, 1500);
	port_read(&port, &sum);
	KUNIT_EXPECT_EQ_MSG(test, sum.packets, 2, "two packets came");
	KUNIT_EXPECT_EQ_MSG(test, sum.bytes, 1560, "1560 bytes came");
	port_exit(&port);
}

static void no_memory_leaves_nothing(struct kunit *test)
{
	struct port port = { };
	bool done = false;
	int nth, err;

	for (nth = 1; nth < 10 && !done; nth++) {
		fail_allocation(nth);
		err = port_init(&port, "eth0");
		done = failures_left();
		if (!err) {
			KUNIT_EXPECT_NOT_NULL_MSG(test, port.name, "there is no name");
			port_exit(&port);
			continue;
		}
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_FALSE_MSG(test, done, "-ENOMEM, and there was memory");
		KUNIT_EXPECT_NULL_MSG(test, (__force void *)port.stats,
				      "the statistics were not freed, or are still pointed to");
	}
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(packets_and_bytes_are_counted),
	KUNIT_CASE(no_memory_leaves_nothing),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "exercise_percpu_stats",
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);

MODULE_DESCRIPTION("kmemlab: the exercise percpu-stats");
MODULE_LICENSE("GPL");
