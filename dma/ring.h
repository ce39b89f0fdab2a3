/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_RING_H
#define KMEMLAB_RING_H

#include <linux/bits.h>
#include <linux/dma-direction.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct edu_dma;

/**
 * struct dma_ring_desc - a descriptor: one buffer, as the device reads it
 * @addr: DMA address of the buffer
 * @bytes: length of the buffer
 * @control: DMA_RING_OWNED and DMA_RING_FAILED
 */
struct dma_ring_desc {
	__le64 addr;
	__le32 bytes;
	__le32 control;
};

/* The device owns the descriptor and its buffer; else the driver. */
#define DMA_RING_OWNED		BIT(31)
/* The device did not transfer the buffer. */
#define DMA_RING_FAILED		BIT(30)

#define DMA_RING_SIZE_MAX	64

/**
 * struct dma_ring_slot - what the driver keeps beside a descriptor
 * @data: the buffer
 * @addr: its DMA address, for the unmap
 * @bytes: its length, for the unmap
 */
struct dma_ring_slot {
	void *data;
	dma_addr_t addr;
	u32 bytes;
};

/**
 * struct dma_ring - a ring of descriptors, for one direction
 * @edu: the device
 * @direction: DMA_TO_DEVICE: the device reads the buffers; DMA_FROM_DEVICE: it
 *	writes them
 * @size: number of descriptors, a power of two
 * @descs: the descriptors, in coherent memory
 * @addr: DMA address of @descs
 * @slots: the driver's part of each descriptor
 * @lock: protects @head, @tail and @slots
 * @head: number of buffers posted, modulo 2^32
 * @tail: number of buffers reaped, modulo 2^32
 * @wait: the waiter for the next finished descriptor
 * @stopped: the device takes no further descriptor
 * @device: the device's part of the ring, see ring_device.c
 * @next: the device's part: number of descriptors finished, modulo 2^32
 */
struct dma_ring {
	struct edu_dma *edu;
	enum dma_data_direction direction;
	unsigned int size;
	struct dma_ring_desc *descs;
	dma_addr_t addr;
	struct dma_ring_slot *slots;
	spinlock_t lock; /* head, tail, slots */
	unsigned int head;
	unsigned int tail;
	wait_queue_head_t wait;
	bool stopped;
	struct work_struct device;
	unsigned int next;
};

int dma_ring_init(struct dma_ring *ring, struct edu_dma *edu,
		  enum dma_data_direction direction, unsigned int size);
void dma_ring_destroy(struct dma_ring *ring);
u32 dma_ring_max_bytes(const struct dma_ring *ring);
int dma_ring_post(struct dma_ring *ring, void *data, u32 bytes);
void dma_ring_doorbell(struct dma_ring *ring);
int dma_ring_reap(struct dma_ring *ring, void **data);
int dma_ring_wait(struct dma_ring *ring, void **data);
void dma_ring_stop(struct dma_ring *ring);

void dma_ring_device(struct work_struct *work);

#endif /* KMEMLAB_RING_H */
