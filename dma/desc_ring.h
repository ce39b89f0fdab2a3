/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_DESC_RING_H
#define KMEMLAB_DESC_RING_H

#include <linux/bits.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct kmemlab_engine;

/**
 * struct kmemlab_desc - one copy that the device is to make, as the device reads it
 * @source: where from, as the device sees it
 * @destination: where to, as the device sees it
 * @bytes: how many
 * @control: whose it is, and how it went
 */
struct kmemlab_desc {
	__le64 source;
	__le64 destination;
	__le32 bytes;
	__le32 control;
};

/* Of @control: the device's, which alone may write the descriptor; else the driver's. */
#define KMEMLAB_DESC_OWNED	BIT(31)
/* It was not, or not all of it, copied. */
#define KMEMLAB_DESC_FAILED	BIT(30)

#define KMEMLAB_DESC_RING_MAX	1024

/**
 * struct kmemlab_desc_ring - descriptors in coherent memory, that go round
 * @engine: the device
 * @descs: the descriptors
 * @addr: where the device sees them
 * @size: how many, a power of two
 * @lock: protects @head and @tail
 * @head: descriptors posted; counts on and on, modulo 2^32
 * @tail: descriptors reaped; counts likewise
 * @device: descriptors that the device has done with; counts likewise
 * @player: plays the device's part
 * @wait: for the next one to be done
 */
struct kmemlab_desc_ring {
	struct kmemlab_engine *engine;
	struct kmemlab_desc *descs;
	dma_addr_t addr;
	unsigned int size;
	spinlock_t lock; /* head, tail */
	unsigned int head;
	unsigned int tail;
	unsigned int device;
	struct work_struct player;
	wait_queue_head_t wait;
};

int kmemlab_desc_ring_init(struct kmemlab_desc_ring *ring, struct kmemlab_engine *engine,
			   unsigned int size);
void kmemlab_desc_ring_destroy(struct kmemlab_desc_ring *ring);
unsigned int kmemlab_desc_ring_space(struct kmemlab_desc_ring *ring);
int kmemlab_desc_ring_post(struct kmemlab_desc_ring *ring, dma_addr_t source,
			   dma_addr_t destination, u32 bytes);
void kmemlab_desc_ring_kick(struct kmemlab_desc_ring *ring);
int kmemlab_desc_ring_reap(struct kmemlab_desc_ring *ring);
int kmemlab_desc_ring_wait(struct kmemlab_desc_ring *ring);

#endif /* KMEMLAB_DESC_RING_H */
