// SPDX-License-Identifier: GPL-2.0
/*
 * A device that copies between memory and a small memory of its own, and how a driver
 * waits for it without ever giving memory back that the device may still write.
 *
 * That is the rule all of this serves: whoever called kmemlab_engine_transfer() may
 * unmap and free when it returns, whatever it returns. A transfer that is given up on,
 * since its time is over or the device goes away, cannot be called off: edu has no
 * command for it, as many devices have none. So the device is cut off from memory
 * instead (for PCI: bus mastering is disabled), before the error is returned. It is
 * connected again when it has become idle, at the next transfer.
 *
 * An interrupt says that a transfer is over, and is not believed: it may be the late
 * one of a transfer that was given up on. The device itself is asked as well. If it
 * says that it is idle although no interrupt came, the interrupt was lost and the
 * transfer is good.
 *
 * One user at a time has the device, by a mutex. The interrupt handler does not take
 * it: it sets a flag and wakes up who waits.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>

#include "engine.h"

/**
 * kmemlab_engine_init() - make an engine of a device
 * @engine: to be initialised
 * @dev: the device, its DMA mask set
 * @ops: how to talk to it; for as long as @engine is used
 *
 * The caller has disconnected the device from memory; the first transfer connects it.
 *
 * Context: any.
 */
void kmemlab_engine_init(struct kmemlab_engine *engine, struct device *dev,
			 const struct kmemlab_engine_ops *ops)
{
	*engine = (struct kmemlab_engine) {
		.dev = dev,
		.ops = ops,
		.timeout_ms = KMEMLAB_ENGINE_TIMEOUT_MS,
	};
	mutex_init(&engine->busy);
	init_waitqueue_head(&engine->wait);
	spin_lock_init(&engine->lock);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_init, "KMEMLAB");

static int wait_until_idle(struct kmemlab_engine *engine)
{
	bool busy;

	return read_poll_timeout(engine->ops->is_busy, busy, !busy, 1000,
				 engine->timeout_ms * USEC_PER_MSEC, false, engine);
}

static int connect(struct kmemlab_engine *engine)
{
	int err;

	if (engine->connected)
		return 0;
	/* What it was told before it must not go on with now. */
	err = wait_until_idle(engine);
	if (err)
		return err;
	engine->ops->connect(engine, true);
	engine->connected = true;
	return 0;
}

static void disconnect(struct kmemlab_engine *engine)
{
	engine->ops->connect(engine, false);
	engine->connected = false;
}

/**
 * kmemlab_engine_stop() - the device is going away
 * @engine: the engine
 *
 * Whoever waits for a transfer, or for its turn, gets -ENODEV, as does everybody from
 * now on. When this returns the device reaches no memory and, if it can be had, is
 * idle: the next driver may let it reach memory again.
 *
 * Context: process context, may sleep.
 * Return: 0, or -ETIMEDOUT if the device is busy still.
 */
int kmemlab_engine_stop(struct kmemlab_engine *engine)
{
	int err;

	WRITE_ONCE(engine->stopped, true);
	wake_up_all(&engine->wait);
	mutex_lock(&engine->busy);
	disconnect(engine);
	err = wait_until_idle(engine);
	mutex_unlock(&engine->busy);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_stop, "KMEMLAB");

/**
 * kmemlab_engine_done() - the device says that a transfer is over
 * @engine: the engine
 *
 * Context: an interrupt handler, which on PREEMPT_RT is a thread.
 */
void kmemlab_engine_done(struct kmemlab_engine *engine)
{
	unsigned long flags;

	spin_lock_irqsave(&engine->lock, flags);
	engine->stats.interrupts++;
	spin_unlock_irqrestore(&engine->lock, flags);
	WRITE_ONCE(engine->done, true);
	wake_up(&engine->wait);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_done, "KMEMLAB");

/**
 * kmemlab_engine_get() - have the device to oneself
 * @engine: the engine
 *
 * Context: process context, may sleep.
 * Return: 0, then kmemlab_engine_put() must follow, or
 * * -EINTR - the caller was killed while it waited
 * * -ENODEV - the device is gone
 */
int kmemlab_engine_get(struct kmemlab_engine *engine)
{
	int err = mutex_lock_killable(&engine->busy);

	if (err)
		return err;
	if (!READ_ONCE(engine->stopped))
		return 0;
	mutex_unlock(&engine->busy);
	return -ENODEV;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_get, "KMEMLAB");

/**
 * kmemlab_engine_put() - leave the device to others
 * @engine: the engine
 *
 * Context: process context.
 */
void kmemlab_engine_put(struct kmemlab_engine *engine)
{
	mutex_unlock(&engine->busy);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_put, "KMEMLAB");

/* What a device does when it is told nonsense may be anything; QEMU ends. */
static int check(struct kmemlab_engine *engine, const struct kmemlab_transfer *transfer)
{
	u32 size = engine->ops->buffer_size;
	dma_addr_t mask = dma_get_mask(engine->dev);

	if (!transfer->bytes)
		return -EINVAL;
	if (transfer->direction != DMA_TO_DEVICE && transfer->direction != DMA_FROM_DEVICE)
		return -EINVAL;
	if (transfer->offset >= size || transfer->bytes > size - transfer->offset)
		return -ERANGE;
	if (transfer->addr > mask || transfer->bytes - 1 > mask - transfer->addr)
		return -ERANGE;
	return 0;
}

static bool is_over(struct kmemlab_engine *engine)
{
	return READ_ONCE(engine->done) && !engine->ops->is_busy(engine);
}

