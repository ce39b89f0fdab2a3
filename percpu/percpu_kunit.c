// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.4: the plain forms, the statistics, the batches, the queue,
 * the counters that are compared. Cases that need a CPU to go offline are in
 * hotplug_kunit.c, and the claims about the kernel itself in claims_kunit.c.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#include "../tests/thread.h"
#include "counter.h"
#include "dev_queue.h"
#include "fixture_kunit.h"
#include "packet_count.h"

#define THREADS 4

KUNIT_DEFINE_ACTION_WRAPPER(exit_port, port_exit, struct port *);
KUNIT_DEFINE_ACTION_WRAPPER(exit_queue, dev_queue_exit, struct dev_queue *);

static struct dev_queue *new_queue(struct kunit *test)
{
	struct dev_queue *queue = kunit_kzalloc(test, sizeof(*queue), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, queue);
	KUNIT_ASSERT_EQ(test, dev_queue_init(queue), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_queue, queue), 0);
	return queue;
}

static void count_one_packet(void *unused)
{
	packet_count_inc();
}

/* Success: one update on each CPU, and each of them is in the sum. */
static void packets_of_every_cpu(struct kunit *test)
{
	unsigned long before = packet_count_sum();

	on_each_cpu(count_one_packet, NULL, true);
	KUNIT_EXPECT_EQ(test, packet_count_sum(), before + num_online_cpus());
}

static void count_one_drop(void *port)
{
	port_count_drop(port);
}

/* Success: a new port has counted nothing; two ports count for themselves. */
static void drops_of_each_port(struct kunit *test)
{
	struct port *ports = kunit_kcalloc(test, 2, sizeof(*ports), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, ports);
	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, port_init(&ports[i]), 0);
		KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_port, &ports[i]), 0);
		KUNIT_EXPECT_EQ(test, port_sum_drops(&ports[i]), 0UL);
	}
	on_each_cpu(count_one_drop, &ports[1], true);
	port_count_drop(&ports[1]);
	KUNIT_EXPECT_EQ(test, port_sum_drops(&ports[0]), 0UL);
	KUNIT_EXPECT_EQ(test, port_sum_drops(&ports[1]), num_online_cpus() + 1UL);
}

static void expect_totals(struct kunit *test, struct packet_stats *stats, u64 packets, u64 bytes,
			  u64 errors)
{
	struct packet_totals totals;

	packet_stats_read(stats, &totals);
	KUNIT_EXPECT_EQ(test, totals.packets, packets);
	KUNIT_EXPECT_EQ(test, totals.bytes, bytes);
	KUNIT_EXPECT_EQ(test, totals.errors, errors);
}

/* Success: new statistics are 0, then each packet is in the sum, above 32 bits too. */
static void stats_are_sums(struct kunit *test)
{
	struct packet_stats *stats = new_stats(test);
	int i;

	expect_totals(test, stats, 0, 0, 0);
	for (i = 0; i < 3; i++)
		packet_stats_add(stats, U32_MAX);
	packet_stats_add(stats, 0);
	packet_stats_add_error(stats);
	expect_totals(test, stats, 4, 3ULL * U32_MAX, 1);
}

/* Success: statistics can be allocated where the caller must not sleep. */
static void stats_without_sleeping(struct kunit *test)
{
	struct packet_stats stats;
	int err;

	local_bh_disable();
	err = packet_stats_init(&stats, GFP_NOWAIT | __GFP_NOWARN);
	local_bh_enable();
	KUNIT_ASSERT_EQ(test, err, 0);
	packet_stats_add(&stats, 7);
	expect_totals(test, &stats, 1, 7, 0);
	packet_stats_exit(&stats);
}

/* Success: a packet counts on its own CPU, and a reset does not change that count. */
static void stats_of_one_cpu(struct kunit *test)
{
	struct packet_stats *stats = new_stats(test);
	struct packet_totals totals;
	unsigned int cpu, here;

	migrate_disable();
	here = smp_processor_id();
	packet_stats_add(stats, 1);
	migrate_enable();
	packet_stats_reset(stats, &totals);
	KUNIT_EXPECT_EQ(test, totals.packets, 1ULL);
	for_each_possible_cpu(cpu) {
		packet_stats_read_cpu(stats, cpu, &totals);
		KUNIT_EXPECT_EQ(test, totals.packets, (u64)(cpu == here));
	}
}

