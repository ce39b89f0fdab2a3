// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.5: a ring of descriptors in coherent memory, which the driver and the device
 * share while both use it.
 *
 * The driver fills the descriptor at @head and gives it to the device by setting
 * KMEMLAB_DESC_OWNED; the device does what it says, writes how it went and gives it back
 * by clearing the bit; the driver takes it back at @tail. Coherent memory needs no sync,
 * but it does need order: all of a descriptor must be written before the bit is
 * (dma_wmb()), and nothing of it may be read before the bit was (dma_rmb()). That is
 * what "coherent" does not give.
 *
 * The indexes count on and on; that @size is a power of two makes (index & (size - 1))
 * right when they wrap around at 2^32, and head - tail the number of descriptors in use,
 * so that a full ring and an empty one are told apart without a slot to spare.
 *
 * edu has one engine and no ring. Here the driver plays the device's part of a ring:
 * a work item reads the descriptors as a device would and lets edu's engine make each
 * copy. Ownership and order are the real ones; that the CPU is on both sides is not.
 * (Documentation/memory-barriers.txt; Documentation/core-api/circular-buffers.rst.)
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/log2.h>

#include "engine.h"
#include "desc_ring.h"

static struct kmemlab_desc *desc_at(struct kmemlab_desc_ring *ring, unsigned int index)
{
	return &ring->descs[index & (ring->size - 1)];
}

static bool is_owned(const struct kmemlab_desc *desc)
{
	return le32_to_cpu(READ_ONCE(desc->control)) & KMEMLAB_DESC_OWNED;
}

/* The device's part, from here... */

static void hand_back(struct kmemlab_desc *desc, int err)
{
	/* What was copied is in memory before the driver is told so. */
	dma_wmb();
	WRITE_ONCE(desc->control, cpu_to_le32(err ? KMEMLAB_DESC_FAILED : 0));
}

static int make_copy(struct kmemlab_desc_ring *ring, const struct kmemlab_desc *desc)
{
	/* The descriptor is read after its owner. */
	dma_rmb();
	return kmemlab_engine_copy(ring->engine, le64_to_cpu(desc->source),
				   le64_to_cpu(desc->destination), le32_to_cpu(desc->bytes));
}

static void play_device(struct work_struct *work)
{
	struct kmemlab_desc_ring *ring = container_of(work, struct kmemlab_desc_ring, player);
	struct kmemlab_desc *desc = desc_at(ring, ring->device);

	while (is_owned(desc)) {
		hand_back(desc, make_copy(ring, desc));
		wake_up(&ring->wait);
		desc = desc_at(ring, ++ring->device);
	}
}

/* ... to here. What follows is the driver's. */

/**
 * kmemlab_desc_ring_init() - make a ring
 * @ring: to be initialised
 * @engine: the device
 * @size: how many descriptors; a power of two up to KMEMLAB_DESC_RING_MAX
 *
 * Context: process context, may sleep.
 * Return: 0, then kmemlab_desc_ring_destroy() must follow, or
 * * -EINVAL - not such a size
 * * -ENOMEM - out of memory
 */
int kmemlab_desc_ring_init(struct kmemlab_desc_ring *ring, struct kmemlab_engine *engine,
			   unsigned int size)
{
	if (!is_power_of_2(size) || size > KMEMLAB_DESC_RING_MAX)
		return -EINVAL;
	*ring = (struct kmemlab_desc_ring) { .engine = engine, .size = size };
	spin_lock_init(&ring->lock);
	init_waitqueue_head(&ring->wait);
	INIT_WORK(&ring->player, play_device);
	/* It is zeroed: all descriptors are the driver's. */
	ring->descs = dma_alloc_coherent(engine->dev, size * sizeof(*ring->descs), &ring->addr,
					 GFP_KERNEL);
	return ring->descs ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_init, "KMEMLAB");

/**
 * kmemlab_desc_ring_destroy() - give all back
 * @ring: nobody posts any more
 *
 * Waits until the device has done with what is posted; stop the engine before, and it
 * need not do it.
 *
 * Context: process context, may sleep.
 */
