// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.4: events, counters, magazines, the gate, interrupts.
 * What needs CPUs that come and go is in hotplug_kunit.c, what the chapter's
 * claims say of the kernel itself in claims_kunit.c.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "counter.h"
#include "events.h"
#include "gate.h"
#include "interrupt.h"
#include "magazine.h"

#define THREADS 4

static DEFINE_PER_CPU(struct kmemlab_event_cpu, static_events);

static struct kmemlab_events *new_events(struct kunit *test)
{
	struct kmemlab_events *events = kunit_kzalloc(test, sizeof(*events), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, events);
	KUNIT_ASSERT_EQ(test, kmemlab_events_alloc(events, GFP_KERNEL), 0);
	return events;
}

static void expect_counts(struct kunit *test, struct kmemlab_events *events, u64 packets,
			  u64 bytes, u64 errors)
{
	struct kmemlab_event_counts counts;

	kmemlab_events_snapshot(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, packets);
	KUNIT_EXPECT_EQ(test, counts.bytes, bytes);
	KUNIT_EXPECT_EQ(test, counts.errors, errors);
}

/* Success: new counts are 0, then each event is in the sum, above 32 bits too. */
static void events_are_counted(struct kunit *test)
{
	struct kmemlab_events *events = new_events(test);
	int i;

	expect_counts(test, events, 0, 0, 0);
	for (i = 0; i < 3; i++)
		kmemlab_events_packet(events, U32_MAX);
	kmemlab_events_packet(events, 0);
	kmemlab_events_error(events);
	expect_counts(test, events, 4, 3ULL * U32_MAX, 1);
	kmemlab_events_free(events);
}

/* Success: static per-CPU variables serve as well, and keep what they counted. */
static void events_in_static_variables(struct kunit *test)
{
	struct kmemlab_event_counts before, after;
	struct kmemlab_events events;

	kmemlab_events_attach(&events, &static_events);
	kmemlab_events_snapshot(&events, &before);
	kmemlab_events_packet(&events, 7);
	kmemlab_events_snapshot(&events, &after);
	KUNIT_EXPECT_EQ(test, after.packets, before.packets + 1);
	KUNIT_EXPECT_EQ(test, after.bytes, before.bytes + 7);
}

/* Success: an event counts on the CPU that it happened on, a reset leaves it there. */
static void events_on_their_cpu(struct kunit *test)
{
	struct kmemlab_events *events = new_events(test);
	struct kmemlab_event_counts counts;
	unsigned int cpu, here;

	migrate_disable();
	here = smp_processor_id();
	kmemlab_events_packet(events, 1);
	migrate_enable();
	kmemlab_events_reset(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, 1ULL);
	for_each_possible_cpu(cpu) {
		kmemlab_events_on_cpu(events, cpu, &counts);
		KUNIT_EXPECT_EQ(test, counts.packets, (u64)(cpu == here));
	}
	kmemlab_events_free(events);
}

/* Success: a reset tells what it takes away, and later readings begin at 0. */
static void events_are_reset(struct kunit *test)
{
	struct kmemlab_events *events = new_events(test);
	struct kmemlab_event_counts counts;

	kmemlab_events_packet(events, 100);
	kmemlab_events_error(events);
	kmemlab_events_reset(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, 1ULL);
	KUNIT_EXPECT_EQ(test, counts.bytes, 100ULL);
	KUNIT_EXPECT_EQ(test, counts.errors, 1ULL);
	expect_counts(test, events, 0, 0, 0);
	kmemlab_events_packet(events, 5);
	expect_counts(test, events, 1, 5, 0);
	kmemlab_events_reset(events, &counts);
	kmemlab_events_reset(events, &counts);
	KUNIT_EXPECT_EQ(test, counts.packets, 0ULL);
	kmemlab_events_free(events);
}

struct counting {
	struct kmemlab_events *events;
	struct task_struct *task;
	u64 packets;
};

static int count_packets(void *data)
{
	struct counting *counting = data;

	while (!kthread_should_stop()) {
		kmemlab_events_packet(counting->events, 3);
		if (!(++counting->packets % 256))
			cond_resched();
	}
	return 0;
}

/*
 * claim 4.3, the right way. Success: events counted by four threads while others
 * are taken away by resets are, each of them, in one reading and in one only.
 */
