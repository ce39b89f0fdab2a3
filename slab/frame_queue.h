/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_FRAME_QUEUE_H
#define KMEMLAB_FRAME_QUEUE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct kmem_cache;

#define FRAME_LENGTH_MAX	65535
#define FRAME_QUEUE_MAX		1024

/**
 * struct frame - what a driver remembers of one received frame
 * @node: links the frame in its queue
 * @length: bytes, 1 to FRAME_LENGTH_MAX
 * @header: the first bytes of the frame
 */
struct frame {
	struct list_head node;
	u32 length;
	u8 header[36];
};

/**
 * struct frame_queue - frames, the oldest first
 * @cache: the slab cache that the frames come from
 * @lock: protects @frames and @nr
 * @frames: the queued frames
 * @nr: how many, at most FRAME_QUEUE_MAX
 */
struct frame_queue {
	struct kmem_cache *cache;
	spinlock_t lock; /* protects frames and nr */
	struct list_head frames;
	unsigned int nr;
};

int frame_queue_init(struct frame_queue *queue, const char *name);
int frame_queue_push(struct frame_queue *queue, u32 length);
int frame_queue_pop(struct frame_queue *queue, u32 *length);
void frame_queue_exit(struct frame_queue *queue);

#endif /* KMEMLAB_FRAME_QUEUE_H */
