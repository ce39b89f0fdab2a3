/* SPDX-License-Identifier: GPL-2.0 */
/* What the cases of both suites use: statistics and a log that end with the case. */
#ifndef KMEMLAB_PERCPU_FIXTURE_KUNIT_H
#define KMEMLAB_PERCPU_FIXTURE_KUNIT_H

#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "../tests/action.h"
#include "batch.h"
#include "packet_stats.h"

KUNIT_DEFINE_ACTION_WRAPPER(exit_stats, packet_stats_exit, struct packet_stats *);
KUNIT_DEFINE_ACTION_WRAPPER(exit_log, report_log_exit, struct report_log *);

static inline struct packet_stats *new_stats(struct kunit *test)
{
	struct packet_stats *stats = kunit_kzalloc(test, sizeof(*stats), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stats);
	KUNIT_ASSERT_EQ(test, packet_stats_init(stats, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_stats, stats), 0);
	return stats;
}

static inline struct report_log *new_log(struct kunit *test)
{
	struct report_log *log = kunit_kzalloc(test, sizeof(*log), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, log);
	KUNIT_ASSERT_EQ(test, report_log_init(log), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_log, log), 0);
	return log;
}

/* Removes all reports: their number, and *sum increased by their sum. */
static inline unsigned int take_all(struct report_log *log, u64 *sum)
{
	unsigned int nr, i, all = 0;
	u32 codes[7];

	while ((nr = report_log_take(log, codes, ARRAY_SIZE(codes)))) {
		for (i = 0; i < nr; i++)
			*sum += codes[i];
		all += nr;
	}
	return all;
}

/**
 * struct interrupted_loop - one function, called by a task and by a timer on its CPU
 * @function: what both call, with @data
 * @data: its argument
 * @loops: calls by the task
 * @interrupts: calls by the timer
 * @timer: ends by itself after INTERRUPTS calls
 */
struct interrupted_loop {
	void (*function)(void *data);
	void *data;
	u64 loops;
	u64 interrupts;
	struct hrtimer timer;
};

/* Without high-resolution timers each takes a tick. */
#define INTERRUPTS 20

static inline enum hrtimer_restart interrupt_loop(struct hrtimer *timer)
{
	struct interrupted_loop *loop = container_of(timer, struct interrupted_loop, timer);

	loop->function(loop->data);
	WRITE_ONCE(loop->interrupts, loop->interrupts + 1);
	hrtimer_forward_now(timer, ns_to_ktime(100 * NSEC_PER_USEC));
	return loop->interrupts < INTERRUPTS ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

/* The timer comes at a moment that has nothing to do with the loop: in the middle. */
static inline void run_interrupted_loop(struct kunit *test, struct interrupted_loop *loop,
					enum hrtimer_mode mode)
{
	unsigned long deadline = jiffies + 60 * HZ;

	hrtimer_setup_on_stack(&loop->timer, interrupt_loop, CLOCK_MONOTONIC, mode);
	migrate_disable();
	hrtimer_start(&loop->timer, ns_to_ktime(100 * NSEC_PER_USEC), mode);
	while (READ_ONCE(loop->interrupts) < INTERRUPTS && time_before(jiffies, deadline)) {
		loop->function(loop->data);
		if (!(++loop->loops % 256))
			cond_resched();
	}
	hrtimer_cancel(&loop->timer);
	migrate_enable();
	destroy_hrtimer_on_stack(&loop->timer);
	KUNIT_EXPECT_EQ(test, loop->interrupts, (u64)INTERRUPTS);
}

#endif /* KMEMLAB_PERCPU_FIXTURE_KUNIT_H */