static void reset_loses_no_event(struct kunit *test)
{
	struct kmemlab_events *events = new_events(test);
	struct counting counting[THREADS] = {};
	struct kmemlab_event_counts counts;
	u64 made = 0, packets = 0, bytes = 0;
	int i;

	for (i = 0; i < THREADS; i++) {
		counting[i].events = events;
		counting[i].task = kthread_run(count_packets, &counting[i], "kmemlab-count/%d", i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(counting[i].task));
	}
	for (i = 0; i < 100; i++) {
		kmemlab_events_reset(events, &counts);
		packets += counts.packets;
		bytes += counts.bytes;
		usleep_range(500, 1000);
	}
	for (i = 0; i < THREADS; i++) {
		kthread_stop(counting[i].task);
		made += counting[i].packets;
	}
	kmemlab_events_reset(events, &counts);
	KUNIT_EXPECT_GT(test, made, 0ULL);
	KUNIT_EXPECT_EQ(test, packets + counts.packets, made);
	KUNIT_EXPECT_EQ(test, bytes + counts.bytes, 3 * made);
	kmemlab_events_free(events);
}

struct irq_counting {
	struct irq_work work;
	struct kmemlab_events *events;
};

static void count_in_irq(struct irq_work *work)
{
	kmemlab_events_packet(container_of(work, struct irq_counting, work)->events, 1);
}

/* Success: packets counted by an interrupt and by what it interrupts are all there. */
static void events_from_an_interrupt(struct kunit *test)
{
	struct irq_counting counting = {
		.work = IRQ_WORK_INIT_HARD(count_in_irq),
		.events = new_events(test),
	};
	int i;

	for (i = 0; i < 20; i++) {
		irq_work_queue(&counting.work);
		kmemlab_events_packet(counting.events, 1);
		irq_work_sync(&counting.work);
	}
	expect_counts(test, counting.events, 40, 40, 0);
	kmemlab_events_free(counting.events);
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
 * claim 4.6: no update is lost, though all CPUs make them at once. (What each
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

static struct kmemlab_magazines *new_magazines(struct kunit *test)
{
	struct kmemlab_magazines *magazines = kunit_kzalloc(test, sizeof(*magazines), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, magazines);
	KUNIT_ASSERT_EQ(test, kmemlab_magazines_init(magazines, "kmemlab_kunit"), 0);
	return magazines;
}

/*
 * Success: the first object comes from the cache, constructed; put back it is held
 * and comes again.
 */
static void magazine_keeps(struct kunit *test)
{
	struct kmemlab_magazines *magazines = new_magazines(test);
	struct kmemlab_request *first, *again;
	struct kmemlab_magazine_stats stats;

	migrate_disable();
	first = kmemlab_magazines_get(magazines, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, first);
	KUNIT_EXPECT_TRUE(test, first && !first->tag && list_empty(&first->node));
	kmemlab_magazines_put(magazines, first);
	kmemlab_magazines_stats(magazines, &stats);
	KUNIT_EXPECT_EQ(test, stats.held, 1UL);
	again = kmemlab_magazines_get(magazines, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, again, first);
	kmemlab_magazines_stats(magazines, &stats);
	KUNIT_EXPECT_EQ(test, stats.held, 0UL);
	KUNIT_EXPECT_EQ(test, stats.hits, 1UL);
	KUNIT_EXPECT_EQ(test, stats.misses, 1UL);
	kmemlab_magazines_put(magazines, again);
	migrate_enable();
	kmemlab_magazines_exit(magazines);
}

/* Success: below, at and above its size a magazine holds what fits, and no more. */
static void magazine_is_bounded(struct kunit *test)
{
	struct kmemlab_request *taken[KMEMLAB_MAGAZINE_SIZE + 1];
	struct kmemlab_magazines *magazines = new_magazines(test);
	struct kmemlab_magazine_stats stats;
	int i;

	migrate_disable();
	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		taken[i] = kmemlab_magazines_get(magazines, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, taken[i]);
	}
	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		kmemlab_magazines_put(magazines, taken[i]);
		kmemlab_magazines_stats(magazines, &stats);
		KUNIT_EXPECT_EQ(test, stats.held,
				min_t(unsigned long, i + 1, KMEMLAB_MAGAZINE_SIZE));
	}
	migrate_enable();
	kmemlab_magazines_exit(magazines);
}

struct borrower {
	struct kmemlab_magazines *magazines;
	struct task_struct *task;
	unsigned long rounds;
	unsigned long wrong;
};

