/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_EVENTS_H
#define KMEMLAB_EVENTS_H

#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>

/**
 * struct kmemlab_event_counts - what was counted
 * @packets: packets
 * @bytes: bytes in them
 * @errors: errors
 */
struct kmemlab_event_counts {
	u64 packets;
	u64 bytes;
	u64 errors;
};

/**
 * struct kmemlab_event_cpu - one CPU's share of the counts
 * @packets: packets counted on this CPU since boot or allocation
 * @bytes: bytes in them
 * @errors: errors counted on this CPU
 * @syncp: lets a reader on a 32-bit kernel see that it read half a value
 */
struct kmemlab_event_cpu {
	u64_stats_t packets;
	u64_stats_t bytes;
	u64_stats_t errors;
	struct u64_stats_sync syncp;
};

/**
 * struct kmemlab_events - counts that every CPU adds to without a lock
 * @cpu: each CPU's share; written by that CPU alone, and only ever up
 * @lock: protects @baseline
 * @baseline: the totals at the last reset
 */
struct kmemlab_events {
	struct kmemlab_event_cpu __percpu *cpu;
	struct mutex lock; /* baseline */
	struct kmemlab_event_counts baseline;
};

void kmemlab_events_attach(struct kmemlab_events *events, struct kmemlab_event_cpu __percpu *cpu);
int kmemlab_events_alloc(struct kmemlab_events *events, gfp_t gfp);
void kmemlab_events_free(struct kmemlab_events *events);
void kmemlab_events_packet(struct kmemlab_events *events, unsigned int bytes);
void kmemlab_events_error(struct kmemlab_events *events);
void kmemlab_events_on_cpu(struct kmemlab_events *events, unsigned int cpu,
			   struct kmemlab_event_counts *counts);
void kmemlab_events_snapshot(struct kmemlab_events *events, struct kmemlab_event_counts *counts);
void kmemlab_events_reset(struct kmemlab_events *events, struct kmemlab_event_counts *counts);

#endif /* KMEMLAB_EVENTS_H */
