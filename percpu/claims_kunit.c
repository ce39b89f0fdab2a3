// SPDX-License-Identifier: GPL-2.0
/*
 * What the guide's chapter 5.4 says of the kernel, claim by claim, on the kernel that
 * runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/percpu-refcount.h>
#include <linux/percpu_counter.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "../tests/claim.h"
#include "../tests/report.h"
#include "../tests/thread.h"
#include "counter.h"
#include "fixture_kunit.h"
#include "lost_update.h"

static DEFINE_PER_CPU(unsigned long, shared_count);

static int keep_counting(void *data)
{
	unsigned long *made = data;

	while (!kthread_should_stop()) {
		this_cpu_inc(shared_count);
		WRITE_ONCE(*made, *made + 1);
		if (!(*made % 1024))
			cond_resched();
	}
	return 0;
}

/*
 * claim 4.1: this_cpu_inc() disables preemption. Success: it is safe against preemption
 * and against interrupts, however the machine does that. Four threads that share the
 * CPUs lose nothing, and neither does a thread that a timer interrupts.
 */
static void this_cpu_inc_is_safe(struct kunit *test)
{
	unsigned long *made = kunit_kcalloc(test, 4, sizeof(*made), GFP_KERNEL);
	unsigned long before = kmemlab_sum_cpus(&shared_count), all = 0;
	unsigned long deadline = jiffies + 60 * HZ;
	struct lost_update interrupted;
	struct task_struct *tasks[4];
	bool safe;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, made);
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		tasks[i] = new_thread(test, keep_counting, &made[i]);
	for (i = 0; i < ARRAY_SIZE(tasks); i++)
		while (tasks[i] && !READ_ONCE(made[i]) && time_before(jiffies, deadline))
			msleep(20);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		if (tasks[i])
			kthread_stop(tasks[i]);
		KUNIT_EXPECT_GT(test, made[i], 0UL);
		all += made[i];
	}
	KUNIT_ASSERT_EQ(test, lost_update_run(update_by_this_cpu_inc, 20, &interrupted), 0);
	safe = kmemlab_sum_cpus(&shared_count) - before == all &&
	       interrupted.counted == interrupted.updates + interrupted.interrupts;
	KUNIT_EXPECT_TRUE(test, safe);
	if (safe)
		claim(test, "4.1", "differs: safe against interrupts too");
}

/*
 * claim 4.2: __this_cpu_inc() is safe in an interrupt handler. Success: an update that
 * an interrupt can divide loses the update of the handler. On x86-64 __this_cpu_inc()
 * is one instruction, so there it loses nothing.
 */
static void divided_update_is_lost(struct kunit *test)
{
	struct lost_update divided, raw;

	KUNIT_ASSERT_EQ(test, lost_update_run(update_by_read_and_write, 20, &divided), 0);
	KUNIT_EXPECT_GE(test, divided.interrupts, 20UL);
	KUNIT_EXPECT_LT_MSG(test, divided.counted, divided.updates + divided.interrupts,
			    "no interrupt came between the read and the write");
	KUNIT_ASSERT_EQ(test, lost_update_run(update_by_raw_inc, 20, &raw), 0);
	KUNIT_EXPECT_LE(test, raw.counted, raw.updates + raw.interrupts);
	if (IS_ENABLED(CONFIG_X86_64) && !IS_ENABLED(CONFIG_UML))
		KUNIT_EXPECT_EQ(test, raw.counted, raw.updates + raw.interrupts);
	if (divided.counted < divided.updates + divided.interrupts)
		claim(test, "4.2", "differs: if no interrupted code updates it in steps");
}

/* Success: a number of interrupts at the limits works, beyond them it is an error. */
static void lost_update_limits(struct kunit *test)
{
	struct lost_update result;

	KUNIT_EXPECT_EQ(test, lost_update_run(update_by_this_cpu_inc, 0, &result), -EINVAL);
	KUNIT_EXPECT_EQ(test, lost_update_run(update_by_this_cpu_inc,
					      LOST_UPDATE_INTERRUPTS_MAX + 1, &result), -EINVAL);
	KUNIT_EXPECT_EQ(test, lost_update_run(update_by_this_cpu_inc, 1, &result), 0);
	KUNIT_EXPECT_GE(test, result.interrupts, 1UL);
}

/* Until that CPU counts on, or for a while. */
static void wait_for_an_update(unsigned int cpu, unsigned long seen)
{
	unsigned int spins;

	for (spins = 0; spins < 1000000 && READ_ONCE(per_cpu(shared_count, cpu)) == seen; spins++)
		cpu_relax();
}

