/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_EDU_DMA_H
#define KMEMLAB_EDU_DMA_H

#include <linux/dma-direction.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>

struct device;

/* A transfer of edu takes 100 ms; one longer than this has failed. */
#define EDU_DMA_TIMEOUT_MS	1000

/**
 * struct edu_dma_stats - what a device has done
 * @transfers: transfers that ended in time
 * @bytes: bytes of these transfers
 * @errors: transfers that could not be started, or did not end in time
 * @interrupts: interrupts of the DMA engine
 * @lost_interrupts: transfers that ended without an interrupt
 */
struct edu_dma_stats {
	unsigned int transfers;
	unsigned int bytes;
	unsigned int errors;
	unsigned int interrupts;
	unsigned int lost_interrupts;
};

/**
 * struct edu_dma - the DMA engine of an edu
 * @dev: the device, for the DMA API
 * @regs: its registers
 * @set_master: enables or disables bus mastering. When it returns from
 *	disabling it, the device does not read or write memory any more
 * @timeout_ms: how long a transfer may take, in milliseconds
 * @lock: held by the user of the device, edu_dma_lock(); protects @master,
 *	@bytes, @stats and the device's own memory
 * @master: bus mastering is enabled
 * @stopped: no transfer is allowed, see edu_dma_stop()
 * @interrupted: an interrupt came since the start of the transfer
 * @bytes: length of the transfer that was started
 * @wait: the waiter for @interrupted and @stopped
 * @stats: what the device has done; the interrupt handler alone writes
 *	@stats.interrupts
 */
struct edu_dma {
	struct device *dev;
	void __iomem *regs;
	void (*set_master)(struct device *dev, bool on);
	unsigned int timeout_ms;
	struct mutex lock; /* master, bytes, stats, the device */
	bool master;
	bool stopped;
	bool interrupted;
	u32 bytes;
	wait_queue_head_t wait;
	struct edu_dma_stats stats;
};

int edu_dma_init(struct edu_dma *edu, struct device *dev, void __iomem *regs,
		 void (*set_master)(struct device *dev, bool on));
int edu_dma_stop(struct edu_dma *edu);
void edu_dma_restart(struct edu_dma *edu);
int edu_dma_lock(struct edu_dma *edu);
void edu_dma_unlock(struct edu_dma *edu);
int edu_dma_start(struct edu_dma *edu, dma_addr_t addr, u32 offset, u32 bytes,
		  enum dma_data_direction direction);
int edu_dma_wait(struct edu_dma *edu);
int edu_dma_transfer(struct edu_dma *edu, dma_addr_t addr, u32 offset,
		     u32 bytes, enum dma_data_direction direction);
bool edu_dma_is_busy(struct edu_dma *edu);
irqreturn_t edu_dma_interrupt(int irq, void *data);

#endif /* KMEMLAB_EDU_DMA_H */
