// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise percpu-take. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "../../tests/interrupted.h"
#include "take.h"

static void bytes_are_taken_once(struct kunit *test)
{
	take_bytes();
	count_bytes(60);
	count_bytes(40);
	KUNIT_EXPECT_EQ_MSG(test, take_bytes(), 100, "100 bytes were counted");
	KUNIT_EXPECT_EQ_MSG(test, take_bytes(), 0, "bytes were returned twice");
}

static void counters_never_go_back(struct kunit *test)
{
	u64 before[4];
	int cpu;

	count_bytes(1);
	for_each_possible_cpu(cpu)
		if (cpu < (int)ARRAY_SIZE(before))
			before[cpu] = per_cpu(bytes, cpu);
	take_bytes();
	for_each_possible_cpu(cpu)
		if (cpu < (int)ARRAY_SIZE(before))
			KUNIT_EXPECT_EQ_MSG(test, per_cpu(bytes, cpu), before[cpu],
					    "the counter of CPU %d was changed", cpu);
}

static u64 all_taken;

static void count_one(void *data)
{
	count_bytes(1);
	if (in_task())
		all_taken += take_bytes();
}

static void an_interrupt_loses_nothing(struct kunit *test)
{
	u64 calls = 0;
	int i;

	take_bytes();
	all_taken = 0;
	for (i = 0; i < 6; i++) {
		struct interrupted_loop loop = { .function = count_one };

		run_interrupted_loop(test, &loop, HRTIMER_MODE_REL_PINNED_HARD);
		calls += loop.loops + loop.interrupts;
	}
	all_taken += take_bytes();
	KUNIT_EXPECT_EQ_MSG(test, all_taken, calls,
			    "bytes were lost or doubled when the timer came in the middle");
}

static struct kunit_case take_cases[] = {
	KUNIT_CASE(bytes_are_taken_once),
	KUNIT_CASE(counters_never_go_back),
	KUNIT_CASE(an_interrupt_loses_nothing),
	{}
};

static struct kunit_suite take_suite = {
	.name = "exercise_percpu_take",
	.test_cases = take_cases,
};

kunit_test_suite(take_suite);

MODULE_DESCRIPTION("kmemlab: the exercise percpu-take");
MODULE_LICENSE("GPL");
