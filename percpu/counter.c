// SPDX-License-Identifier: GPL-2.0
/*
 * One counter, kept in five ways, so that they can be compared.
 *
 *   way             an update                         reading the sum
 *   this_cpu_inc    one per-CPU operation, safe       adds up all possible
 *                   against preemption, interrupts    CPUs
 *   cpu pointer     preemption off, add, on; an       the same
 *                   interrupt between could be lost
 *   percpu_counter  per-CPU until a batch is full,    near at once, or exact by
 *                   then into a shared count          adding up under a lock
 *   atomic_long_t   one locked instruction on memory  one load
 *                   that all CPUs share
 *   spinlock        lock, add, unlock, all shared     under the lock
 *
 * The loop is inside each way: called for each update through a pointer, all
 * would cost about what the call costs.
 */
#include "../kmemlab.h"

#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "counter.h"

/* Updates between two offers to let others run. */
#define CHUNK 4096UL

/**
 * kmemlab_sum_cpus() - add up a per-CPU count
 * @count: one for each possible CPU
 *
 * Context: any.
 * Return: the sum, exact while no CPU updates it.
 */
unsigned long kmemlab_sum_cpus(const unsigned long __percpu *count)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(count, cpu));
	return sum;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_sum_cpus, "KMEMLAB");

static void inc_this_cpu(struct kmemlab_counter *counter, unsigned long times)
{
	while (times--)
		this_cpu_inc(*counter->cpu);
}

static void inc_cpu_ptr(struct kmemlab_counter *counter, unsigned long times)
{
	while (times--) {
		unsigned long *mine = get_cpu_ptr(counter->cpu);

		WRITE_ONCE(*mine, *mine + 1);
		put_cpu_ptr(counter->cpu);
	}
}

static unsigned long sum_cpus(struct kmemlab_counter *counter)
{
	return kmemlab_sum_cpus(counter->cpu);
}

static void inc_percpu_counter(struct kmemlab_counter *counter,
			       unsigned long times)
{
	while (times--)
		percpu_counter_inc(&counter->percpu_counter);
}

/* percpu_counter_read() is cheaper, and off by up to a batch a CPU. */
static unsigned long sum_percpu_counter(struct kmemlab_counter *counter)
{
	return percpu_counter_sum(&counter->percpu_counter);
}

static void inc_atomic(struct kmemlab_counter *counter, unsigned long times)
{
	while (times--)
		atomic_long_inc(&counter->atomic);
}

static unsigned long sum_atomic(struct kmemlab_counter *counter)
{
	return atomic_long_read(&counter->atomic);
}

static void inc_spinlock(struct kmemlab_counter *counter, unsigned long times)
{
	while (times--) {
		spin_lock(&counter->lock);
		counter->locked++;
		spin_unlock(&counter->lock);
	}
}

static unsigned long sum_spinlock(struct kmemlab_counter *counter)
{
	unsigned long sum;

	spin_lock(&counter->lock);
	sum = counter->locked;
	spin_unlock(&counter->lock);
	return sum;
}

static const struct {
	const char *name;
	void (*inc)(struct kmemlab_counter *counter, unsigned long times);
	unsigned long (*sum)(struct kmemlab_counter *counter);
} ways[KMEMLAB_WAYS] = {
	[KMEMLAB_THIS_CPU] = { "this_cpu_inc", inc_this_cpu, sum_cpus },
	[KMEMLAB_CPU_PTR] = { "get_cpu_ptr", inc_cpu_ptr, sum_cpus },
	[KMEMLAB_PERCPU_COUNTER] = { "percpu_counter", inc_percpu_counter,
				     sum_percpu_counter },
	[KMEMLAB_ATOMIC] = { "atomic_long_t", inc_atomic, sum_atomic },
	[KMEMLAB_SPINLOCK] = { "spinlock", inc_spinlock, sum_spinlock },
};

/**
 * kmemlab_way_name() - the name of a way
 * @way: below KMEMLAB_WAYS
 *
 * Context: any.
 * Return: the name of the function or type that makes the difference.
 */
const char *kmemlab_way_name(enum kmemlab_way way)
{
	return ways[way].name;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_way_name, "KMEMLAB");

/**
 * kmemlab_counter_init() - a counter at 0
 * @counter: to be initialised
 * @way: how to keep it
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL if there is no such way, or -ENOMEM.
 */