/*
 * claim 4.3: counts are reset by writing 0 into the copies of other CPUs. Success:
 * sooner or later the sum of what such a reset took is not what was counted.
 */
static void remote_reset_goes_wrong(struct kunit *test)
{
	unsigned long *made = kunit_kzalloc(test, sizeof(*made), GFP_KERNEL);
	unsigned int here, other, round;
	struct task_struct *task;
	unsigned long taken = 0, seen;

	KUNIT_ASSERT_NOT_NULL(test, made);
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	migrate_disable();
	here = smp_processor_id();
	other = cpumask_any_but(cpu_online_mask, here);
	WRITE_ONCE(per_cpu(shared_count, other), 0);
	task = kthread_run_on_cpu(keep_counting, made, other, "kmemlab-reset/%u");
	KUNIT_EXPECT_FALSE(test, IS_ERR(task));
	for (round = 0; !IS_ERR(task) && round < 1000000; round++) {
		seen = READ_ONCE(per_cpu(shared_count, other));
		taken += seen;
		/* An update may come in between at any time; now and then, wait for one. */
		if (!(round % 1024))
			wait_for_an_update(other, seen);
		WRITE_ONCE(per_cpu(shared_count, other), 0);
		if (!(round % 1024))
			usleep_range(100, 200);
	}
	if (!IS_ERR(task))
		kthread_stop(task);
	taken += READ_ONCE(per_cpu(shared_count, other));
	migrate_enable();
	KUNIT_EXPECT_GT(test, *made, 0UL);
	KUNIT_EXPECT_NE(test, taken, *made);
	claim_is(test, "4.3", taken == *made);
}

/*
 * claim 4.6: per-CPU counters take no lock and scale. Success: that costs no exactness:
 * 100000 updates on each CPU are all counted. (Their price is measured by `make bench`,
 * not tested.)
 */
static void counting_scales(struct kunit *test)
{
	struct kmemlab_measurement result;

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	KUNIT_ASSERT_EQ(test, kmemlab_counter_measure(KMEMLAB_THIS_CPU, 100000, true, &result), 0);
	KUNIT_EXPECT_EQ(test, result.updates, 100000UL * num_online_cpus());
	KUNIT_EXPECT_EQ(test, result.sum, result.updates);
	claim_is(test, "4.6", result.sum == result.updates);
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
 * claim 4.4: registration returns 0 or an error. Success: it returns the number of a
 * dynamic state, after startup has run on each online CPU; the removal by that number
 * runs teardown on each.
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
	if (state > 0)
		claim(test, "4.4", "differs: it returns the number of the state");
}

/*
 * Success: a startup that fails on one CPU makes the registration fail with its error,
 * and teardown has run on each CPU where startup succeeded.
 */
static void hotplug_startup_may_fail(struct kunit *test)
{
	int state;

	atomic_set(&startups, 0);
	atomic_set(&teardowns, 0);
	/* An error that the registration itself does not return. */
	startup_result = -EXDEV;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kmemlab/kunit:online", count_startup,
				  count_teardown);
	startup_result = 0;
	KUNIT_EXPECT_EQ(test, state, -EXDEV);
	if (state >= 0)
		cpuhp_remove_state(state);
	KUNIT_EXPECT_EQ(test, atomic_read(&startups), (int)num_online_cpus() - 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&teardowns), atomic_read(&startups));
}

/* Success: there are few dynamic states; one too many is reported and is -ENOSPC. */
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
 * Success: percpu_counter_sum() knows each update, percpu_counter_read() those of whole
 * batches only.
 */
static void percpu_counter_reads_near(struct kunit *test)
{
	struct percpu_counter *counter = kunit_kzalloc(test, sizeof(*counter), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, counter);
	if (!IS_ENABLED(CONFIG_SMP))
		kunit_skip(test, "without SMP it is one variable");
	KUNIT_ASSERT_EQ(test, percpu_counter_init(counter, 0, GFP_KERNEL), 0);
	migrate_disable();
	percpu_counter_add_batch(counter, 31, 32);
	KUNIT_EXPECT_EQ(test, percpu_counter_read(counter), 0LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(counter), 31LL);
	percpu_counter_add_batch(counter, 1, 32);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, percpu_counter_read(counter), 32LL);
	KUNIT_EXPECT_EQ(test, percpu_counter_sum(counter), 32LL);
	percpu_counter_destroy(counter);
}

struct confirmed_ref {
	struct percpu_ref ref;
	struct completion confirmed;
	struct completion released;
};

