/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_COUNTER_H
#define KMEMLAB_COUNTER_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define KMEMLAB_UPDATES_MAX 10000000UL

/**
 * enum kmemlab_way - ways to keep a count that several CPUs add to
 * @KMEMLAB_THIS_CPU: this_cpu_inc() on a per-CPU variable
 * @KMEMLAB_CPU_PTR: a per-CPU variable by pointer, preemption off
 * @KMEMLAB_PERCPU_COUNTER: struct percpu_counter
 * @KMEMLAB_ATOMIC: one atomic_long_t for all
 * @KMEMLAB_SPINLOCK: one variable for all, under a spinlock
 * @KMEMLAB_WAYS: how many ways there are
 */
enum kmemlab_way {
	KMEMLAB_THIS_CPU,
	KMEMLAB_CPU_PTR,
	KMEMLAB_PERCPU_COUNTER,
	KMEMLAB_ATOMIC,
	KMEMLAB_SPINLOCK,
	KMEMLAB_WAYS
};

/**
 * struct kmemlab_counter - a count kept in one of the ways
 * @way: in which; of the members below it uses its own
 * @cpu: KMEMLAB_THIS_CPU and KMEMLAB_CPU_PTR
 * @percpu_counter: KMEMLAB_PERCPU_COUNTER
 * @atomic: KMEMLAB_ATOMIC
 * @lock: KMEMLAB_SPINLOCK, protects @locked
 * @locked: KMEMLAB_SPINLOCK
 */
struct kmemlab_counter {
	enum kmemlab_way way;
	unsigned long __percpu *cpu;
	struct percpu_counter percpu_counter;
	atomic_long_t atomic;
	spinlock_t lock; /* protects locked */
	unsigned long locked;
};

/**
 * struct kmemlab_measurement - the cost of a number of updates
 * @cpus: on how many CPUs at once
 * @updates: on all of them together
 * @sum: value of the counter at the end
 * @nsec: time of all CPUs together, in nanoseconds
 */
struct kmemlab_measurement {
	unsigned int cpus;
	unsigned long updates;
	unsigned long sum;
	u64 nsec;
};

unsigned long kmemlab_sum_cpus(const unsigned long __percpu *count);
const char *kmemlab_way_name(enum kmemlab_way way);
int kmemlab_counter_init(struct kmemlab_counter *counter, enum kmemlab_way way);
void kmemlab_counter_exit(struct kmemlab_counter *counter);
void kmemlab_counter_inc(struct kmemlab_counter *counter, unsigned long times);
unsigned long kmemlab_counter_sum(struct kmemlab_counter *counter);
int kmemlab_counter_measure(enum kmemlab_way way, unsigned long updates,
			    bool every_cpu, struct kmemlab_measurement *result);

#endif /* KMEMLAB_COUNTER_H */