int kmemlab_counter_init(struct kmemlab_counter *counter, enum kmemlab_way way)
{
	if (way >= KMEMLAB_WAYS)
		return -EINVAL;
	*counter = (struct kmemlab_counter) { .way = way };
	spin_lock_init(&counter->lock);
	switch (way) {
	case KMEMLAB_THIS_CPU:
	case KMEMLAB_CPU_PTR:
		counter->cpu = alloc_percpu(unsigned long);
		return counter->cpu ? 0 : -ENOMEM;
	case KMEMLAB_PERCPU_COUNTER:
		return percpu_counter_init(&counter->percpu_counter, 0,
					   GFP_KERNEL);
	default:
		return 0;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_counter_init, "KMEMLAB");

/**
 * kmemlab_counter_exit() - free what the counter allocated
 * @counter: no other code uses it any more
 *
 * Context: process context.
 */
void kmemlab_counter_exit(struct kmemlab_counter *counter)
{
	free_percpu(counter->cpu);
	if (counter->way == KMEMLAB_PERCPU_COUNTER)
		percpu_counter_destroy(&counter->percpu_counter);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_counter_exit, "KMEMLAB");

/**
 * kmemlab_counter_inc() - add 1, a number of times
 * @counter: to be updated
 * @times: how often
 *
 * Context: process context; this is the narrowest of the five.
 */
void kmemlab_counter_inc(struct kmemlab_counter *counter, unsigned long times)
{
	ways[counter->way].inc(counter, times);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_counter_inc, "KMEMLAB");

/**
 * kmemlab_counter_sum() - how often it was increased
 * @counter: to be read
 *
 * Context: process context.
 * Return: the sum, exact while no CPU updates it.
 */
unsigned long kmemlab_counter_sum(struct kmemlab_counter *counter)
{
	return ways[counter->way].sum(counter);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_counter_sum, "KMEMLAB");

struct share {
	struct work_struct work;
	struct kmemlab_counter *counter;
	struct task_struct *caller;
	atomic_t *missing;
	unsigned long updates;
	u64 nsec;
};

/*
 * All begin at once, or the first would be done before the last one begins. Not
 * for ever: the share of a CPU that goes away begins when another one is done.
 */
static void wait_for_the_others(struct share *share)
{
	unsigned long deadline = jiffies + HZ / 10;

	atomic_dec(share->missing);
	while (atomic_read(share->missing) && time_before(jiffies, deadline))
		cond_resched();
}

static void work_through(struct work_struct *work)
{
	struct share *share = container_of(work, struct share, work);
	unsigned long left, chunk;
	u64 start;

	wait_for_the_others(share);
	for (left = share->updates;
	     left && !fatal_signal_pending(share->caller); left -= chunk) {
		chunk = min(left, CHUNK);
		start = ktime_get_ns();
		kmemlab_counter_inc(share->counter, chunk);
		share->nsec += ktime_get_ns() - start;
		cond_resched();
	}
}

/* If a CPU goes away meanwhile, its share is worked through on another one. */
static void work_on_cpus(struct workqueue_struct *queue,
			 struct share __percpu *shares,
			 const struct cpumask *cpus, const struct share *like)
{
	unsigned int cpu;

	for_each_cpu(cpu, cpus) {
		struct share *share = per_cpu_ptr(shares, cpu);

		*share = *like;
		INIT_WORK(&share->work, work_through);
		queue_work_on(cpu, queue, &share->work);
	}
}

static void collect(struct share __percpu *shares, const struct cpumask *cpus,
		    struct kmemlab_measurement *result)
{
	unsigned int cpu;

	for_each_cpu(cpu, cpus) {
		const struct share *share = per_cpu_ptr(shares, cpu);

		result->cpus++;
		result->updates += share->updates;
		result->nsec += share->nsec;
	}
}

static int measure(struct kmemlab_counter *counter, const struct cpumask *cpus,
		   unsigned long updates, struct kmemlab_measurement *result)
{
	atomic_t missing = ATOMIC_INIT(cpumask_weight(cpus));
	const struct share like = { .counter = counter, .caller = current,
				    .missing = &missing, .updates = updates };
	struct share __percpu *shares = alloc_percpu(struct share);
	struct workqueue_struct *queue;

	if (!shares)
		return -ENOMEM;
	queue = alloc_workqueue("kmemlab-count",
				WQ_PERCPU | WQ_CPU_INTENSIVE, 0);
	if (!queue) {
		free_percpu(shares);
		return -ENOMEM;
	}
	work_on_cpus(queue, shares, cpus, &like);
	/* Waits until all of it is done. */
	destroy_workqueue(queue);
	*result = (struct kmemlab_measurement) {
		.sum = kmemlab_counter_sum(counter),
	};
	collect(shares, cpus, result);
	free_percpu(shares);
	return fatal_signal_pending(current) ? -EINTR : 0;
}

/* The CPUs to measure on are kept, since some may come or go meanwhile. */
static int measure_on(struct kmemlab_counter *counter, unsigned long updates,
		      bool every_cpu, struct kmemlab_measurement *result)
{
	cpumask_var_t cpus;
	int err;

	if (!zalloc_cpumask_var(&cpus, GFP_KERNEL))
		return -ENOMEM;
	if (every_cpu)
		cpumask_copy(cpus, cpu_online_mask);
	else
		cpumask_set_cpu(cpumask_first(cpu_online_mask), cpus);
	err = measure(counter, cpus, updates, result);
	free_cpumask_var(cpus);
	return err;
}

/**
 * kmemlab_counter_measure() - what an update costs
 * @way: how to keep the counter
 * @updates: on each CPU, 1 to KMEMLAB_UPDATES_MAX
 * @every_cpu: on all online CPUs at once, else on one alone
 * @result: set on success
 *
 * The time is that of a loop around the update, and a guest's time is that of
 * its host: compare ways on one machine, not machines.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL if there is no such way or no update, -E2BIG above the
 * limit, -ENOMEM, or -EINTR if the caller was killed.
 */
int kmemlab_counter_measure(enum kmemlab_way way, unsigned long updates,
			    bool every_cpu, struct kmemlab_measurement *result)
{
	struct kmemlab_counter *counter;
	int err;

	if (!updates)
		return -EINVAL;
	if (updates > KMEMLAB_UPDATES_MAX)
		return -E2BIG;
	counter = kzalloc(sizeof(*counter), GFP_KERNEL);
	if (!counter)
		return -ENOMEM;
	err = kmemlab_counter_init(counter, way);
	if (!err) {
		err = measure_on(counter, updates, every_cpu, result);
		kmemlab_counter_exit(counter);
	}
	kfree(counter);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_counter_measure, "KMEMLAB");