static void count_missed(struct kmemlab_engine *engine)
{
	spin_lock_irq(&engine->lock);
	engine->stats.missed++;
	spin_unlock_irq(&engine->lock);
}

static int wait_until_over(struct kmemlab_engine *engine)
{
	long left = wait_event_timeout(engine->wait,
				       READ_ONCE(engine->stopped) || is_over(engine),
				       msecs_to_jiffies(engine->timeout_ms));

	if (READ_ONCE(engine->stopped))
		return -ENODEV;
	if (left)
		return 0;
	if (engine->ops->is_busy(engine))
		return -ETIMEDOUT;
	count_missed(engine);
	return 0;
}

static void count(struct kmemlab_engine *engine, int err)
{
	struct kmemlab_engine_stats *stats = &engine->stats;

	spin_lock_irq(&engine->lock);
	if (err) {
		stats->errors++;
	} else {
		stats->transfers++;
		stats->bytes += engine->bytes;
	}
	stats->nsec += ktime_get_ns() - engine->started;
	spin_unlock_irq(&engine->lock);
}

/**
 * kmemlab_engine_start() - tell the device what to transfer
 * @engine: the engine, which the caller has by kmemlab_engine_get()
 * @transfer: what to move; its memory mapped for the device
 *
 * Context: process context, may sleep.
 * Return: 0, then kmemlab_engine_wait() must follow, or
 * * -EINVAL - no bytes, or no direction
 * * -ERANGE - not all of it in the device's memory, or where its mask allows
 * * -ETIMEDOUT - the device is still busy with a transfer that timed out
 */
int kmemlab_engine_start(struct kmemlab_engine *engine, const struct kmemlab_transfer *transfer)
{
	int err;

	lockdep_assert_held(&engine->busy);
	engine->started = ktime_get_ns();
	engine->bytes = transfer->bytes;
	err = check(engine, transfer) ?: connect(engine);
	if (err) {
		count(engine, err);
		return err;
	}
	WRITE_ONCE(engine->done, false);
	engine->ops->start(engine, transfer);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_start, "KMEMLAB");

/**
 * kmemlab_engine_wait() - wait until the device has done with the memory
 * @engine: the engine, started
 *
 * After an error the device can no longer reach memory, so the caller may unmap and free
 * whatever this returns.
 *
 * Context: process context, may sleep.
 * Return: 0, -ETIMEDOUT, also for a device that was unplugged, or -ENODEV if
 * kmemlab_engine_stop() was called.
 */
int kmemlab_engine_wait(struct kmemlab_engine *engine)
{
	int err;

	lockdep_assert_held(&engine->busy);
	err = wait_until_over(engine);
	if (err)
		disconnect(engine);
	count(engine, err);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_wait, "KMEMLAB");

/**
 * kmemlab_engine_transfer() - let the device move bytes, wait until it has
 * @engine: the engine, which the caller has by kmemlab_engine_get()
 * @transfer: what to move; its memory mapped for the device
 *
 * When this returns the device has done with the memory, whatever is returned.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - no bytes, or no direction
 * * -ERANGE - not all of it in the device's memory, or where its mask allows
 * * -ETIMEDOUT - it is not over in time, or the device is still busy with what was
 *   given up on
 * * -ENODEV - kmemlab_engine_stop() was called; an unplugged device is -ETIMEDOUT
 */
int kmemlab_engine_transfer(struct kmemlab_engine *engine,
			    const struct kmemlab_transfer *transfer)
{
	return kmemlab_engine_start(engine, transfer) ?: kmemlab_engine_wait(engine);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_transfer, "KMEMLAB");

static int copy_part(struct kmemlab_engine *engine, dma_addr_t from, dma_addr_t to, u32 bytes)
{
	const struct kmemlab_transfer in = {
		.addr = from, .bytes = bytes, .direction = DMA_TO_DEVICE,
	};
	const struct kmemlab_transfer out = {
		.addr = to, .bytes = bytes, .direction = DMA_FROM_DEVICE,
	};
	int err = kmemlab_engine_get(engine);

	if (err)
		return err;
	err = kmemlab_engine_transfer(engine, &in) ?: kmemlab_engine_transfer(engine, &out);
	kmemlab_engine_put(engine);
	return err;
}

/**
 * kmemlab_engine_copy() - let the device copy from memory to memory
 * @engine: the engine
 * @from: whence, as the device sees it; mapped so that the device may read it
 * @to: whither; mapped so that the device may write it
 * @bytes: how many, at least one
 *
 * By way of the device's own memory, as much at a time as fits there. Others may have
 * the device in between.
 *
 * Context: process context, may sleep; a fatal signal ends it between two parts.
 * Return: 0, or an error of kmemlab_engine_get() or kmemlab_engine_transfer(); then
 * part of it may have been copied.
 */
int kmemlab_engine_copy(struct kmemlab_engine *engine, dma_addr_t from, dma_addr_t to,
			size_t bytes)
{
	u32 part;
	int err;

	do {
		part = min_t(size_t, bytes, engine->ops->buffer_size);
		err = fatal_signal_pending(current) ? -EINTR :
						      copy_part(engine, from, to, part);
		from += part;
		to += part;
		bytes -= part;
	} while (!err && bytes);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_copy, "KMEMLAB");

/**
 * kmemlab_engine_stats() - what it has done
 * @engine: the engine
 * @stats: set to it
 *
 * Context: process context, interrupts enabled.
 */
void kmemlab_engine_stats(struct kmemlab_engine *engine, struct kmemlab_engine_stats *stats)
{
	spin_lock_irq(&engine->lock);
	*stats = engine->stats;
	spin_unlock_irq(&engine->lock);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_engine_stats, "KMEMLAB");