void kmemlab_desc_ring_destroy(struct kmemlab_desc_ring *ring)
{
	flush_work(&ring->player);
	dma_free_coherent(ring->engine->dev, ring->size * sizeof(*ring->descs), ring->descs,
			  ring->addr);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_destroy, "KMEMLAB");

static unsigned int space(const struct kmemlab_desc_ring *ring)
{
	return ring->size - (ring->head - ring->tail);
}

/**
 * kmemlab_desc_ring_space() - how many descriptors can be posted
 * @ring: the ring
 *
 * Context: process context.
 * Return: how many; fewer if somebody else posts.
 */
unsigned int kmemlab_desc_ring_space(struct kmemlab_desc_ring *ring)
{
	unsigned int free;

	spin_lock(&ring->lock);
	free = space(ring);
	spin_unlock(&ring->lock);
	return free;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_space, "KMEMLAB");

static void give_to_device(struct kmemlab_desc *desc, dma_addr_t source,
			   dma_addr_t destination, u32 bytes)
{
	desc->source = cpu_to_le64(source);
	desc->destination = cpu_to_le64(destination);
	desc->bytes = cpu_to_le32(bytes);
	/* All of it is written before the device may read it. */
	dma_wmb();
	WRITE_ONCE(desc->control, cpu_to_le32(KMEMLAB_DESC_OWNED));
}

/**
 * kmemlab_desc_ring_post() - give the device something to copy
 * @ring: the ring
 * @source: where from; mapped so that the device may read it
 * @destination: where to; mapped so that the device may write it
 * @bytes: how many
 *
 * The device begins when kmemlab_desc_ring_kick() says so, so that several can be posted
 * and said once.
 *
 * Context: process context.
 * Return: 0, or -ENOSPC if all descriptors are in use: reap some.
 */
int kmemlab_desc_ring_post(struct kmemlab_desc_ring *ring, dma_addr_t source,
			   dma_addr_t destination, u32 bytes)
{
	int err = -ENOSPC;

	spin_lock(&ring->lock);
	if (space(ring)) {
		give_to_device(desc_at(ring, ring->head++), source, destination, bytes);
		err = 0;
	}
	spin_unlock(&ring->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_post, "KMEMLAB");

/**
 * kmemlab_desc_ring_kick() - tell the device that something was posted
 * @ring: the ring
 *
 * What would be a write to the device's doorbell register.
 *
 * Context: any.
 */
void kmemlab_desc_ring_kick(struct kmemlab_desc_ring *ring)
{
	queue_work(system_long_wq, &ring->player);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_kick, "KMEMLAB");

/**
 * kmemlab_desc_ring_reap() - take the oldest descriptor back
 * @ring: the ring
 *
 * Context: process context.
 * Return: 0: it was copied, or
 * * -EIO - it was not
 * * -EAGAIN - the device has not done with it
 * * -ENODATA - nothing is posted
 */
int kmemlab_desc_ring_reap(struct kmemlab_desc_ring *ring)
{
	struct kmemlab_desc *desc;
	u32 control;
	int err;

	spin_lock(&ring->lock);
	desc = desc_at(ring, ring->tail);
	control = le32_to_cpu(READ_ONCE(desc->control));
	if (ring->head == ring->tail) {
		err = -ENODATA;
	} else if (control & KMEMLAB_DESC_OWNED) {
		err = -EAGAIN;
	} else {
		/* What the device copied is read after it said that it has. */
		dma_rmb();
		err = control & KMEMLAB_DESC_FAILED ? -EIO : 0;
		ring->tail++;
	}
	spin_unlock(&ring->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_reap, "KMEMLAB");

/**
 * kmemlab_desc_ring_wait() - take the oldest descriptor back, when the device has done
 * @ring: the ring; kicked since the last post
 *
 * The engine's time-out is what ends a device that does not answer.
 *
 * Context: process context, may sleep.
 * Return: 0, -EIO or -ENODATA, as kmemlab_desc_ring_reap().
 */
int kmemlab_desc_ring_wait(struct kmemlab_desc_ring *ring)
{
	int err;

	wait_event(ring->wait, (err = kmemlab_desc_ring_reap(ring)) != -EAGAIN);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_desc_ring_wait, "KMEMLAB");
