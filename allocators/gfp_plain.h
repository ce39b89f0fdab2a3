/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_GFP_PLAIN_H
#define KMEMLAB_GFP_PLAIN_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define EVENT_LOG_MAX	1024
#define RX_RING_SLOTS	16
#define RX_BUFFER_BYTES	2048

/**
 * struct event - something that happened in the device
 * @node: links the event in its log
 * @code: what happened
 */
struct event {
	struct list_head node;
	u32 code;
};

/**
 * struct event_log - events, the oldest first
 * @lock: protects all fields below; also taken in interrupt handlers
 * @events: the events
 * @nr: how many, at most EVENT_LOG_MAX
 * @dropped: events for which there was no memory or no room
 */
struct event_log {
	spinlock_t lock; /* protects the fields below */
	struct list_head events;
	unsigned int nr;
	unsigned long dropped;
};

/**
 * struct rx_ring - buffers that a device receives into
 * @buffers: one for each slot, NULL where one is missing
 */
struct rx_ring {
	void *buffers[RX_RING_SLOTS];
};

void event_log_init(struct event_log *log);
int event_log_add(struct event_log *log, u32 code);
bool event_log_add_atomic(struct event_log *log, u32 code);
int event_log_take(struct event_log *log, u32 *code);
void event_log_exit(struct event_log *log);

unsigned int rx_ring_refill_atomic(struct rx_ring *ring);
void rx_ring_exit(struct rx_ring *ring);

void *lookup_table_alloc(size_t want, size_t least, size_t *size);

#endif /* KMEMLAB_GFP_PLAIN_H */