/* Success: a reset returns what was counted, and later readings begin at 0. */
static void stats_are_reset(struct kunit *test)
{
	struct packet_stats *stats = new_stats(test);
	struct packet_totals totals;

	packet_stats_add(stats, 100);
	packet_stats_add_error(stats);
	packet_stats_reset(stats, &totals);
	KUNIT_EXPECT_EQ(test, totals.packets, 1ULL);
	KUNIT_EXPECT_EQ(test, totals.bytes, 100ULL);
	KUNIT_EXPECT_EQ(test, totals.errors, 1ULL);
	expect_totals(test, stats, 0, 0, 0);
	packet_stats_add(stats, 5);
	expect_totals(test, stats, 1, 5, 0);
	packet_stats_reset(stats, &totals);
	packet_stats_reset(stats, &totals);
	KUNIT_EXPECT_EQ(test, totals.packets, 0ULL);
	KUNIT_EXPECT_EQ(test, totals.bytes, 0ULL);
}

struct packet_counter {
	struct packet_stats *stats;
	struct task_struct *task;
	u64 packets;
};

static int count_packets(void *data)
{
	struct packet_counter *counter = data;

	while (!kthread_should_stop()) {
		packet_stats_add(counter->stats, 3);
		if (!(++counter->packets % 256))
			cond_resched();
	}
	return 0;
}

/*
 * claim 4.3, the right way. Success: of the packets that four threads count during a
 * hundred resets, each is in one reading, and in one only.
 */
static void reset_loses_no_packet(struct kunit *test)
{
	struct packet_counter *counters = kunit_kcalloc(test, THREADS, sizeof(*counters),
							GFP_KERNEL);
	struct packet_stats *stats = new_stats(test);
	u64 made = 0, packets = 0, bytes = 0;
	struct packet_totals totals;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, counters);
	for (i = 0; i < THREADS; i++) {
		counters[i].stats = stats;
		counters[i].task = new_thread(test, count_packets, &counters[i]);
	}
	for (i = 0; i < 100; i++) {
		packet_stats_reset(stats, &totals);
		packets += totals.packets;
		bytes += totals.bytes;
		usleep_range(500, 1000);
	}
	for (i = 0; i < THREADS; i++) {
		if (counters[i].task)
			kthread_stop(counters[i].task);
		made += counters[i].packets;
	}
	packet_stats_reset(stats, &totals);
	KUNIT_EXPECT_GT(test, made, 0ULL);
	KUNIT_EXPECT_EQ(test, packets + totals.packets, made);
	KUNIT_EXPECT_EQ(test, bytes + totals.bytes, 3 * made);
}

static void count_one_byte(void *stats)
{
	packet_stats_add(stats, 1);
}

/* Success: packets that a hard interrupt handler counts in the middle of a count are there. */
static void stats_from_an_interrupt(struct kunit *test)
{
	struct interrupted_loop loop = {
		.function = count_one_byte,
		.data = new_stats(test),
	};

	run_interrupted_loop(test, &loop, HRTIMER_MODE_REL_PINNED_HARD);
	expect_totals(test, loop.data, loop.loops + loop.interrupts,
		      loop.loops + loop.interrupts, 0);
}

/*
 * Success: below its size a batch waits, with its last report it goes to the log as a
 * whole, in order, with the shared lock taken once.
 */
static void batch_is_flushed_when_full(struct kunit *test)
{
	struct report_log *log = new_log(test);
	u32 codes[REPORT_BATCH_SIZE + 1] = {};
	u32 i;

	migrate_disable();
	for (i = 1; i < REPORT_BATCH_SIZE; i++)
		report_log_add(log, i);
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), REPORT_BATCH_SIZE - 1U);
	KUNIT_EXPECT_EQ(test, report_log_take(log, codes, ARRAY_SIZE(codes)), 0U);
	report_log_add(log, i);
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), 0U);
	KUNIT_EXPECT_EQ(test, log->flushes, 1UL);
	report_log_add(log, i + 1);
	migrate_enable();
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), 1U);
	KUNIT_EXPECT_EQ(test, report_log_take(log, codes, ARRAY_SIZE(codes)),
			(unsigned int)REPORT_BATCH_SIZE);
	for (i = 0; i < REPORT_BATCH_SIZE; i++)
		KUNIT_EXPECT_EQ(test, codes[i], i + 1);
}

static long report_once(void *log)
{
	report_log_add(log, 1);
	return 0;
}

