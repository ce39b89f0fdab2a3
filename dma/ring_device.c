// SPDX-License-Identifier: GPL-2.0
/*
 * The device's part of a ring. edu has a DMA engine and no rings, so a work
 * item reads the descriptors as a device with rings would, and edu's engine
 * transfers each buffer. The ownership and the order are those of a real
 * device; the CPU, which is on both sides here, is not.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>

#include "edu_dma.h"
#include "ring.h"

static int dma_ring_device_transfer(struct dma_ring *ring,
				    const struct dma_ring_desc *desc)
{
	u32 offset = (ring->next & (ring->size - 1)) * dma_ring_max_bytes(ring);
	int err = edu_dma_lock(ring->edu);

	if (err)
		return err;
	err = edu_dma_transfer(ring->edu, le64_to_cpu(desc->addr), offset,
			       le32_to_cpu(desc->bytes), ring->direction);
	edu_dma_unlock(ring->edu);
	return err;
}

/* What the doorbell starts: all descriptors that the device owns, in order. */
void dma_ring_device(struct work_struct *work)
{
	struct dma_ring *ring = container_of(work, struct dma_ring, device);
	struct dma_ring_desc *desc;
	int err;

	while (!READ_ONCE(ring->stopped)) {
		desc = &ring->descs[ring->next & (ring->size - 1)];
		if (!(le32_to_cpu(READ_ONCE(desc->control)) & DMA_RING_OWNED))
			break;
		/* The ownership bit is read before the rest. */
		dma_rmb();
		err = dma_ring_device_transfer(ring, desc);
		/* The buffer is written before the driver sees this. */
		dma_wmb();
		WRITE_ONCE(desc->control,
			   cpu_to_le32(err ? DMA_RING_FAILED : 0));
		ring->next++;
		wake_up(&ring->wait);
	}
}
