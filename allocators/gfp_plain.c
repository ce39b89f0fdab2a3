// SPDX-License-Identifier: GPL-2.0
/*
 * The plain forms of chapter 5.2: which flags, and what to do about NULL.
 *
 * Where the caller may sleep: GFP_KERNEL, before any spinlock is taken. Where
 * it may not: GFP_NOWAIT, and a fallback, because NULL is then an ordinary
 * answer. GFP_ATOMIC may use memory that the kernel keeps in reserve, so it is
 * for callers whose work would stop without the memory.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "gfp_plain.h"

/**
 * event_log_init() - an empty log
 * @log: to be initialised
 *
 * Context: any.
 */
void event_log_init(struct event_log *log)
{
	spin_lock_init(&log->lock);
	INIT_LIST_HEAD(&log->events);
	log->nr = 0;
	log->dropped = 0;
}
EXPORT_SYMBOL_NS_GPL(event_log_init, "KMEMLAB");

/* The caller holds the lock of the log. */
static bool event_log_append(struct event_log *log, struct event *event)
{
	if (log->nr == EVENT_LOG_MAX)
		return false;
	list_add_tail(&event->node, &log->events);
	log->nr++;
	return true;
}

/**
 * event_log_add() - log an event where the caller may sleep
 * @log: the log
 * @code: what happened
 *
 * The allocation comes before the lock. Under the lock, GFP_KERNEL would be a
 * bug.
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOSPC if EVENT_LOG_MAX events are logged, or -ENOMEM.
 */
int event_log_add(struct event_log *log, u32 code)
{
	struct event *event = kzalloc_obj(*event);
	bool added;

	if (!event)
		return -ENOMEM;
	event->code = code;

	spin_lock_irq(&log->lock);
	added = event_log_append(log, event);
	spin_unlock_irq(&log->lock);
	if (added)
		return 0;

	kfree(event);
	return -ENOSPC;
}
EXPORT_SYMBOL_NS_GPL(event_log_add, "KMEMLAB");

/**
 * event_log_add_atomic() - log an event where the caller must not sleep
 * @log: the log
 * @code: what happened
 *
 * GFP_NOWAIT fails as soon as no memory is free, so there is a plan for that:
 * the event is dropped and counted. A failure that has a plan needs no warning.
 *
 * Context: any but NMI, and not under a raw spinlock; on PREEMPT_RT not a hard
 * interrupt, nor with preemption or interrupts disabled.
 * Return: true, or false if the event was dropped.
 */
bool event_log_add_atomic(struct event_log *log, u32 code)
{
	struct event *event = kzalloc_obj(*event, GFP_NOWAIT | __GFP_NOWARN);
	unsigned long flags;
	bool added;

	if (event)
		event->code = code;

	spin_lock_irqsave(&log->lock, flags);
	added = event && event_log_append(log, event);
	if (!added)
		log->dropped++;
	spin_unlock_irqrestore(&log->lock, flags);

	if (!added)
		kfree(event);
	return added;
}
EXPORT_SYMBOL_NS_GPL(event_log_add_atomic, "KMEMLAB");

/**
 * event_log_take() - remove the oldest event
 * @log: the log
 * @code: set to what happened
 *
 * Context: process context.
 * Return: 0, or -ENOENT if the log is empty.
 */
int event_log_take(struct event_log *log, u32 *code)
{
	struct event *event;

	spin_lock_irq(&log->lock);
	event = list_first_entry_or_null(&log->events, struct event, node);
	if (event) {
		list_del(&event->node);
		log->nr--;
	}
	spin_unlock_irq(&log->lock);
	if (!event)
		return -ENOENT;

	*code = event->code;
	kfree(event);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(event_log_take, "KMEMLAB");

/**
 * event_log_exit() - free all events
 * @log: the log, which no other code uses any more
 *
 * Context: process context.
 */
void event_log_exit(struct event_log *log)
{
	u32 code;

	while (!event_log_take(log, &code))
		;
}
EXPORT_SYMBOL_NS_GPL(event_log_exit, "KMEMLAB");

/**
 * rx_ring_refill_atomic() - give the device new buffers, in a softirq
 * @ring: the ring; one caller at a time, which is up to the caller
 *
 * Here GFP_ATOMIC is justified: without a buffer the device receives nothing,
 * and then no interrupt comes that would try again. Reclaim itself may depend
 * on the network.
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 * Return: the number of slots that are still empty. If all are, a timer must
 * start the caller again, and not fill the ring beside it.
 */
unsigned int rx_ring_refill_atomic(struct rx_ring *ring)
{
	unsigned int i, missing = 0;

	for (i = 0; i < RX_RING_SLOTS; i++) {
		if (!ring->buffers[i])
			ring->buffers[i] = kmalloc(RX_BUFFER_BYTES, GFP_ATOMIC);
		missing += !ring->buffers[i];
	}
	return missing;
}
EXPORT_SYMBOL_NS_GPL(rx_ring_refill_atomic, "KMEMLAB");

/**
 * rx_ring_exit() - free all buffers
 * @ring: the ring, which the device does not use any more
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 */
void rx_ring_exit(struct rx_ring *ring)
{
	unsigned int i;

	for (i = 0; i < RX_RING_SLOTS; i++) {
		kfree(ring->buffers[i]);
		ring->buffers[i] = NULL;
	}
}
EXPORT_SYMBOL_NS_GPL(rx_ring_exit, "KMEMLAB");

/**
 * lookup_table_alloc() - a table that is faster when it is larger
 * @want: bytes that would be best
 * @least: bytes below which it is of no use, 1 to @want
 * @size: set to the bytes allocated, on success
 *
 * Each attempt above @least is optional: __GFP_NORETRY gives up before the
 * allocator tries hard and before it kills a process, and __GFP_NOWARN does not
 * print. Only the last attempt is an ordinary GFP_KERNEL allocation.
 *
 * Context: process context, may sleep.
 * Return: memory for kfree(), or NULL if even @least failed or is out of range.
 */
void *lookup_table_alloc(size_t want, size_t least, size_t *size)
{
	size_t bytes;
	void *table;

	if (!least || least > want)
		return NULL;
	for (bytes = want; bytes > least; bytes = max(bytes / 2, least)) {
		table = kmalloc(bytes,
				GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
		if (table) {
			*size = bytes;
			return table;
		}
	}
	table = kmalloc(least, GFP_KERNEL);
	if (table)
		*size = least;
	return table;
}
EXPORT_SYMBOL_NS_GPL(lookup_table_alloc, "KMEMLAB");