static void ref_confirmed(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct confirmed_ref, ref)->confirmed);
}

static void ref_released(struct percpu_ref *ref)
{
	complete(&container_of(ref, struct confirmed_ref, ref)->released);
}

/*
 * Success: after the confirmation of a kill, no percpu_ref_tryget_live() succeeds, a
 * percpu_ref_tryget() still does, and the last put calls the release function. Before
 * the kill, the mode can be changed while references are held.
 */
static void kill_is_confirmed(struct kunit *test)
{
	struct confirmed_ref *object = kzalloc(sizeof(*object), GFP_KERNEL);
	struct percpu_ref *ref;

	KUNIT_ASSERT_NOT_NULL(test, object);
	ref = &object->ref;
	init_completion(&object->confirmed);
	init_completion(&object->released);
	if (percpu_ref_init(ref, ref_released, PERCPU_REF_INIT_ATOMIC | PERCPU_REF_ALLOW_REINIT,
			    GFP_KERNEL)) {
		kfree(object);
		KUNIT_FAIL(test, "no memory for the reference");
		return;
	}
	percpu_ref_get(ref);
	percpu_ref_switch_to_percpu(ref);
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget_live(ref));
	percpu_ref_switch_to_atomic_sync(ref);
	percpu_ref_put(ref);

	percpu_ref_kill_and_confirm(ref, ref_confirmed);
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&object->confirmed, 10 * HZ));
	KUNIT_EXPECT_FALSE(test, percpu_ref_tryget_live(ref));
	KUNIT_EXPECT_TRUE(test, percpu_ref_tryget(ref));
	percpu_ref_put(ref);
	KUNIT_EXPECT_FALSE(test, completion_done(&object->released));
	percpu_ref_put(ref);
	/* If it fails, the kernel may use the object still, so it is not freed. */
	KUNIT_ASSERT_TRUE(test, wait_for_completion_timeout(&object->released, 10 * HZ));
	KUNIT_EXPECT_TRUE(test, percpu_ref_is_zero(ref));
	percpu_ref_exit(ref);
	kfree(object);
}

#ifdef local_lock_nested_bh
struct softirq_count {
	local_lock_t bh_lock; /* protects nr */
	unsigned long nr;
};

static DEFINE_PER_CPU(struct softirq_count, softirq_count) = {
	.bh_lock = INIT_LOCAL_LOCK(bh_lock),
};

static void count_in_two_steps(void *unused)
{
	unsigned long nr;
	int i;

	local_bh_disable();
	local_lock_nested_bh(&softirq_count.bh_lock);
	nr = __this_cpu_read(softirq_count.nr);
	for (i = 0; i < 20; i++)
		cpu_relax();
	__this_cpu_write(softirq_count.nr, nr + 1);
	local_unlock_nested_bh(&softirq_count.bh_lock);
	local_bh_enable();
}

/*
 * Success: with softirqs disabled, a softirq on the same CPU does not come between the
 * steps of an update. local_lock_nested_bh() does not do that; it tells lockdep what is
 * protected, and is a lock on a PREEMPT_RT kernel where softirqs run side by side.
 */
static void nested_bh_lock_protects(struct kunit *test)
{
	struct interrupted_loop loop = { .function = count_in_two_steps };
	unsigned long nr = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(softirq_count.nr, cpu) = 0;
	run_interrupted_loop(test, &loop, HRTIMER_MODE_REL_PINNED_SOFT);
	for_each_possible_cpu(cpu)
		nr += per_cpu(softirq_count.nr, cpu);
	KUNIT_EXPECT_EQ(test, (u64)nr, loop.loops + loop.interrupts);
}
#else
static void nested_bh_lock_protects(struct kunit *test)
{
	kunit_skip(test, "before 6.11 there is no local_lock_nested_bh()");
}
#endif

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(this_cpu_inc_is_safe),
	KUNIT_CASE(divided_update_is_lost),
	KUNIT_CASE(lost_update_limits),
	KUNIT_CASE(remote_reset_goes_wrong),
	KUNIT_CASE(counting_scales),
	KUNIT_CASE(hotplug_state_has_a_number),
	KUNIT_CASE(hotplug_startup_may_fail),
	KUNIT_CASE(hotplug_states_run_out),
	KUNIT_CASE(percpu_memory_has_a_limit),
	KUNIT_CASE(percpu_counter_reads_near),
	KUNIT_CASE(kill_is_confirmed),
	KUNIT_CASE(nested_bh_lock_protects),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_percpu_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