/* Success: a flush brings the reports of each CPU into the log; an empty batch is none. */
static void flush_reaches_every_cpu(struct kunit *test)
{
	struct report_log *log = new_log(test);
	unsigned int cpu, cpus = 0;
	u64 sum = 0;

	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, log->flushes, 0UL);
	/* Not in an interrupt: on PREEMPT_RT the local lock may sleep. */
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, work_on_cpu(cpu, report_once, log), 0L);
		cpus++;
	}
	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, report_log_waiting(log), 0U);
	KUNIT_EXPECT_EQ(test, log->flushes, (unsigned long)cpus);
	KUNIT_EXPECT_EQ(test, take_all(log, &sum), cpus);
	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, log->flushes, (unsigned long)cpus);
}

/* Success: the log keeps as many as it has room for, and counts what it drops. */
static void full_log_drops(struct kunit *test)
{
	struct report_log *log = new_log(test);
	u64 sum = 0;
	int i;

	for (i = 0; i < REPORT_LOG_SIZE; i++)
		report_log_add(log, 1);
	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, log->dropped, 0UL);
	report_log_add(log, 1);
	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, log->dropped, 1UL);
	KUNIT_EXPECT_EQ(test, take_all(log, &sum), (unsigned int)REPORT_LOG_SIZE);
	KUNIT_EXPECT_EQ(test, sum, (u64)REPORT_LOG_SIZE);
	report_log_add(log, 1);
	report_log_flush(log);
	KUNIT_EXPECT_EQ(test, take_all(log, &sum), 1U);
	KUNIT_EXPECT_EQ(test, log->dropped, 1UL);
}

struct reporter {
	struct report_log *log;
	struct task_struct *task;
	u64 reports;
};

static int keep_reporting(void *data)
{
	struct reporter *reporter = data;

	while (!kthread_should_stop()) {
		report_log_add(reporter->log, 3);
		if (!(++reporter->reports % 64))
			cond_resched();
	}
	return 0;
}

/* Success: while four threads report and others flush and take, each report counts once. */
static void reports_are_neither_lost_nor_doubled(struct kunit *test)
{
	struct reporter *reporters = kunit_kcalloc(test, THREADS, sizeof(*reporters), GFP_KERNEL);
	struct report_log *log = new_log(test);
	u64 made = 0, taken = 0, sum = 0;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, reporters);
	for (i = 0; i < THREADS; i++) {
		reporters[i].log = log;
		reporters[i].task = new_thread(test, keep_reporting, &reporters[i]);
	}
	for (i = 0; i < 100; i++) {
		report_log_flush(log);
		taken += take_all(log, &sum);
		usleep_range(500, 1000);
	}
	for (i = 0; i < THREADS; i++) {
		if (reporters[i].task)
			kthread_stop(reporters[i].task);
		made += reporters[i].reports;
	}
	report_log_flush(log);
	taken += take_all(log, &sum);
	KUNIT_EXPECT_GT(test, made, 0ULL);
	KUNIT_EXPECT_EQ(test, taken + log->dropped, made);
	KUNIT_EXPECT_EQ(test, sum, 3 * taken);
}

static void report_one(void *log)
{
	report_log_add(log, 1);
}

/*
 * Success: an interrupt that comes in the middle of an addition adds its own report, and
 * none is lost. (On PREEMPT_RT the timer function runs in a thread.)
 */
static void reports_from_a_timer(struct kunit *test)
{
	struct report_log *log = new_log(test);
	struct interrupted_loop loop = { .function = report_one, .data = log };
	u64 taken, sum = 0;

	run_interrupted_loop(test, &loop, HRTIMER_MODE_REL_PINNED);
	report_log_flush(log);
	taken = take_all(log, &sum);
	KUNIT_EXPECT_EQ(test, taken + log->dropped, loop.loops + loop.interrupts);
	KUNIT_EXPECT_EQ(test, sum, taken);
}

/* Success: users may enter until the queue is frozen; freezing twice is an error. */
static void queue_is_frozen(struct kunit *test)
{
	struct dev_queue *queue = new_queue(test);

	KUNIT_EXPECT_FALSE(test, dev_queue_is_frozen(queue));
	KUNIT_EXPECT_EQ(test, dev_queue_unfreeze(queue), -EALREADY);
	KUNIT_EXPECT_EQ(test, dev_queue_enter(queue), 0);
	KUNIT_EXPECT_EQ(test, dev_queue_enter(queue), 0);
	dev_queue_leave(queue);
	dev_queue_leave(queue);
	KUNIT_EXPECT_EQ(test, dev_queue_freeze(queue), 0);
	KUNIT_EXPECT_TRUE(test, dev_queue_is_frozen(queue));
	KUNIT_EXPECT_EQ(test, dev_queue_freeze(queue), -EALREADY);
	KUNIT_EXPECT_EQ(test, dev_queue_enter(queue), -ENODEV);
	KUNIT_EXPECT_EQ(test, dev_queue_unfreeze(queue), 0);
	KUNIT_EXPECT_FALSE(test, dev_queue_is_frozen(queue));
	KUNIT_EXPECT_EQ(test, dev_queue_enter(queue), 0);
	dev_queue_leave(queue);
}

