// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics that every CPU counts for itself.
 *
 * A CPU writes its own share only, so a count takes no lock and moves no cache
 * line between CPUs. The price is paid by the reader, who adds up the shares of
 * all possible CPUs: one that is offline keeps what it counted.
 *
 * Three things can go wrong, and this file shows the answer to each:
 *
 *   - A 32-bit CPU reads a 64-bit value in two halves, perhaps one from before an
 *     update and one from after. u64_stats_sync is a sequence count there and
 *     nothing at all on 64-bit kernels, where no value is torn. It promises that
 *     each value is whole, not that packets and bytes belong together.
 *   - An interrupt on the same CPU counts too. On a 32-bit kernel its update
 *     inside another would break the sequence count, hence the _irqsave form.
 *   - A reset that wrote 0 into the shares of other CPUs would race with their
 *     updates, and lose events or bring old ones back. Here nothing is written:
 *     a reset remembers the totals, and later readings subtract them.
 *
 * (include/linux/u64_stats_sync.h, Documentation/core-api/this_cpu_ops.rst.)
 */
#include "../kmemlab.h"

#include <linux/cpumask.h>

#include "events.h"

/**
 * kmemlab_events_attach() - count into per-CPU variables that exist already
 * @events: to be initialised
 * @cpu: zeroed, from DEFINE_PER_CPU() or alloc_percpu(); stays the caller's
 *
 * Context: any; nobody may count meanwhile.
 */
void kmemlab_events_attach(struct kmemlab_events *events, struct kmemlab_event_cpu __percpu *cpu)
{
	unsigned int i;

	events->cpu = cpu;
	mutex_init(&events->lock);
	events->baseline = (struct kmemlab_event_counts) { .packets = 0 };
	for_each_possible_cpu(i)
		u64_stats_init(&per_cpu_ptr(cpu, i)->syncp);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_attach, "KMEMLAB");

/**
 * kmemlab_events_alloc() - count into per-CPU variables of their own
 * @events: to be initialised
 * @gfp: GFP_KERNEL, or GFP_NOWAIT where sleeping is not allowed; the latter
 *       fails more often, since it cannot populate new per-CPU pages
 *
 * Per-CPU memory is always zeroed.
 *
 * Context: as @gfp allows.
 * Return: 0 or -ENOMEM.
 */
int kmemlab_events_alloc(struct kmemlab_events *events, gfp_t gfp)
{
	struct kmemlab_event_cpu __percpu *cpu = alloc_percpu_gfp(struct kmemlab_event_cpu, gfp);

	if (!cpu)
		return -ENOMEM;
	kmemlab_events_attach(events, cpu);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_alloc, "KMEMLAB");

/**
 * kmemlab_events_free() - undo kmemlab_events_alloc()
 * @events: nobody else may use them any more
 *
 * Context: any but a hard interrupt.
 */
void kmemlab_events_free(struct kmemlab_events *events)
{
	free_percpu(events->cpu);
	events->cpu = NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_free, "KMEMLAB");

/**
 * kmemlab_events_packet() - count a packet
 * @events: where
 * @bytes: its length
 *
 * Context: any but NMI.
 */
void kmemlab_events_packet(struct kmemlab_events *events, unsigned int bytes)
{
	struct kmemlab_event_cpu *cpu = get_cpu_ptr(events->cpu);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&cpu->syncp);
	u64_stats_inc(&cpu->packets);
	u64_stats_add(&cpu->bytes, bytes);
	u64_stats_update_end_irqrestore(&cpu->syncp, flags);
	put_cpu_ptr(events->cpu);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_packet, "KMEMLAB");

/**
 * kmemlab_events_error() - count an error
 * @events: where
 *
 * Context: any but NMI.
 */
void kmemlab_events_error(struct kmemlab_events *events)
{
	struct kmemlab_event_cpu *cpu = get_cpu_ptr(events->cpu);
	unsigned long flags;

	flags = u64_stats_update_begin_irqsave(&cpu->syncp);
	u64_stats_inc(&cpu->errors);
	u64_stats_update_end_irqrestore(&cpu->syncp, flags);
	put_cpu_ptr(events->cpu);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_error, "KMEMLAB");

/**
 * kmemlab_events_on_cpu() - what one CPU has counted, resets or not
 * @events: where
 * @cpu: a possible CPU, online or not
 * @counts: set to its share
 *
 * Context: any but NMI, and not inside an update on the same CPU.
 */
void kmemlab_events_on_cpu(struct kmemlab_events *events, unsigned int cpu,
			   struct kmemlab_event_counts *counts)
{
	const struct kmemlab_event_cpu *share = per_cpu_ptr(events->cpu, cpu);
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&share->syncp);
		counts->packets = u64_stats_read(&share->packets);
		counts->bytes = u64_stats_read(&share->bytes);
		counts->errors = u64_stats_read(&share->errors);
	} while (u64_stats_fetch_retry(&share->syncp, start));
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_on_cpu, "KMEMLAB");

static void total(struct kmemlab_events *events, struct kmemlab_event_counts *counts)
{
	struct kmemlab_event_counts share;
	unsigned int cpu;

	*counts = (struct kmemlab_event_counts) { .packets = 0 };
	for_each_possible_cpu(cpu) {
		kmemlab_events_on_cpu(events, cpu, &share);
		counts->packets += share.packets;
		counts->bytes += share.bytes;
		counts->errors += share.errors;
	}
}

static void subtract(struct kmemlab_event_counts *counts, const struct kmemlab_event_counts *other)
{
	counts->packets -= other->packets;
	counts->bytes -= other->bytes;
	counts->errors -= other->errors;
}

/**
 * kmemlab_events_snapshot() - what was counted since the last reset
 * @events: where
 * @counts: set to the sum over all possible CPUs; exact while nobody counts,
 *          else somewhere between the truth before the call and after
 *
 * Context: process context, may sleep.
 */
void kmemlab_events_snapshot(struct kmemlab_events *events, struct kmemlab_event_counts *counts)
{
	mutex_lock(&events->lock);
	total(events, counts);
	subtract(counts, &events->baseline);
	mutex_unlock(&events->lock);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_snapshot, "KMEMLAB");

/**
 * kmemlab_events_reset() - start from 0 again, losing no event
 * @events: where
 * @counts: set to what was counted since the last reset
 *
 * An event that comes meanwhile is in @counts or in a later reading, never in
 * both or in none.
 *
 * Context: process context, may sleep.
 */
void kmemlab_events_reset(struct kmemlab_events *events, struct kmemlab_event_counts *counts)
{
	struct kmemlab_event_counts now;

	mutex_lock(&events->lock);
	total(events, &now);
	*counts = now;
	subtract(counts, &events->baseline);
	events->baseline = now;
	mutex_unlock(&events->lock);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_events_reset, "KMEMLAB");
