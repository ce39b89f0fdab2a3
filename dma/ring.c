// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of descriptors, as network and storage drivers have it: the
 * descriptors lie in coherent memory (chapter 5.5), the buffers are mapped for
 * streaming (chapter 5.6).
 *
 * The driver posts at head: it maps a buffer, writes its DMA address to the
 * descriptor, and gives both to the device by the ownership bit. The device
 * works through the descriptors in order and clears the bit. The driver reaps
 * at tail: it unmaps the buffer.
 *
 * Coherent memory needs no sync, but it needs order. All of a descriptor must
 * be written before the ownership bit, dma_wmb(), and the bit must be read
 * before anything that the device wrote, dma_rmb().
 *
 * head and tail only count up. The size is a power of two, so index & (size -
 * 1) stays right when they wrap around at 2^32, and head - tail is the number
 * of descriptors in use: a full ring and an empty one differ without an unused
 * slot. (Documentation/memory-barriers.txt,
 * Documentation/core-api/circular-buffers.rst)
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/log2.h>

#include "../mmio/edu_regs.h"
#include "edu_dma.h"
#include "ring.h"

/**
 * dma_ring_init() - allocate a ring
 * @ring: to be initialised
 * @edu: the device
 * @direction: DMA_TO_DEVICE or DMA_FROM_DEVICE, for all buffers
 * @size: number of descriptors, a power of two from 1 to DMA_RING_SIZE_MAX
 *
 * Context: process context, may sleep.
 * Return: 0, then dma_ring_destroy() must follow, or
 * * -EINVAL - another size or direction
 * * -ENOMEM - out of memory
 */
