// SPDX-License-Identifier: GPL-2.0
/*
 * What chapter 5.4 says of the kernel, claim by claim, on the kernel that runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/percpu_counter.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "../tests/report.h"

static DEFINE_PER_CPU(unsigned long, shared_count);

static int keep_counting(void *data)
{
	unsigned long *made = data;

	while (!kthread_should_stop()) {
		this_cpu_inc(shared_count);
		if (!(++*made % 1024))
			cond_resched();
	}
	return 0;
}

static unsigned long sum_shared_count(void)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(shared_count, cpu);
	return sum;
}

/*
 * claim 4.1: this_cpu_inc() is safe against preemption. Success: four threads that
 * share the CPUs, and are preempted where the kernel can, lose nothing.
 */
static void this_cpu_inc_is_safe_against_preemption(struct kunit *test)
{
	unsigned long before = sum_shared_count();
	struct task_struct *tasks[4];
	unsigned long made[4] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		tasks[i] = kthread_run(keep_counting, &made[i], "kmemlab-inc/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(tasks[i]));
	}
	msleep(100);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		kthread_stop(tasks[i]);
		KUNIT_EXPECT_GT(test, made[i], 0UL);
		before += made[i];
	}
	KUNIT_EXPECT_EQ(test, sum_shared_count(), before);
}

/*
 * claim 4.3: writing 0 into another CPU's copy races with that CPU's updates: what
 * it is just adding 1 to comes back, or its 1 is lost. Success: sooner or later the
 * sum of what was taken away is not what was counted.
 */
static void remote_reset_goes_wrong(struct kunit *test)
{
	unsigned int here, other, round;
	struct task_struct *task;
	unsigned long made = 0, taken = 0;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	migrate_disable();
	here = smp_processor_id();
	other = cpumask_any_but(cpu_online_mask, here);
	per_cpu(shared_count, other) = 0;
	task = kthread_run_on_cpu(keep_counting, &made, other, "kmemlab-reset/%u");
	KUNIT_EXPECT_FALSE(test, IS_ERR(task));
	for (round = 0; !IS_ERR(task) && round < 1000000; round++) {
		taken += READ_ONCE(per_cpu(shared_count, other));
		WRITE_ONCE(per_cpu(shared_count, other), 0);
		if (!(round % 1024))
			usleep_range(100, 200);
	}
	if (!IS_ERR(task))
		kthread_stop(task);
	taken += per_cpu(shared_count, other);
	migrate_enable();
	KUNIT_EXPECT_GT(test, made, 0UL);
	KUNIT_EXPECT_NE(test, taken, made);
}

static atomic_t startups, teardowns;
static int startup_result;

static int count_startup(unsigned int cpu)
{
	if (startup_result && cpu == cpumask_last(cpu_online_mask))
		return startup_result;
	atomic_inc(&startups);
	return 0;
}

static int count_teardown(unsigned int cpu)
{
	atomic_inc(&teardowns);
	return 0;
}

/*
 * claim 4.4: registering gives a dynamic state's number, after startup has run on
 * each online CPU; removing it by that number runs teardown on each.
 */
static void hotplug_state_has_a_number(struct kunit *test)
{
	int cpus = num_online_cpus();
	int state;

	atomic_set(&startups, 0);
	atomic_set(&teardowns, 0);
	startup_result = 0;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kmemlab/kunit:online", count_startup,
				  count_teardown);
	KUNIT_ASSERT_GE(test, state, (int)CPUHP_AP_ONLINE_DYN);
	KUNIT_EXPECT_LE(test, state, (int)CPUHP_AP_ONLINE_DYN_END);
	KUNIT_EXPECT_EQ(test, atomic_read(&startups), cpus);
	KUNIT_EXPECT_EQ(test, atomic_read(&teardowns), 0);
	cpuhp_remove_state(state);
	KUNIT_EXPECT_EQ(test, atomic_read(&startups), cpus);
	KUNIT_EXPECT_EQ(test, atomic_read(&teardowns), cpus);
}

/*
 * claim 4.4: or an error. Success: the startup that failed is what registering
 * returns, and teardown has run on those CPUs where startup had not.
 */
static void hotplug_startup_may_fail(struct kunit *test)
{
	atomic_set(&startups, 0);
	atomic_set(&teardowns, 0);
	startup_result = -EBUSY;
	KUNIT_EXPECT_EQ(test, cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kmemlab/kunit:online",
						count_startup, count_teardown), -EBUSY);
	KUNIT_EXPECT_EQ(test, atomic_read(&startups), (int)num_online_cpus() - 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&teardowns), atomic_read(&startups));
}

/* Success: dynamic states are few: one too many is reported and gets -ENOSPC. */
static void hotplug_states_run_out(struct kunit *test)
{
	int nr_states = CPUHP_AP_ONLINE_DYN_END - CPUHP_AP_ONLINE_DYN + 1;
	int *states = kunit_kcalloc(test, nr_states, sizeof(*states), GFP_KERNEL);
	int nr = 0, state;

	KUNIT_ASSERT_NOT_NULL(test, states);
	expect_report("No more dynamic states available");
	do {
		state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "kmemlab/kunit:many",
						  count_startup, NULL);
		if (state >= 0 && nr < nr_states)
			states[nr++] = state;
	} while (state >= 0);
	end_of_report();
	KUNIT_EXPECT_EQ(test, state, -ENOSPC);
	KUNIT_EXPECT_GT(test, nr, 0);
	while (nr)
		cpuhp_remove_state_nocalls(states[--nr]);
}

/*
 * Success: per-CPU memory is zeroed and at most PCPU_MIN_UNIT_SIZE at a time; more
 * gets NULL.
 */
static void percpu_memory_has_a_limit(struct kunit *test)
{
	void __percpu *most = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
	unsigned int cpu;

	KUNIT_ASSERT_TRUE(test, !!most);
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_NULL(test, memchr_inv(per_cpu_ptr(most, cpu), 0, PCPU_MIN_UNIT_SIZE));
	free_percpu(most);
	KUNIT_EXPECT_FALSE(test, !!__alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE + 1, 8,
						      GFP_KERNEL | __GFP_NOWARN));
}

/*
 * A percpu_counter is near with percpu_counter_read() and exact with
 * percpu_counter_sum(). Success: what is less than a batch is in the sum only, a batch is in both.
 */
static void percpu_counter_reads_near(struct kunit *test)
{
	struct percpu_counter counter;

	if (!IS_ENABLED(CONFIG_SMP))
		kunit_skip(test, "without SMP it is one variable");
	KUNIT_ASSERT_EQ(test, percpu_counter_init(&counter, 0, GFP_KERNEL), 0);
	migrate_disable();
	percpu_counter_add_batch(&counter, 31, 32);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 31LL);
	percpu_counter_add_batch(&counter, 1, 32);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, percpu_counter_read(&counter), 32LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(&counter), 32LL);
	percpu_counter_destroy(&counter);
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(this_cpu_inc_is_safe_against_preemption),
	KUNIT_CASE(remote_reset_goes_wrong),
	KUNIT_CASE(hotplug_state_has_a_number),
	KUNIT_CASE(hotplug_startup_may_fail),
	KUNIT_CASE(hotplug_states_run_out),
	KUNIT_CASE(percpu_memory_has_a_limit),
	KUNIT_CASE(percpu_counter_reads_near),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_percpu_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
