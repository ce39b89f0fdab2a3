// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise percpu-count. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "../../tests/interrupted.h"
#include "count.h"

static void packets_are_counted(struct kunit *test)
{
	u64 before = packets_counted();
	int i;

	for (i = 0; i < 100; i++)
		count_packet();
	KUNIT_EXPECT_EQ_MSG(test, packets_counted() - before, 100, "100 packets came");
}

static void count_once(void *data)
{
	count_packet();
}

static void an_interrupt_loses_nothing(struct kunit *test)
{
	u64 before = packets_counted(), calls = 0;
	int i;

	for (i = 0; i < 4; i++) {
		struct interrupted_loop loop = { .function = count_once };

		run_interrupted_loop(test, &loop, HRTIMER_MODE_REL_PINNED_HARD);
		calls += loop.loops + loop.interrupts;
	}
	KUNIT_EXPECT_EQ_MSG(test, packets_counted() - before, calls,
			    "counts were lost when the timer came in the middle");
}

static struct kunit_case count_cases[] = {
	KUNIT_CASE(packets_are_counted),
	KUNIT_CASE(an_interrupt_loses_nothing),
	{}
};

static struct kunit_suite count_suite = {
	.name = "exercise_percpu_count",
	.test_cases = count_cases,
};

kunit_test_suite(count_suite);

MODULE_DESCRIPTION("kmemlab: the exercise percpu-count");
MODULE_LICENSE("GPL");
