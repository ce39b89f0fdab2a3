// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics as network drivers keep them.
 *
 * Each CPU writes its own counts, so counting takes no lock and moves no cache
 * line between CPUs. The reader adds up the counts of all possible CPUs.
 *
 * Three rules:
 *
 *   - A 32-bit CPU reads a 64-bit value in two halves, and an update may come
 *     between them. u64_stats_sync is a sequence count there, and the reader
 *     tries again. On 64-bit kernels it is empty. It promises that each value
 *     is whole, not that packets and bytes belong together.
 *   - Writers of one sequence count must exclude each other and must not be
 *     preempted. get_cpu_ptr() excludes the other tasks of this CPU. On 32-bit
 *     kernels the _irqsave form excludes its interrupt handlers; on 64-bit
 *     kernels it does nothing, because u64_stats_add() is one operation that an
 *     interrupt cannot divide.
 *   - A reset must not write into the counts of other CPUs, because that would
 *     race with their updates. It remembers the totals, and later readings
 *     subtract them.
 */
#include "../kmemlab.h"

#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/u64_stats_sync.h>

#include "packet_stats.h"

/**
 * packet_stats_init() - allocate the counts
 * @stats: to be initialised
 * @gfp: GFP_KERNEL, or GFP_NOWAIT where the caller must not sleep; the latter
 *	fails more often, because it cannot map new per-CPU pages
 *
 * Rests on include/linux/u64_stats_sync.h.
 *
 * Context: as @gfp allows; on PREEMPT_RT not a hard interrupt, nor with
 * preemption or interrupts disabled.
 * Return: 0 or -ENOMEM.
 */
int packet_stats_init(struct packet_stats *stats, gfp_t gfp)
{
	unsigned int cpu;

	stats->cpu = alloc_percpu_gfp(struct packet_stats_cpu, gfp);
	if (!stats->cpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(stats->cpu, cpu)->syncp);
	mutex_init(&stats->lock);
	stats->baseline = (struct packet_totals) {};
	return 0;
}
EXPORT_SYMBOL_NS_GPL(packet_stats_init, "KMEMLAB");

/**
 * packet_stats_exit() - free the counts
 * @stats: the statistics, which no other code uses any more
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 */
void packet_stats_exit(struct packet_stats *stats)
{
	free_percpu(stats->cpu);
	stats->cpu = NULL;
}
EXPORT_SYMBOL_NS_GPL(packet_stats_exit, "KMEMLAB");

/**
 * packet_stats_add() - count a packet
 * @stats: the statistics
 * @bytes: its length
 *
 * Context: any but NMI.
 */
void packet_stats_add(struct packet_stats *stats, unsigned int bytes)
{
	struct packet_stats_cpu *mine = get_cpu_ptr(stats->cpu);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&mine->syncp);
	u64_stats_inc(&mine->packets);
	u64_stats_add(&mine->bytes, bytes);
	u64_stats_update_end_irqrestore(&mine->syncp, flags);
	put_cpu_ptr(stats->cpu);
}
EXPORT_SYMBOL_NS_GPL(packet_stats_add, "KMEMLAB");

/**
 * packet_stats_add_error() - count an error
 * @stats: the statistics
 *
 * Context: any but NMI.
 */
void packet_stats_add_error(struct packet_stats *stats)
{
	struct packet_stats_cpu *mine = get_cpu_ptr(stats->cpu);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&mine->syncp);
	u64_stats_inc(&mine->errors);
	u64_stats_update_end_irqrestore(&mine->syncp, flags);
	put_cpu_ptr(stats->cpu);
}
EXPORT_SYMBOL_NS_GPL(packet_stats_add_error, "KMEMLAB");

/**
 * packet_stats_read_cpu() - the counts of one CPU
 * @stats: the statistics
 * @cpu: a possible CPU, online or not
 * @totals: set to its counts since the allocation; a reset does not change them
 *
 * Context: any but NMI, and not inside an update on the same CPU.
 */
void packet_stats_read_cpu(struct packet_stats *stats, unsigned int cpu,
			   struct packet_totals *totals)
{
	const struct packet_stats_cpu *counts = per_cpu_ptr(stats->cpu, cpu);
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&counts->syncp);
		totals->packets = u64_stats_read(&counts->packets);
		totals->bytes = u64_stats_read(&counts->bytes);
		totals->errors = u64_stats_read(&counts->errors);
	} while (u64_stats_fetch_retry(&counts->syncp, start));
}
EXPORT_SYMBOL_NS_GPL(packet_stats_read_cpu, "KMEMLAB");

static void read_all_cpus(struct packet_stats *stats,
			  struct packet_totals *totals)
{
	struct packet_totals counts;
	unsigned int cpu;

	*totals = (struct packet_totals) {};
	for_each_possible_cpu(cpu) {
		packet_stats_read_cpu(stats, cpu, &counts);
		totals->packets += counts.packets;
		totals->bytes += counts.bytes;
		totals->errors += counts.errors;
	}
}

static void subtract(struct packet_totals *totals,
		     const struct packet_totals *baseline)
{
	totals->packets -= baseline->packets;
	totals->bytes -= baseline->bytes;
	totals->errors -= baseline->errors;
}

/**
 * packet_stats_read() - what was counted since the last reset
 * @stats: the statistics
 * @totals: set to the sums over all possible CPUs; while other CPUs count, each
 *	lies between its value at the start of the call and its value at the end
 *
 * Context: process context, may sleep.
 */
void packet_stats_read(struct packet_stats *stats, struct packet_totals *totals)
{
	mutex_lock(&stats->lock);
	read_all_cpus(stats, totals);
	subtract(totals, &stats->baseline);
	mutex_unlock(&stats->lock);
}
EXPORT_SYMBOL_NS_GPL(packet_stats_read, "KMEMLAB");

/**
 * packet_stats_reset() - start from 0 again
 * @stats: the statistics
 * @totals: set to what was counted since the last reset
 *
 * A packet that is counted meanwhile is in @totals or in a later reading, never
 * in both and never in neither.
 *
 * Context: process context, may sleep.
 */
void packet_stats_reset(struct packet_stats *stats,
			struct packet_totals *totals)
{
	struct packet_totals now;

	mutex_lock(&stats->lock);
	read_all_cpus(stats, &now);
	*totals = now;
	subtract(totals, &stats->baseline);
	stats->baseline = now;
	mutex_unlock(&stats->lock);
}
EXPORT_SYMBOL_NS_GPL(packet_stats_reset, "KMEMLAB");