struct freezer {
	struct dev_queue *queue;
	struct completion frozen;
};

static int freeze_queue(void *data)
{
	struct freezer *freezer = data;

	dev_queue_freeze(freezer->queue);
	complete(&freezer->frozen);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/*
 * Success: while a user is inside, a freeze does not end and no other user enters; it
 * ends when the user leaves.
 */
static void freeze_waits_for_users(struct kunit *test)
{
	struct freezer *freezer = kunit_kzalloc(test, sizeof(*freezer), GFP_KERNEL);
	struct dev_queue *queue = new_queue(test);
	struct task_struct *task;
	int i, late = 0;

	KUNIT_ASSERT_NOT_NULL(test, freezer);
	KUNIT_ASSERT_EQ(test, dev_queue_enter(queue), 0);
	freezer->queue = queue;
	init_completion(&freezer->frozen);
	task = new_thread(test, freeze_queue, freezer);
	for (i = 0; task && i < 1000 && !dev_queue_is_frozen(queue); i++)
		usleep_range(1000, 2000);
	/* Until a grace period after the kill, another user may still enter. */
	KUNIT_EXPECT_FALSE(test, wait_for_completion_timeout(&freezer->frozen, HZ / 10));
	while (late < 1000 && !dev_queue_enter(queue)) {
		dev_queue_leave(queue);
		late++;
		usleep_range(1000, 2000);
	}
	KUNIT_EXPECT_LT(test, late, 1000);
	dev_queue_leave(queue);
	if (task) {
		KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&freezer->frozen, 5 * HZ));
		kthread_stop(task);
	}
}

struct queue_user {
	struct dev_queue *queue;
	struct task_struct *task;
	atomic_t *inside;
	unsigned long entered;
};

static int keep_entering(void *data)
{
	struct queue_user *user = data;

	while (!kthread_should_stop()) {
		if (!dev_queue_enter(user->queue)) {
			atomic_inc(user->inside);
			user->entered++;
			/* Stays inside while other tasks run, also on one CPU. */
			usleep_range(50, 100);
			atomic_dec(user->inside);
			dev_queue_leave(user->queue);
		}
		cond_resched();
	}
	return 0;
}

/* Success: after each of 20 freezes no user is inside, though four threads try to enter. */
static void frozen_queue_has_no_user(struct kunit *test)
{
	struct queue_user *users = kunit_kcalloc(test, THREADS, sizeof(*users), GFP_KERNEL);
	atomic_t *inside = kunit_kzalloc(test, sizeof(*inside), GFP_KERNEL);
	struct dev_queue *queue = new_queue(test);
	unsigned long entered = 0;
	int i, k;

	KUNIT_ASSERT_TRUE(test, users && inside);
	for (i = 0; i < THREADS; i++) {
		users[i].queue = queue;
		users[i].inside = inside;
		users[i].task = new_thread(test, keep_entering, &users[i]);
	}
	for (i = 0; i < 20; i++) {
		usleep_range(500, 1000);
		KUNIT_EXPECT_EQ(test, dev_queue_freeze(queue), 0);
		for (k = 0; k < 10; k++) {
			KUNIT_EXPECT_EQ(test, atomic_read(inside), 0);
			cond_resched();
		}
		KUNIT_EXPECT_EQ(test, dev_queue_unfreeze(queue), 0);
	}
	for (i = 0; i < THREADS; i++) {
		if (users[i].task)
			kthread_stop(users[i].task);
		entered += users[i].entered;
	}
	KUNIT_EXPECT_GT(test, entered, 0UL);
}

static void way_to_desc(const enum kmemlab_way *way, char *desc)
{
	strscpy(desc, kmemlab_way_name(*way), KUNIT_PARAM_DESC_SIZE);
}

static const enum kmemlab_way all_ways[] = {
	KMEMLAB_THIS_CPU, KMEMLAB_CPU_PTR, KMEMLAB_PERCPU_COUNTER, KMEMLAB_ATOMIC,
	KMEMLAB_SPINLOCK,
};

KUNIT_ARRAY_PARAM(way, all_ways, way_to_desc);

