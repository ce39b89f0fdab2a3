// SPDX-License-Identifier: GPL-2.0
/*
 * The plain form of a slab cache: create, allocate, free, destroy.
 *
 * A driver that receives frames needs many small structures of one type. A slab
 * cache of its own fits them, and slab_debug= can check it alone.
 */
#include "../kmemlab.h"

#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "frame_queue.h"

/**
 * frame_queue_init() - create the cache of an empty queue
 * @queue: to be initialised
 * @name: of the cache in /sys/kernel/slab; no other cache may have this name
 *
 * Rests on include/linux/slab.h, struct kmem_cache_args.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int frame_queue_init(struct frame_queue *queue, const char *name)
{
	struct kmem_cache_args args = {
		.align = __alignof__(struct frame),
	};

	spin_lock_init(&queue->lock);
	INIT_LIST_HEAD(&queue->frames);
	queue->nr = 0;
	queue->cache = kmem_cache_create(name, sizeof(struct frame), &args,
					 SLAB_HWCACHE_ALIGN);
	return queue->cache ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(frame_queue_init, "KMEMLAB");

/**
 * frame_queue_push() - allocate a frame and append it
 * @queue: the queue
 * @length: bytes of the frame, 1 to FRAME_LENGTH_MAX
 *
 * The sender of the frames decides how many come, so the queue has a limit. It
 * is checked under the lock, where no other CPU can append a frame in between.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - a length of 0
 * * -E2BIG - a length above the limit
 * * -ENOSPC - FRAME_QUEUE_MAX frames are queued
 * * -ENOMEM - no memory
 */
int frame_queue_push(struct frame_queue *queue, u32 length)
{
	struct frame *frame;
	bool full;

	if (!length)
		return -EINVAL;
	if (length > FRAME_LENGTH_MAX)
		return -E2BIG;
	frame = kmem_cache_zalloc(queue->cache, GFP_KERNEL);
	if (!frame)
		return -ENOMEM;
	frame->length = length;

	spin_lock(&queue->lock);
	full = queue->nr == FRAME_QUEUE_MAX;
	if (!full) {
		list_add_tail(&frame->node, &queue->frames);
		queue->nr++;
	}
	spin_unlock(&queue->lock);
	if (!full)
		return 0;

	kmem_cache_free(queue->cache, frame);
	return -ENOSPC;
}
EXPORT_SYMBOL_NS_GPL(frame_queue_push, "KMEMLAB");

/**
 * frame_queue_pop() - remove the oldest frame and free it
 * @queue: the queue
 * @length: set to the length of the frame in bytes
 *
 * Context: process context.
 * Return: 0, or -ENOENT if the queue is empty.
 */
int frame_queue_pop(struct frame_queue *queue, u32 *length)
{
	struct frame *frame;

	spin_lock(&queue->lock);
	frame = list_first_entry_or_null(&queue->frames, struct frame, node);
	if (frame) {
		list_del(&frame->node);
		queue->nr--;
	}
	spin_unlock(&queue->lock);
	if (!frame)
		return -ENOENT;

	*length = frame->length;
	kmem_cache_free(queue->cache, frame);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(frame_queue_pop, "KMEMLAB");

/**
 * frame_queue_exit() - free all frames, then destroy the cache
 * @queue: the queue, which no other code may use any more
 *
 * The order matters: a cache that is destroyed while one of its objects is
 * still allocated is never freed. The kernel reports it, unless it has merged
 * the cache with another one.
 *
 * Context: process context, may sleep.
 */
void frame_queue_exit(struct frame_queue *queue)
{
	u32 length;

	while (!frame_queue_pop(queue, &length))
		;
	kmem_cache_destroy(queue->cache);
}
EXPORT_SYMBOL_NS_GPL(frame_queue_exit, "KMEMLAB");
