// SPDX-License-Identifier: GPL-2.0
/*
 * Per-CPU batches: several per-CPU variables that must change together.
 *
 * Every CPU adds reports to one log under a spinlock. A batch on each CPU
 * collects 16 reports, so that the CPUs take the shared lock once for 16
 * reports. mm/swap.c does the same with pages.
 *
 * A batch is a count and an array, so a single this_cpu operation cannot update
 * it. Other code on the same CPU may interfere: a task after a preemption, or
 * an interrupt handler. local_lock_irqsave() excludes both. On a kernel without
 * PREEMPT_RT it disables interrupts; on PREEMPT_RT it is a lock of this CPU,
 * which a task may hold while it is preempted. Unlike local_irq_save() it names
 * what it protects, and lockdep checks it
 * (Documentation/locking/locktypes.rst).
 *
 * No CPU may touch the batch of another CPU, with one exception: the CPU is
 * dead. A reader that needs all reports asks each online CPU to flush its own
 * batch.
 */
#include "../kmemlab.h"

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/percpu.h>

#include "batch.h"

static int dead_state;

/* The caller holds the lock of the batch, or the CPU of the batch is dead. */
static void report_batch_flush(struct report_log *log,
			       struct report_batch *batch)
{
	unsigned int nr = batch->nr, kept;
	unsigned long flags;

	if (!nr)
		return;
	spin_lock_irqsave(&log->lock, flags);
	kept = kfifo_in(&log->codes, batch->codes, nr);
	WRITE_ONCE(log->dropped, log->dropped + nr - kept);
	WRITE_ONCE(log->flushes, log->flushes + 1);
	spin_unlock_irqrestore(&log->lock, flags);
	WRITE_ONCE(batch->nr, 0);
}