/* Success: a new counter is 0, and each update is in the sum. */
static void counter_counts(struct kunit *test)
{
	enum kmemlab_way way = *(const enum kmemlab_way *)test->param_value;
	struct kmemlab_counter *counter = kunit_kzalloc(test, sizeof(*counter), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, counter);
	KUNIT_ASSERT_EQ(test, kmemlab_counter_init(counter, way), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_sum(counter), 0UL);
	kmemlab_counter_inc(counter, 0);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_sum(counter), 0UL);
	kmemlab_counter_inc(counter, 1000);
	kmemlab_counter_inc(counter, 1);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_sum(counter), 1001UL);
	kmemlab_counter_exit(counter);
}

/*
 * claim 4.6: no update is lost, although all CPUs make them at once. (What each
 * costs is printed, not tested.)
 */
static void counter_is_exact_on_every_cpu(struct kunit *test)
{
	enum kmemlab_way way = *(const enum kmemlab_way *)test->param_value;
	struct kmemlab_measurement result;

	KUNIT_ASSERT_EQ(test, kmemlab_counter_measure(way, 50001, true, &result), 0);
	KUNIT_EXPECT_EQ(test, result.cpus, num_online_cpus());
	KUNIT_EXPECT_EQ(test, result.updates, 50001UL * result.cpus);
	KUNIT_EXPECT_EQ(test, result.sum, result.updates);
	KUNIT_EXPECT_GT(test, result.nsec, 0ULL);
}

/* Success: one CPU alone, one update, and the errors beside the limits. */
static void measure_limits(struct kunit *test)
{
	struct kmemlab_measurement result;

	KUNIT_EXPECT_EQ(test, kmemlab_counter_measure(KMEMLAB_ATOMIC, 1, false, &result), 0);
	KUNIT_EXPECT_EQ(test, result.cpus, 1U);
	KUNIT_EXPECT_EQ(test, result.sum, 1UL);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_measure(KMEMLAB_ATOMIC, 0, false, &result), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_measure(KMEMLAB_ATOMIC, KMEMLAB_UPDATES_MAX, false,
						      &result), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_measure(KMEMLAB_ATOMIC, KMEMLAB_UPDATES_MAX + 1,
						      false, &result), -E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_counter_measure(KMEMLAB_WAYS, 1, false, &result), -EINVAL);
}

struct killed_reader {
	struct kmemlab_measurement result;
	struct completion done;
};

/* Killed before it begins. */
static int measure_killed(void *data)
{
	struct killed_reader *reader = data;
	int err;

	allow_kernel_signal(SIGKILL);
	send_sig(SIGKILL, current, 1);
	err = kmemlab_counter_measure(KMEMLAB_ATOMIC, 100000, true, &reader->result);
	flush_signals(current);
	complete(&reader->done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return err;
}

/* Success: a reader that is killed ends the measurement. */
static void killed_reader_stops_measuring(struct kunit *test)
{
	struct killed_reader *reader = kunit_kzalloc(test, sizeof(*reader), GFP_KERNEL);
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, reader);
	init_completion(&reader->done);
	task = new_thread(test, measure_killed, reader);
	if (!task)
		return;
	/* A thread that is stopped before it runs does not run at all. */
	wait_for_completion(&reader->done);
	KUNIT_EXPECT_EQ(test, kthread_stop(task), -EINTR);
	KUNIT_EXPECT_EQ(test, reader->result.sum, 0UL);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(packets_of_every_cpu),
	KUNIT_CASE(drops_of_each_port),
	KUNIT_CASE(stats_are_sums),
	KUNIT_CASE(stats_without_sleeping),
	KUNIT_CASE(stats_of_one_cpu),
	KUNIT_CASE(stats_are_reset),
	KUNIT_CASE(reset_loses_no_packet),
	KUNIT_CASE(stats_from_an_interrupt),
	KUNIT_CASE(batch_is_flushed_when_full),
	KUNIT_CASE(flush_reaches_every_cpu),
	KUNIT_CASE(full_log_drops),
	KUNIT_CASE(reports_are_neither_lost_nor_doubled),
	KUNIT_CASE(reports_from_a_timer),
	KUNIT_CASE(queue_is_frozen),
	KUNIT_CASE(freeze_waits_for_users),
	KUNIT_CASE(frozen_queue_has_no_user),
	KUNIT_CASE_PARAM(counter_counts, way_gen_params),
	KUNIT_CASE_PARAM(counter_is_exact_on_every_cpu, way_gen_params),
	KUNIT_CASE(measure_limits),
	KUNIT_CASE(killed_reader_stops_measuring),
	{}
};

static struct kunit_suite percpu_suite = {
	.name = "kmemlab_percpu",
	.test_cases = percpu_cases,
};

kunit_test_suite(percpu_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of percpu-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
