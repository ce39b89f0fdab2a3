// SPDX-License-Identifier: GPL-2.0
/*
 * An update that an interrupt handler loses.
 *
 * A task and an interrupt handler on the same CPU add to one per-CPU variable.
 * The task reads the variable; the interrupt comes and adds 1; the task writes
 * what it read plus 1, and the 1 of the interrupt handler is lost.
 * this_cpu_inc() cannot lose it: it is one instruction on x86-64, and disables
 * interrupts or is atomic elsewhere.
 *
 * A timer makes the interrupts, at a moment that has nothing to do with the
 * loop.
 */
#include "../kmemlab.h"

#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/sched.h>

#include "counter.h"
#include "lost_update.h"

#define PERIOD_NS	(100 * NSEC_PER_USEC)
/* Without high-resolution timers an interrupt comes with each tick. */
#define TIMEOUT		(60 * HZ)

/**
 * struct interrupted_run - a loop and the timer that interrupts it
 * @count: the variable that both update
 * @interrupts: how often the timer function ran
 * @timer: runs on the CPU of the loop, in hard interrupt context
 */
struct interrupted_run {
	unsigned long __percpu *count;
	unsigned long interrupts;
	struct hrtimer timer;
};

static enum hrtimer_restart count_in_interrupt(struct hrtimer *timer)
{
	struct interrupted_run *run =
		container_of(timer, struct interrupted_run, timer);

	this_cpu_inc(*run->count);
	WRITE_ONCE(run->interrupts, run->interrupts + 1);
	hrtimer_forward_now(timer, ns_to_ktime(PERIOD_NS));
	return HRTIMER_RESTART;
}

/**
 * update_by_this_cpu_inc() - the right way
 * @count: the variable
 *
 * Context: any.
 */
void update_by_this_cpu_inc(unsigned long __percpu *count)
{
	this_cpu_inc(*count);
}
EXPORT_SYMBOL_NS_GPL(update_by_this_cpu_inc, "KMEMLAB");

/**
 * update_by_raw_inc() - right only where no interrupt handler updates the
 * variable
 * @count: the variable
 *
 * On x86-64 it is the same instruction as this_cpu_inc(), so there it loses
 * nothing. On other machines it may be three.
 *
 * Context: preemption or migration disabled.
 */
void update_by_raw_inc(unsigned long __percpu *count)
{
	__this_cpu_inc(*count);
}
EXPORT_SYMBOL_NS_GPL(update_by_raw_inc, "KMEMLAB");

/**
 * update_by_read_and_write() - wrong: an interrupt in between is lost
 * @count: the variable
 *
 * The pause is for the lesson: it stands for a longer computation. Without it,
 * the same happens less often.
 *
 * Context: preemption or migration disabled.
 */
void update_by_read_and_write(unsigned long __percpu *count)
{
	unsigned long value = __this_cpu_read(*count);
	int i;

	for (i = 0; i < 20; i++)
		cpu_relax();
	__this_cpu_write(*count, value + 1);
}
EXPORT_SYMBOL_NS_GPL(update_by_read_and_write, "KMEMLAB");

/**
 * lost_update_run() - update a variable while interrupts update it too
 * @update: one of the functions above
 * @interrupts: how many interrupts to wait for, 1 to LOST_UPDATE_INTERRUPTS_MAX
 * @result: set on success
 *
 * Context: process context, may sleep. An interrupt comes every 100
 * microseconds, or with each tick on a kernel without high-resolution timers.
 * Return: 0, -EINVAL if @interrupts is out of range, -ENOMEM, or -ETIMEDOUT.
 */
int lost_update_run(void (*update)(unsigned long __percpu *count),
		    unsigned int interrupts, struct lost_update *result)
{
	struct interrupted_run run = {};
	unsigned long deadline = jiffies + TIMEOUT, updates = 0;

	if (!interrupts || interrupts > LOST_UPDATE_INTERRUPTS_MAX)
		return -EINVAL;
	run.count = alloc_percpu(unsigned long);
	if (!run.count)
		return -ENOMEM;
	hrtimer_setup_on_stack(&run.timer, count_in_interrupt, CLOCK_MONOTONIC,
			       HRTIMER_MODE_REL_PINNED_HARD);

	/*
	 * The task and the timer stay on one CPU, and the task may be
	 * preempted.
	 */
	migrate_disable();
	hrtimer_start(&run.timer, ns_to_ktime(PERIOD_NS),
		      HRTIMER_MODE_REL_PINNED_HARD);
	while (READ_ONCE(run.interrupts) < interrupts &&
	       time_before(jiffies, deadline)) {
		update(run.count);
		if (!(++updates % 1024))
			cond_resched();
	}
	hrtimer_cancel(&run.timer);
	migrate_enable();

	destroy_hrtimer_on_stack(&run.timer);
	*result = (struct lost_update) {
		.updates = updates,
		.interrupts = run.interrupts,
		.counted = kmemlab_sum_cpus(run.count),
	};
	free_percpu(run.count);
	return result->interrupts < interrupts ? -ETIMEDOUT : 0;
}
EXPORT_SYMBOL_NS_GPL(lost_update_run, "KMEMLAB");
