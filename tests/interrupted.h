/* SPDX-License-Identifier: GPL-2.0 */
/* A loop of a task that a timer of the same CPU interrupts. Needs kmemlab.h before it. */
#ifndef KMEMLAB_TESTS_INTERRUPTED_H
#define KMEMLAB_TESTS_INTERRUPTED_H

#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sched.h>

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

#endif /* KMEMLAB_TESTS_INTERRUPTED_H */