static void borrow(struct borrower *borrower)
{
	struct kmemlab_request *taken[2 * KMEMLAB_MAGAZINE_SIZE];
	int i;

	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		taken[i] = kmemlab_magazines_get(borrower->magazines, GFP_KERNEL);
		if (!taken[i])
			continue;
		borrower->wrong += taken[i]->tag != 0;
		taken[i]->tag = (unsigned long)borrower;
	}
	cond_resched();
	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		if (!taken[i])
			continue;
		borrower->wrong += taken[i]->tag != (unsigned long)borrower;
		taken[i]->tag = 0;
		kmemlab_magazines_put(borrower->magazines, taken[i]);
	}
	borrower->rounds++;
}

static int keep_borrowing(void *data)
{
	struct borrower *borrower = data;

	while (!kthread_should_stop()) {
		borrow(borrower);
		cond_resched();
	}
	return 0;
}

/* Success: of four threads none ever has an object that another one has. */
static void magazines_are_shared(struct kunit *test)
{
	struct kmemlab_magazines *magazines = new_magazines(test);
	struct borrower borrowers[THREADS] = {};
	int i;

	for (i = 0; i < THREADS; i++) {
		borrowers[i].magazines = magazines;
		borrowers[i].task = kthread_run(keep_borrowing, &borrowers[i], "kmemlab-borrow/%d",
						i);
		KUNIT_ASSERT_FALSE(test, IS_ERR(borrowers[i].task));
	}
	msleep(200);
	for (i = 0; i < THREADS; i++) {
		kthread_stop(borrowers[i].task);
		KUNIT_EXPECT_GT(test, borrowers[i].rounds, 0UL);
		KUNIT_EXPECT_EQ(test, borrowers[i].wrong, 0UL);
	}
	kmemlab_magazines_exit(magazines);
}

struct irq_borrowing {
	struct irq_work work;
	struct kmemlab_magazines *magazines;
	unsigned int got;
};

static void borrow_in_irq(struct irq_work *work)
{
	struct irq_borrowing *borrowing = container_of(work, struct irq_borrowing, work);
	struct kmemlab_request *request;

	request = kmemlab_magazines_get(borrowing->magazines, GFP_ATOMIC);
	if (!request)
		return;
	borrowing->got++;
	kmemlab_magazines_put(borrowing->magazines, request);
}

/* Success: a hard interrupt may take objects while a task does. */
static void magazine_in_an_interrupt(struct kunit *test)
{
	struct irq_borrowing borrowing = { .work = IRQ_WORK_INIT_HARD(borrow_in_irq) };
	struct borrower borrower = {};
	int i;

	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		kunit_skip(test, "on PREEMPT_RT a local lock may sleep");
	borrowing.magazines = new_magazines(test);
	borrower.magazines = borrowing.magazines;
	for (i = 0; i < 10; i++) {
		irq_work_queue(&borrowing.work);
		borrow(&borrower);
		irq_work_sync(&borrowing.work);
	}
	KUNIT_EXPECT_EQ(test, borrowing.got, 10U);
	KUNIT_EXPECT_EQ(test, borrower.wrong, 0UL);
	kmemlab_magazines_exit(borrowing.magazines);
}

/* Success: an open gate lets in, a closed one does not, and neither is either twice. */
static void gate_opens_and_closes(struct kunit *test)
{
	struct kmemlab_gate *gate = kunit_kzalloc(test, sizeof(*gate), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, gate);
	KUNIT_ASSERT_EQ(test, kmemlab_gate_init(gate), 0);
	KUNIT_EXPECT_TRUE(test, kmemlab_gate_is_open(gate));
	KUNIT_EXPECT_EQ(test, kmemlab_gate_open(gate), -EALREADY);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_enter(gate), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_enter(gate), 0);
	kmemlab_gate_leave(gate);
	kmemlab_gate_leave(gate);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_close(gate), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_close(gate), -EALREADY);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_enter(gate), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_open(gate), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_gate_enter(gate), 0);
	kmemlab_gate_leave(gate);
	kmemlab_gate_exit(gate);
}

struct closer {
	struct kmemlab_gate *gate;
	struct completion closed;
};

