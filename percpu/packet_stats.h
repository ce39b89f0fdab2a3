/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PACKET_STATS_H
#define KMEMLAB_PACKET_STATS_H

#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>

/**
 * struct packet_totals - sums
 * @packets: packets
 * @bytes: bytes in them
 * @errors: errors
 */
struct packet_totals {
	u64 packets;
	u64 bytes;
	u64 errors;
};

/**
 * struct packet_stats_cpu - the counts of one CPU
 * @packets: packets counted on this CPU since the allocation
 * @bytes: bytes in them
 * @errors: errors counted on this CPU
 * @syncp: lets a reader on a 32-bit kernel notice that a value changed while it
 *	was read
 */
struct packet_stats_cpu {
	u64_stats_t packets;
	u64_stats_t bytes;
	u64_stats_t errors;
	struct u64_stats_sync syncp;
};

/**
 * struct packet_stats - statistics that every CPU updates without a lock
 * @cpu: the counts of each CPU; written by that CPU alone, and never decreased
 * @lock: protects @baseline
 * @baseline: the totals at the last reset
 */
struct packet_stats {
	struct packet_stats_cpu __percpu *cpu;
	struct mutex lock; /* protects baseline */
	struct packet_totals baseline;
};

int packet_stats_init(struct packet_stats *stats, gfp_t gfp);
void packet_stats_exit(struct packet_stats *stats);
void packet_stats_add(struct packet_stats *stats, unsigned int bytes);
void packet_stats_add_error(struct packet_stats *stats);
void packet_stats_read_cpu(struct packet_stats *stats, unsigned int cpu,
			   struct packet_totals *totals);
void packet_stats_read(struct packet_stats *stats,
		       struct packet_totals *totals);
void packet_stats_reset(struct packet_stats *stats,
			struct packet_totals *totals);

#endif /* KMEMLAB_PACKET_STATS_H */