/**
 * report_log_add() - report something
 * @log: the log
 * @code: the report
 *
 * The report is in the log when the batch of this CPU is full, or after
 * report_log_flush().
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 */
void report_log_add(struct report_log *log, u32 code)
{
	struct report_batch *batch;
	unsigned long flags;

	local_lock_irqsave(&log->batches->lock, flags);
	batch = this_cpu_ptr(log->batches);
	batch->codes[batch->nr] = code;
	/* Marked, because report_log_waiting() reads it on another CPU. */
	WRITE_ONCE(batch->nr, batch->nr + 1);
	if (batch->nr == REPORT_BATCH_SIZE)
		report_batch_flush(log, batch);
	local_unlock_irqrestore(&log->batches->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(report_log_add, "KMEMLAB");

static void report_batch_work(struct work_struct *work)
{
	struct report_log *log =
		container_of(work, struct report_batch, flush)->log;
	unsigned long flags;

	local_lock_irqsave(&log->batches->lock, flags);
	report_batch_flush(log, this_cpu_ptr(log->batches));
	local_unlock_irqrestore(&log->batches->lock, flags);
}

/**
 * report_log_flush() - flush the batch of every CPU
 * @log: the log
 *
 * Context: process context, may sleep; not a hotplug callback, nor with
 * cpus_read_lock() held.
 */
void report_log_flush(struct report_log *log)
{
	unsigned int cpu;

	mutex_lock(&log->flushing);
	/* No CPU goes offline meanwhile: each work item runs on its CPU. */
	cpus_read_lock();
	for_each_online_cpu(cpu)
		schedule_work_on(cpu, &per_cpu_ptr(log->batches, cpu)->flush);
	for_each_online_cpu(cpu)
		flush_work(&per_cpu_ptr(log->batches, cpu)->flush);
	cpus_read_unlock();
	mutex_unlock(&log->flushing);
}
EXPORT_SYMBOL_NS_GPL(report_log_flush, "KMEMLAB");

/**
 * report_log_take() - remove the oldest reports
 * @log: the log
 * @codes: where to put them
 * @max: room in @codes
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 * Return: the number of reports removed.
 */
unsigned int report_log_take(struct report_log *log, u32 *codes,
			     unsigned int max)
{
	unsigned long flags;
	unsigned int nr;

	spin_lock_irqsave(&log->lock, flags);
	nr = kfifo_out(&log->codes, codes, max);
	spin_unlock_irqrestore(&log->lock, flags);
	return nr;
}
EXPORT_SYMBOL_NS_GPL(report_log_take, "KMEMLAB");

/**
 * report_log_waiting() - how many reports are in batches
 * @log: the log
 *
 * Context: any.
 * Return: the sum over all possible CPUs, which may have changed since.
 */
unsigned int report_log_waiting(struct report_log *log)
{
	unsigned int cpu, nr = 0;

	for_each_possible_cpu(cpu)
		nr += READ_ONCE(per_cpu_ptr(log->batches, cpu)->nr);
	return nr;
}
EXPORT_SYMBOL_NS_GPL(report_log_waiting, "KMEMLAB");

/* Runs on another CPU, after the last interrupt of the dead one. */
static int report_log_cpu_dead(unsigned int cpu, struct hlist_node *node)
{
	struct report_log *log = hlist_entry(node, struct report_log, node);

	report_batch_flush(log, per_cpu_ptr(log->batches, cpu));
	return 0;
}

/**
 * report_log_register() - register the hotplug callback for all logs
 *
 * Once for each module, before the first report_log_init(). A state for many
 * objects is called a multi-instance state; each object is added to it and
 * removed from it.
 *
 * Context: process context, may sleep; not a hotplug callback.
 * Return: 0, or -ENOSPC if all dynamic states are in use.
 */
int report_log_register(void)
{
	int state = cpuhp_setup_state_multi(CPUHP_BP_PREPARE_DYN,
					    "kmemlab/percpu:dead",
					    NULL, report_log_cpu_dead);

	if (state < 0)
		return state;
	dead_state = state;
	return 0;
}

/**
 * report_log_unregister() - undo report_log_register()
 *
 * Context: process context, may sleep; after the last report_log_exit().
 */
void report_log_unregister(void)
{
	cpuhp_remove_multi_state(dead_state);
	/* Its number may soon belong to another subsystem. */
	dead_state = 0;
}

/**
 * report_log_init() - an empty log
 * @log: to be initialised
 *
 * Context: process context, may sleep; not a hotplug callback, nor with
 * cpus_read_lock() held.
 * Return: 0, -ENOMEM, or -ENODEV without report_log_register().
 */
int report_log_init(struct report_log *log)
{
	struct report_batch *batch;
	unsigned int cpu;
	int err;

	if (!dead_state)
		return -ENODEV;
	mutex_init(&log->flushing);
	spin_lock_init(&log->lock);
	INIT_KFIFO(log->codes);
	log->flushes = 0;
	log->dropped = 0;
	log->batches = alloc_percpu(struct report_batch);
	if (!log->batches)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		batch = per_cpu_ptr(log->batches, cpu);
		local_lock_init(&batch->lock);
		INIT_WORK(&batch->flush, report_batch_work);
		batch->log = log;
	}
	/* No calls for CPUs that are online: their batches are empty. */
	err = cpuhp_state_add_instance_nocalls(dead_state, &log->node);
	if (err) {
		free_percpu(log->batches);
		log->batches = NULL;
	}
	return err;
}
EXPORT_SYMBOL_NS_GPL(report_log_init, "KMEMLAB");

/**
 * report_log_exit() - free the batches, and drop all reports
 * @log: the log, which no other code uses any more
 *
 * Context: process context, may sleep; not a hotplug callback, nor with
 * cpus_read_lock() held.
 */
void report_log_exit(struct report_log *log)
{
	cpuhp_state_remove_instance_nocalls(dead_state, &log->node);
	free_percpu(log->batches);
}
EXPORT_SYMBOL_NS_GPL(report_log_exit, "KMEMLAB");