static int close_gate(void *data)
{
	struct closer *closer = data;

	kmemlab_gate_close(closer->gate);
	complete(&closer->closed);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

/*
 * The life of a percpu_ref from get to kill to release. Success: with a user in,
 * closing lets nobody else in but is not done; when the user leaves, it is.
 */
static void gate_waits_for_users(struct kunit *test)
{
	struct closer *closer = kunit_kzalloc(test, sizeof(*closer), GFP_KERNEL);
	struct kmemlab_gate *gate = kunit_kzalloc(test, sizeof(*gate), GFP_KERNEL);
	struct task_struct *task;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, closer);
	KUNIT_ASSERT_NOT_NULL(test, gate);
	KUNIT_ASSERT_EQ(test, kmemlab_gate_init(gate), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_gate_enter(gate), 0);
	closer->gate = gate;
	init_completion(&closer->closed);
	task = kthread_run(close_gate, closer, "kmemlab-close");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	for (i = 0; i < 1000 && kmemlab_gate_is_open(gate); i++)
		usleep_range(1000, 2000);
	KUNIT_EXPECT_FALSE(test, wait_for_completion_timeout(&closer->closed, HZ / 10));
	KUNIT_EXPECT_EQ(test, kmemlab_gate_enter(gate), -ENODEV);
	kmemlab_gate_leave(gate);
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&closer->closed, 5 * HZ));
	kthread_stop(task);
	kmemlab_gate_exit(gate);
}

/*
 * claims 4.1 and 4.2. Success: this_cpu_inc() loses nothing to an interrupt that
 * uses __this_cpu_inc(), which is safe there because nothing divides it.
 */
static void safe_update_loses_nothing(struct kunit *test)
{
	struct kmemlab_interrupted result;

	KUNIT_ASSERT_EQ(test, kmemlab_interrupt_run(KMEMLAB_SAFE_UPDATE, 20, &result), 0);
	KUNIT_EXPECT_EQ(test, result.process, 20UL);
	KUNIT_EXPECT_EQ(test, result.interrupts, 20UL);
	KUNIT_EXPECT_EQ(test, result.counted, 40UL);
}

/*
 * claim 4.2. Success: in the steps that __this_cpu_inc() stands for, each interrupt
 * between them is lost.
 */
static void update_in_steps_loses_each_interrupt(struct kunit *test)
{
	struct kmemlab_interrupted result;

	KUNIT_ASSERT_EQ(test, kmemlab_interrupt_run(KMEMLAB_STEPS, 20, &result), 0);
	KUNIT_EXPECT_EQ(test, result.interrupts, 20UL);
	KUNIT_EXPECT_EQ(test, result.counted, 20UL);
}

/*
 * claim 4.1: on x86 __this_cpu_inc() is one instruction, so there it loses nothing
 * either. Success: nothing lost there, elsewhere no more than came.
 */
static void bare_update_is_up_to_the_machine(struct kunit *test)
{
	struct kmemlab_interrupted result;

	KUNIT_ASSERT_EQ(test, kmemlab_interrupt_run(KMEMLAB_BARE_UPDATE, 20, &result), 0);
	KUNIT_EXPECT_LE(test, result.counted, 40UL);
	KUNIT_EXPECT_GE(test, result.counted,
			IS_ENABLED(CONFIG_X86) && !IS_ENABLED(CONFIG_UML) ? 40UL : 20UL);
}

/* Success: no way there is not, none but from one interrupt to the limit. */
static void interrupt_limits(struct kunit *test)
{
	struct kmemlab_interrupted result;

	KUNIT_EXPECT_EQ(test, kmemlab_interrupt_run(KMEMLAB_UPDATES, 1, &result), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_interrupt_run(KMEMLAB_STEPS, 0, &result), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_interrupt_run(KMEMLAB_STEPS, 1, &result), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_interrupt_run(KMEMLAB_STEPS, KMEMLAB_INTERRUPTS_MAX + 1,
						    &result), -EINVAL);
}

static struct kunit_case percpu_cases[] = {
	KUNIT_CASE(events_are_counted),
	KUNIT_CASE(events_in_static_variables),
	KUNIT_CASE(events_on_their_cpu),
	KUNIT_CASE(events_are_reset),
	KUNIT_CASE(reset_loses_no_event),
	KUNIT_CASE(events_from_an_interrupt),
	KUNIT_CASE_PARAM(counter_counts, way_gen_params),
	KUNIT_CASE_PARAM(counter_is_exact_on_every_cpu, way_gen_params),
	KUNIT_CASE(measure_limits),
	KUNIT_CASE(magazine_keeps),
	KUNIT_CASE(magazine_is_bounded),
	KUNIT_CASE(magazines_are_shared),
	KUNIT_CASE(magazine_in_an_interrupt),
	KUNIT_CASE(gate_opens_and_closes),
	KUNIT_CASE(gate_waits_for_users),
	KUNIT_CASE(safe_update_loses_nothing),
	KUNIT_CASE(update_in_steps_loses_each_interrupt),
	KUNIT_CASE(bare_update_is_up_to_the_machine),
	KUNIT_CASE(interrupt_limits),
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
