/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ENGINE_H
#define KMEMLAB_ENGINE_H

#include <linux/dma-direction.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

struct device;
struct kmemlab_engine;

/* A transfer of edu takes 100 ms; one that takes longer than this has failed. */
#define KMEMLAB_ENGINE_TIMEOUT_MS	1000

/**
 * struct kmemlab_transfer - what the device is told
 * @addr: where in memory, as the device sees it
 * @offset: where in the device's own memory
 * @bytes: how many, at least one
 * @direction: DMA_TO_DEVICE, which reads memory, or DMA_FROM_DEVICE, which writes it
 */
struct kmemlab_transfer {
	dma_addr_t addr;
	u32 offset;
	u32 bytes;
	enum dma_data_direction direction;
};

/**
 * struct kmemlab_engine_ops - what is different from device to device
 * @name: what it is, for the log and the statistics
 * @buffer_size: bytes of the device's own memory
 * @start: start a transfer, which has been checked; kmemlab_engine_done() says that it
 *	is over
 * @is_busy: is the last one not over yet? Must not sleep
 * @connect: let the device reach memory, or not: when this has returned from doing the
 *	latter, a transfer that still runs reads and writes no memory any more
 */
struct kmemlab_engine_ops {
	const char *name;
	u32 buffer_size;
	void (*start)(struct kmemlab_engine *engine, const struct kmemlab_transfer *transfer);
	bool (*is_busy)(struct kmemlab_engine *engine);
	void (*connect)(struct kmemlab_engine *engine, bool on);
};

/**
 * struct kmemlab_engine_stats - what an engine has done
 * @transfers: that were over in time
 * @bytes: that they moved
 * @errors: transfers that were not, whatever the reason
 * @interrupts: that said that one was over
 * @missed: transfers that were over without an interrupt having said so
 * @nsec: time that all of them took, in nanoseconds
 */
struct kmemlab_engine_stats {
	u64 transfers;
	u64 bytes;
	u64 errors;
	u64 interrupts;
	u64 missed;
	u64 nsec;
};

/**
 * struct kmemlab_engine - moves bytes between memory and the device's own memory
 * @dev: the device, for the DMA API
 * @ops: how to talk to it
 * @timeout_ms: what is not over in this time, in milliseconds, has failed
 * @busy: one user at a time; protects @connected, @bytes, @started and the device's own
 *	memory
 * @connected: the device can reach memory
 * @stopped: it is going away
 * @done: an interrupt has come since the start; maybe a late one
 * @bytes: length of the transfer that was started
 * @started: when, in nanoseconds
 * @wait: for @done and @stopped
 * @lock: protects @stats
 * @stats: what it has done
 */
struct kmemlab_engine {
	struct device *dev;
	const struct kmemlab_engine_ops *ops;
	unsigned int timeout_ms;
	struct mutex busy; /* connected, bytes, started, the device */
	bool connected;
	bool stopped;
	bool done;
	u32 bytes;
	u64 started;
	wait_queue_head_t wait;
	spinlock_t lock; /* stats */
	struct kmemlab_engine_stats stats;
};

void kmemlab_engine_init(struct kmemlab_engine *engine, struct device *dev,
			 const struct kmemlab_engine_ops *ops);
int kmemlab_engine_stop(struct kmemlab_engine *engine);
void kmemlab_engine_done(struct kmemlab_engine *engine);
int kmemlab_engine_get(struct kmemlab_engine *engine);
void kmemlab_engine_put(struct kmemlab_engine *engine);
int kmemlab_engine_start(struct kmemlab_engine *engine, const struct kmemlab_transfer *transfer);
int kmemlab_engine_wait(struct kmemlab_engine *engine);
int kmemlab_engine_transfer(struct kmemlab_engine *engine,
			    const struct kmemlab_transfer *transfer);
int kmemlab_engine_copy(struct kmemlab_engine *engine, dma_addr_t from, dma_addr_t to,
			size_t bytes);
void kmemlab_engine_stats(struct kmemlab_engine *engine, struct kmemlab_engine_stats *stats);

#endif /* KMEMLAB_ENGINE_H */