int dma_ring_init(struct dma_ring *ring, struct edu_dma *edu,
		  enum dma_data_direction direction, unsigned int size)
{
	if (!is_power_of_2(size) || size > DMA_RING_SIZE_MAX)
		return -EINVAL;
	if (direction != DMA_TO_DEVICE && direction != DMA_FROM_DEVICE)
		return -EINVAL;
	*ring = (struct dma_ring) {
		.edu = edu, .direction = direction, .size = size,
	};
	spin_lock_init(&ring->lock);
	init_waitqueue_head(&ring->wait);
	INIT_WORK(&ring->device, dma_ring_device);
	ring->slots = kcalloc(size, sizeof(*ring->slots), GFP_KERNEL);
	if (!ring->slots)
		return -ENOMEM;
	/* Zeroed, so the driver owns all descriptors. */
	ring->descs = dma_alloc_coherent(edu->dev, size * sizeof(*ring->descs),
					 &ring->addr, GFP_KERNEL);
	if (!ring->descs) {
		kfree(ring->slots);
		return -ENOMEM;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(dma_ring_init, "KMEMLAB");

/**
 * dma_ring_max_bytes() - the longest buffer
 * @ring: the ring
 *
 * Each descriptor has its part of the device's own memory.
 *
 * Context: any.
 * Return: its length in bytes.
 */
u32 dma_ring_max_bytes(const struct dma_ring *ring)
{
	return EDU_BUFFER_USABLE / ring->size;
}
EXPORT_SYMBOL_NS_GPL(dma_ring_max_bytes, "KMEMLAB");

/**
 * dma_ring_post() - give a buffer to the device
 * @ring: the ring; nothing posts after dma_ring_stop()
 * @data: kmalloc() memory; the device's until dma_ring_reap() returns it
 * @bytes: length, 1 to dma_ring_max_bytes()
 *
 * The device starts at the next dma_ring_doorbell(), so several buffers can be
 * posted first.
 *
 * Context: any but NMI, on PREEMPT_RT no hard interrupt handler; takes
 * @ring->lock.
 * Return: 0, or
 * * -EINVAL - a length of 0
 * * -E2BIG - more than dma_ring_max_bytes()
 * * -ENOSPC - all descriptors are in use: reap first
 * * -ENOMEM - the buffer cannot be mapped
 */
int dma_ring_post(struct dma_ring *ring, void *data, u32 bytes)
{
	struct device *dev = ring->edu->dev;
	struct dma_ring_desc *desc;
	struct dma_ring_slot *slot;
	unsigned long flags;
	dma_addr_t addr;
	int err;

	if (!bytes)
		return -EINVAL;
	if (bytes > dma_ring_max_bytes(ring))
		return -E2BIG;
	spin_lock_irqsave(&ring->lock, flags);
	err = -ENOSPC;
	if (ring->head - ring->tail == ring->size)
		goto unlock;
	addr = dma_map_single(dev, data, bytes, ring->direction);
	err = dma_mapping_error(dev, addr);
	if (err)
		goto unlock;

	slot = &ring->slots[ring->head & (ring->size - 1)];
	*slot = (struct dma_ring_slot) {
		.data = data, .addr = addr, .bytes = bytes,
	};
	desc = &ring->descs[ring->head & (ring->size - 1)];
	desc->addr = cpu_to_le64(addr);
	desc->bytes = cpu_to_le32(bytes);
	/* The device must not see the ownership bit before the rest. */
	dma_wmb();
	WRITE_ONCE(desc->control, cpu_to_le32(DMA_RING_OWNED));
	WRITE_ONCE(ring->head, ring->head + 1);
unlock:
	spin_unlock_irqrestore(&ring->lock, flags);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dma_ring_post, "KMEMLAB");

/**
 * dma_ring_doorbell() - tell the device that buffers were posted
 * @ring: the ring
 *
 * A driver for a device with rings writes a register here: writel(head, regs +
 * DOORBELL).
 *
 * Context: any but NMI.
 */
void dma_ring_doorbell(struct dma_ring *ring)
{
	queue_work(system_dfl_wq, &ring->device);
}
EXPORT_SYMBOL_NS_GPL(dma_ring_doorbell, "KMEMLAB");

/**
 * dma_ring_reap() - take the oldest buffer back
 * @ring: the ring
 * @data: set to the buffer, if the result is 0 or -EIO
 *
 * Context: any but NMI, on PREEMPT_RT no hard interrupt handler; takes
 * @ring->lock.
 * Return: 0, or
 * * -EIO - the device did not transfer the buffer
 * * -EAGAIN - the device has not finished with the buffer
 * * -ENODATA - no buffer is posted
 */
int dma_ring_reap(struct dma_ring *ring, void **data)
{
	struct dma_ring_desc *desc;
	struct dma_ring_slot *slot;
	unsigned long flags;
	u32 control;
	int err;

	spin_lock_irqsave(&ring->lock, flags);
	err = -ENODATA;
	if (ring->head == ring->tail)
		goto unlock;
	desc = &ring->descs[ring->tail & (ring->size - 1)];
	control = le32_to_cpu(READ_ONCE(desc->control));
	err = -EAGAIN;
	if (control & DMA_RING_OWNED)
		goto unlock;
	/* The ownership bit is read before anything that the device wrote. */
	dma_rmb();

	slot = &ring->slots[ring->tail & (ring->size - 1)];
	dma_unmap_single(ring->edu->dev, slot->addr, slot->bytes,
			 ring->direction);
	*data = slot->data;
	WRITE_ONCE(ring->tail, ring->tail + 1);
	err = control & DMA_RING_FAILED ? -EIO : 0;
unlock:
	spin_unlock_irqrestore(&ring->lock, flags);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dma_ring_reap, "KMEMLAB");

/* The oldest buffer that is posted still belongs to the device. */
static bool dma_ring_is_owned(struct dma_ring *ring)
{
	unsigned int tail = READ_ONCE(ring->tail);

	return READ_ONCE(ring->head) != tail &&
	       READ_ONCE(ring->descs[tail & (ring->size - 1)].control) &
	       cpu_to_le32(DMA_RING_OWNED);
}

/**
 * dma_ring_wait() - wait for the oldest buffer, and take it back
 * @ring: the ring, with the doorbell rung since the last post
 * @data: as for dma_ring_reap()
 *
 * A device that does not answer ends with the time-out of its transfer.
 *
 * Context: process context, may sleep.
 * Return: 0, -EIO or -ENODATA, as dma_ring_reap(), or -EINTR if the caller was
 * killed: then the buffer still belongs to the device.
 */
int dma_ring_wait(struct dma_ring *ring, void **data)
{
	int err = -EAGAIN;

	while (err == -EAGAIN) {
		if (wait_event_killable(ring->wait, !dma_ring_is_owned(ring)))
			return -EINTR;
		err = dma_ring_reap(ring, data);
	}
	return err;
}
EXPORT_SYMBOL_NS_GPL(dma_ring_wait, "KMEMLAB");

/**
 * dma_ring_stop() - take all buffers from the device
 * @ring: the ring; nothing posts and nothing rings the doorbell any more
 *
 * What was not transferred can be reaped with -EIO afterwards.
 *
 * Context: process context, may sleep until a transfer that runs has ended.
 */
void dma_ring_stop(struct dma_ring *ring)
{
	unsigned int i;

	/* On a device with rings: disable the ring, wait until it is idle. */
	WRITE_ONCE(ring->stopped, true);
	cancel_work_sync(&ring->device);
	for (i = 0; i < ring->size; i++)
		if (ring->descs[i].control & cpu_to_le32(DMA_RING_OWNED))
			WRITE_ONCE(ring->descs[i].control,
				   cpu_to_le32(DMA_RING_FAILED));
	wake_up_all(&ring->wait);
}
EXPORT_SYMBOL_NS_GPL(dma_ring_stop, "KMEMLAB");

/**
 * dma_ring_destroy() - stop a ring and free it
 * @ring: the ring; nothing else uses it any more
 *
 * Buffers that were not reaped are unmapped. They belong to the caller again.
 *
 * Context: process context, may sleep.
 */
void dma_ring_destroy(struct dma_ring *ring)
{
	void *data;

	dma_ring_stop(ring);
	while (dma_ring_reap(ring, &data) != -ENODATA)
		;
	dma_free_coherent(ring->edu->dev, ring->size * sizeof(*ring->descs),
			  ring->descs, ring->addr);
	kfree(ring->slots);
}
EXPORT_SYMBOL_NS_GPL(dma_ring_destroy, "KMEMLAB");
