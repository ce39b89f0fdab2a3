// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.4, cases in which a CPU goes away and comes back.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "events.h"
#include "hotplug.h"
#include "magazine.h"

/* The CPU that goes away: the last one. Where there is only one, the case is skipped. */
static int hotplug_test_init(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	if (!IS_ENABLED(CONFIG_HOTPLUG_CPU))
		kunit_skip(test, "no CONFIG_HOTPLUG_CPU");
	return 0;
}

static unsigned int victim(void)
{
	return cpumask_last(cpu_online_mask);
}

/* claim 4.4: teardown runs when a CPU goes, startup when it comes, each once. */
static void coming_and_going_is_seen(struct kunit *test)
{
	unsigned int cpu = victim();
	unsigned int came = kmemlab_hotplug_onlines(cpu);
	unsigned int went = kmemlab_hotplug_offlines(cpu);

	KUNIT_EXPECT_EQ(test, came, went + 1);
	KUNIT_ASSERT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_hotplug_offlines(cpu), went + 1);
	KUNIT_EXPECT_EQ(test, kmemlab_hotplug_onlines(cpu), came);
	KUNIT_ASSERT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_hotplug_offlines(cpu), went + 1);
	KUNIT_EXPECT_EQ(test, kmemlab_hotplug_onlines(cpu), came + 1);
}

static void count_packet(void *data)
{
	kmemlab_events_packet(data, 9);
}

/*
 * claim 4.5: what a CPU counted survives it, since the sum is over possible CPUs.
 * Over online CPUs it would be gone, as is shown too.
 */
static void counts_survive(struct kunit *test)
{
	struct kmemlab_event_counts counts;
	struct kmemlab_events *events;
	unsigned int cpu = victim(), online;
	u64 packets = 0;

	events = kunit_kzalloc(test, sizeof(*events), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, events);
	KUNIT_ASSERT_EQ(test, kmemlab_events_alloc(events, GFP_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, count_packet, events, true), 0);
	KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	kmemlab_events_snapshot(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, 1ULL);
	KUNIT_EXPECT_EQ(test, counts.bytes, 9ULL);
	for_each_online_cpu(online) {
		kmemlab_events_on_cpu(events, online, &counts);
		packets += counts.packets;
	}
	KUNIT_EXPECT_EQ(test, packets, 0ULL);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	kmemlab_events_snapshot(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, 1ULL);
	kmemlab_events_free(events);
}

struct filler {
	struct kmemlab_magazines *magazines;
	struct completion filled;
};

static int fill_magazine(void *data)
{
	struct kmemlab_request *taken[3];
	struct filler *filler = data;
	int i;

	for (i = 0; i < ARRAY_SIZE(taken); i++)
		taken[i] = kmemlab_magazines_get(filler->magazines, GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(taken); i++)
		if (taken[i])
			kmemlab_magazines_put(filler->magazines, taken[i]);
	complete(&filler->filled);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/* Success: a dead CPU's magazine is emptied, and only then. */
static void magazine_of_a_dead_cpu_is_drained(struct kunit *test)
{
	struct kmemlab_magazine_stats stats;
	struct kmemlab_magazines *magazines;
	unsigned int cpu = victim();
	struct task_struct *task;
	struct filler *filler;

	magazines = kunit_kzalloc(test, sizeof(*magazines), GFP_KERNEL);
	filler = kunit_kzalloc(test, sizeof(*filler), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, magazines && filler);
	KUNIT_ASSERT_EQ(test, kmemlab_magazines_init(magazines, "kmemlab_kunit"), 0);
	filler->magazines = magazines;
	init_completion(&filler->filled);
	task = kthread_run_on_cpu(fill_magazine, filler, cpu, "kmemlab-fill/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&filler->filled, 10 * HZ));
	kthread_stop(task);
	kmemlab_magazines_stats(magazines, &stats);
	KUNIT_EXPECT_EQ(test, stats.held, 3UL);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&magazines->drained), 0L);
	KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	kmemlab_magazines_stats(magazines, &stats);
	KUNIT_EXPECT_EQ(test, stats.held, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&magazines->drained), 3L);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	kmemlab_magazines_exit(magazines);
}

struct worker {
	struct kmemlab_events *events;
	struct kmemlab_magazines *magazines;
	struct task_struct *task;
	u64 packets;
};

static int work_on(void *data)
{
	struct worker *worker = data;
	struct kmemlab_request *request;

	while (!kthread_should_stop()) {
		request = kmemlab_magazines_get(worker->magazines, GFP_KERNEL);
		if (request)
			kmemlab_magazines_put(worker->magazines, request);
		kmemlab_events_packet(worker->events, 1);
		if (!(++worker->packets % 64))
			cond_resched();
	}
	return 0;
}

static void come_and_go(struct kunit *test, unsigned int cpu)
{
	int i;

	for (i = 0; i < 10; i++) {
		KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
		msleep(20);
		KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
		msleep(20);
	}
}

/*
 * Success: while a CPU goes away and comes back ten times, four threads go on
 * counting and taking objects; no count and no object is lost.
 */
static void updates_go_on(struct kunit *test)
{
	struct kmemlab_magazines *magazines;
	struct kmemlab_event_counts counts;
	struct kmemlab_events *events;
	struct worker workers[4] = {};
	u64 made = 0;
	int i;

	events = kunit_kzalloc(test, sizeof(*events), GFP_KERNEL);
	magazines = kunit_kzalloc(test, sizeof(*magazines), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, events && magazines);
	KUNIT_ASSERT_EQ(test, kmemlab_events_alloc(events, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_magazines_init(magazines, "kmemlab_kunit"), 0);
	for (i = 0; i < ARRAY_SIZE(workers); i++) {
		workers[i].events = events;
		workers[i].magazines = magazines;
		workers[i].task = kthread_run(work_on, &workers[i], "kmemlab-work/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(workers[i].task));
	}
	come_and_go(test, victim());
	for (i = 0; i < ARRAY_SIZE(workers); i++) {
		kthread_stop(workers[i].task);
		made += workers[i].packets;
	}
	kmemlab_events_snapshot(events, &counts);
	KUNIT_EXPECT_GT(test, made, 0ULL);
	KUNIT_EXPECT_EQ(test, counts.packets, made);
	kmemlab_events_free(events);
	kmemlab_magazines_exit(magazines);
}

static struct kunit_case hotplug_cases[] = {
	KUNIT_CASE(coming_and_going_is_seen),
	KUNIT_CASE(counts_survive),
	KUNIT_CASE(magazine_of_a_dead_cpu_is_drained),
	KUNIT_CASE(updates_go_on),
	{}
};

static struct kunit_suite hotplug_suite = {
	.name = "kmemlab_percpu_hotplug",
	.init = hotplug_test_init,
	.test_cases = hotplug_cases,
};

kunit_test_suite(hotplug_suite);
