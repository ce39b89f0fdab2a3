// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.4, cases in which a CPU goes offline and comes back.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "../tests/claim.h"
#include "../tests/thread.h"
#include "fixture_kunit.h"
#include "hotplug.h"
#include "packet_count.h"

/* The CPU that goes offline is the last one. With one CPU alone the case is skipped. */
static int hotplug_test_init(struct kunit *test)
{
	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	if (!IS_ENABLED(CONFIG_HOTPLUG_CPU))
		kunit_skip(test, "no CONFIG_HOTPLUG_CPU");
	return 0;
}

static unsigned int last_cpu(void)
{
	return cpumask_last(cpu_online_mask);
}

/* Success: teardown runs when a CPU goes offline, startup when it comes, each once. */
static void coming_and_going_is_seen(struct kunit *test)
{
	unsigned int cpu = last_cpu();
	unsigned int came = hotplug_count_onlines(cpu);
	unsigned int went = hotplug_count_offlines(cpu);

	KUNIT_EXPECT_EQ(test, came, went + 1);
	KUNIT_ASSERT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, hotplug_count_offlines(cpu), went + 1);
	KUNIT_EXPECT_EQ(test, hotplug_count_onlines(cpu), came);
	KUNIT_ASSERT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, hotplug_count_offlines(cpu), went + 1);
	KUNIT_EXPECT_EQ(test, hotplug_count_onlines(cpu), came + 1);
}

static void count_packet(void *stats)
{
	packet_stats_add(stats, 9);
}

/*
 * claim 4.5: counts survive a CPU that goes offline. Success: they are in the sum over
 * possible CPUs, and not in the sum over online CPUs.
 */
static void counts_survive(struct kunit *test)
{
	struct packet_stats *stats = new_stats(test);
	unsigned int cpu = last_cpu(), online;
	struct packet_totals totals, of_cpu;
	u64 of_online = 0;

	KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, count_packet, stats, true), 0);
	KUNIT_ASSERT_EQ(test, remove_cpu(cpu), 0);
	packet_stats_read(stats, &totals);
	for_each_online_cpu(online) {
		packet_stats_read_cpu(stats, online, &of_cpu);
		of_online += of_cpu.packets;
	}
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, totals.packets, 1ULL);
	KUNIT_EXPECT_EQ(test, totals.bytes, 9ULL);
	KUNIT_EXPECT_EQ(test, of_online, 0ULL);
	packet_stats_read(stats, &totals);
	KUNIT_EXPECT_EQ(test, totals.packets, 1ULL);
	if (!of_online && totals.packets == 1)
		claim(test, "4.5", "differs: in a sum over possible CPUs");
}

static void count_plainly(void *port)
{
	packet_count_inc();
	port_count_drop(port);
}

KUNIT_DEFINE_ACTION_WRAPPER(exit_port, port_exit, struct port *);

/* Success: the plain forms keep the counts of a CPU that is offline. */
static void plain_counts_survive(struct kunit *test)
{
	struct port *port = kunit_kzalloc(test, sizeof(*port), GFP_KERNEL);
	unsigned long before = packet_count_sum(), packets, drops;
	unsigned int cpu = last_cpu();

	KUNIT_ASSERT_NOT_NULL(test, port);
	KUNIT_ASSERT_EQ(test, port_init(port), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_port, port), 0);
	KUNIT_EXPECT_EQ(test, smp_call_function_single(cpu, count_plainly, port, true), 0);
	KUNIT_ASSERT_EQ(test, remove_cpu(cpu), 0);
	packets = packet_count_sum();
	drops = port_sum_drops(port);
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, packets, before + 1);
	KUNIT_EXPECT_EQ(test, drops, 1UL);
}

static long report_three(void *log)
{
	int i;

	for (i = 0; i < 3; i++)
		report_log_add(log, 5);
	return 0;
}

/* Success: the reports of a CPU are in the log when that CPU is dead, and not before. */
static void batch_of_a_dead_cpu_is_flushed(struct kunit *test)
{
	struct report_log *log = new_log(test);
	unsigned int cpu = last_cpu(), before, after;
	u32 codes[4] = {};

	KUNIT_ASSERT_EQ(test, work_on_cpu(cpu, report_three, log), 0L);
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), 3U);
	before = report_log_take(log, codes, ARRAY_SIZE(codes));
	KUNIT_ASSERT_EQ(test, remove_cpu(cpu), 0);
	after = report_log_take(log, codes, ARRAY_SIZE(codes));
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_EQ(test, before, 0U);
	KUNIT_EXPECT_EQ(test, after, 3U);
	KUNIT_EXPECT_EQ(test, codes[2], 5U);
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), 0U);
}

struct worker {
	struct packet_stats *stats;
	struct report_log *log;
	struct task_struct *task;
	u64 rounds;
};

static int count_and_report(void *data)
{
	struct worker *worker = data;

	while (!kthread_should_stop()) {
		report_log_add(worker->log, 1);
		packet_stats_add(worker->stats, 1);
		if (!(++worker->rounds % 64))
			cond_resched();
	}
	return 0;
}

static u64 come_and_go(struct kunit *test, unsigned int cpu, struct report_log *log)
{
	u64 taken = 0, sum = 0;
	int i;

	for (i = 0; i < 10; i++) {
		KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
		taken += take_all(log, &sum);
		msleep(20);
		report_log_flush(log);
		KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
		taken += take_all(log, &sum);
		msleep(20);
	}
	return taken;
}

/*
 * Success: while a CPU goes offline and comes back ten times, four threads count and
 * report; no packet and no report is lost.
 */
static void updates_go_on(struct kunit *test)
{
	struct worker *workers = kunit_kcalloc(test, 4, sizeof(*workers), GFP_KERNEL);
	struct packet_stats *stats = new_stats(test);
	struct report_log *log = new_log(test);
	struct packet_totals totals;
	u64 made = 0, taken, sum = 0;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, workers);
	for (i = 0; i < 4; i++) {
		workers[i].stats = stats;
		workers[i].log = log;
		workers[i].task = new_thread(test, count_and_report, &workers[i]);
	}
	taken = come_and_go(test, last_cpu(), log);
	for (i = 0; i < 4; i++) {
		if (workers[i].task)
			kthread_stop(workers[i].task);
		made += workers[i].rounds;
	}
	packet_stats_read(stats, &totals);
	report_log_flush(log);
	taken += take_all(log, &sum);
	KUNIT_EXPECT_GT(test, made, 0ULL);
	KUNIT_EXPECT_EQ(test, totals.packets, made);
	KUNIT_EXPECT_EQ(test, taken + log->dropped, made);
}

static struct kunit_case hotplug_cases[] = {
	KUNIT_CASE(coming_and_going_is_seen),
	KUNIT_CASE(counts_survive),
	KUNIT_CASE(plain_counts_survive),
	KUNIT_CASE(batch_of_a_dead_cpu_is_flushed),
	KUNIT_CASE(updates_go_on),
	{}
};

static struct kunit_suite hotplug_suite = {
	.name = "kmemlab_percpu_hotplug",
	.init = hotplug_test_init,
	.test_cases = hotplug_cases,
};

kunit_test_suite(hotplug_suite);
