// SPDX-License-Identifier: GPL-2.0
/*
 * The DMA engine of edu: start a transfer, wait for its end, and never give
 * back memory that the device may still write.
 *
 * The caller of edu_dma_wait() may unmap and free its memory after every
 * result. edu has no command that ends a transfer early, and many devices have
 * none. So after a time-out the driver disables bus mastering before it returns
 * the error: the reads and writes of the device then have no effect. The next
 * transfer waits until the device is idle, and enables bus mastering again.
 *
 * An interrupt alone does not prove that a transfer has ended: it may be the
 * late one of a transfer that timed out. So the driver asks the device too. If
 * the device is idle and no interrupt came, the interrupt was lost, and the
 * transfer is good.
 *
 * writel() is ordered after all earlier writes to memory, so the device finds
 * what the CPU wrote. readl() is ordered before all later reads of memory, so
 * the CPU finds what the device wrote. The relaxed accessors have neither
 * order. (Documentation/memory-barriers.txt)
 */
#include "../kmemlab.h"

#include <linux/bitfield.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/sched/signal.h>

#include "../mmio/edu_regs.h"
#include "edu_dma.h"

/**
 * edu_dma_init() - prepare the DMA engine of an edu
 * @edu: to be initialised
 * @dev: the device, with its DMA mask set
 * @regs: the registers, mapped as long as @edu is used
 * @set_master: enables or disables bus mastering, see struct edu_dma
 *
 * Context: process context; before the interrupt is requested.
 * Return: 0, or -ENODEV if the registers are not those of an edu.
 */
int edu_dma_init(struct edu_dma *edu, struct device *dev, void __iomem *regs,
		 void (*set_master)(struct device *dev, bool on))
{
	*edu = (struct edu_dma) {
		.dev = dev,
		.regs = regs,
		.set_master = set_master,
		.timeout_ms = EDU_DMA_TIMEOUT_MS,
	};
	mutex_init(&edu->lock);
	init_waitqueue_head(&edu->wait);
	if (FIELD_GET(EDU_ID_DEVICE, readl(regs + EDU_ID)) != EDU_ID_DEVICE_EDU)
		return -ENODEV;
	/* The firmware, or an earlier kernel, may have left it enabled. */
	set_master(dev, false);
	writel(U32_MAX, regs + EDU_INTERRUPT_ACK);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_init, "KMEMLAB");

/**
 * edu_dma_is_busy() - does a transfer still run?
 * @edu: the device
 *
 * Context: any.
 * Return: true if it does. A device that is gone reads as all ones: busy.
 */
bool edu_dma_is_busy(struct edu_dma *edu)
{
	return readl(edu->regs + EDU_DMA_COMMAND) & EDU_DMA_COMMAND_START;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_is_busy, "KMEMLAB");

/* A user gives up early if it is killed or the device is stopped. */
static bool edu_dma_gives_up(struct edu_dma *edu)
{
	return fatal_signal_pending(current) || READ_ONCE(edu->stopped);
}

static int edu_dma_wait_idle(struct edu_dma *edu, bool user)
{
	bool busy;
	int err = read_poll_timeout(edu_dma_is_busy, busy,
				    !busy || (user && edu_dma_gives_up(edu)),
				    1000, edu->timeout_ms * USEC_PER_MSEC,
				    false, edu);

	if (err || !busy)
		return err;
	return READ_ONCE(edu->stopped) ? -ENODEV : -EINTR;
}

static void edu_dma_cut_off(struct edu_dma *edu)
{
	edu->set_master(edu->dev, false);
	edu->master = false;
	/* The answer to a read follows all earlier writes of the device. */
	readl(edu->regs + EDU_DMA_COMMAND);
}

/**
 * edu_dma_stop() - let the device do nothing from now on
 * @edu: the device
 *
 * For removal, suspend and reset. A waiting user gets -ENODEV at once. When
 * this returns, the device does not access memory. If it returns 0, no
 * interrupt is pending either: with INTx, a pending cause would assert the line
 * as soon as the next driver enables the device.
 *
 * Context: process context, may sleep; takes @edu->lock.
 * Return: 0, or -ETIMEDOUT if the device is still busy.
 */
int edu_dma_stop(struct edu_dma *edu)
{
	int err;

	WRITE_ONCE(edu->stopped, true);
	wake_up_all(&edu->wait);
	mutex_lock(&edu->lock);
	edu_dma_cut_off(edu);
	err = edu_dma_wait_idle(edu, false);
	writel(U32_MAX, edu->regs + EDU_INTERRUPT_ACK);
	/* The read returns only after the write has arrived. */
	readl(edu->regs + EDU_INTERRUPT_STATUS);
	mutex_unlock(&edu->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_stop, "KMEMLAB");

/**
 * edu_dma_restart() - allow transfers again
 * @edu: the device, stopped
 *
 * For resume, and after a reset. Bus mastering stays disabled until the next
 * transfer, whatever the PCI core has restored.
 *
 * Context: process context, may sleep; takes @edu->lock.
 */
void edu_dma_restart(struct edu_dma *edu)
{
	mutex_lock(&edu->lock);
	edu_dma_cut_off(edu);
	WRITE_ONCE(edu->stopped, false);
	mutex_unlock(&edu->lock);
}
EXPORT_SYMBOL_NS_GPL(edu_dma_restart, "KMEMLAB");

/**
 * edu_dma_lock() - get exclusive use of the device
 * @edu: the device
 *
 * Context: process context, may sleep.
 * Return: 0, then edu_dma_unlock() must follow, or
 * * -EINTR - the caller was killed while it waited
 * * -ENODEV - the device is stopped
 */
int edu_dma_lock(struct edu_dma *edu)
{
	int err = mutex_lock_killable(&edu->lock);

	if (err)
		return err;
	if (!READ_ONCE(edu->stopped))
		return 0;
	mutex_unlock(&edu->lock);
	return -ENODEV;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_lock, "KMEMLAB");

/**
 * edu_dma_unlock() - let others use the device
 * @edu: the device
 *
 * Context: process context.
 */
void edu_dma_unlock(struct edu_dma *edu)
{
	mutex_unlock(&edu->lock);
}
EXPORT_SYMBOL_NS_GPL(edu_dma_unlock, "KMEMLAB");

/* A real device may do anything with such a request; QEMU 7.2 ends. */
static int edu_dma_check(struct edu_dma *edu, dma_addr_t addr, u32 offset,
			 u32 bytes, enum dma_data_direction direction)
{
	dma_addr_t mask = dma_get_mask(edu->dev);

	if (!bytes)
		return -EINVAL;
	if (direction != DMA_TO_DEVICE && direction != DMA_FROM_DEVICE)
		return -EINVAL;
	if (offset >= EDU_BUFFER_USABLE || bytes > EDU_BUFFER_USABLE - offset)
		return -ERANGE;
	if (addr > mask || bytes - 1 > mask - addr)
		return -ERANGE;
	return 0;
}

/* A transfer that timed out must not go on in memory of a new owner. */
static int edu_dma_enable_master(struct edu_dma *edu)
{
	int err;

	if (READ_ONCE(edu->stopped))
		return -ENODEV;
	if (edu->master)
		return 0;
	err = edu_dma_wait_idle(edu, true);
	if (err)
		return err;
	edu->set_master(edu->dev, true);
	edu->master = true;
	return 0;
}

/**
 * edu_dma_start() - start a transfer
 * @edu: the device, locked by edu_dma_lock()
 * @addr: DMA address of the memory, mapped for @direction
 * @offset: where in the device's own memory, 0 to EDU_BUFFER_USABLE - 1
 * @bytes: length, 1 to EDU_BUFFER_USABLE - @offset
 * @direction: DMA_TO_DEVICE, the device reads memory, or DMA_FROM_DEVICE, it
 *	writes memory
 *
 * Context: process context, may sleep.
 * Return: 0, then edu_dma_wait() must follow, or
 * * -EINVAL - a length of 0, or another direction
 * * -ERANGE - not all of it lies in the device's memory, or below its DMA mask
 * * -ETIMEDOUT - the device is still busy with a transfer that timed out
 * * -EINTR - the caller was killed while it waited for that
 * * -ENODEV - edu_dma_stop() was called
 */
int edu_dma_start(struct edu_dma *edu, dma_addr_t addr, u32 offset, u32 bytes,
		  enum dma_data_direction direction)
{
	u32 command = EDU_DMA_COMMAND_START | EDU_DMA_COMMAND_INTERRUPT;
	void __iomem *regs = edu->regs;
	u32 memory = lower_32_bits(addr), own = EDU_BUFFER + offset;
	int err;

	lockdep_assert_held(&edu->lock);
	err = edu_dma_check(edu, addr, offset, bytes, direction) ?:
	      edu_dma_enable_master(edu);
	if (err) {
		edu->stats.errors++;
		return err;
	}
	edu->bytes = bytes;
	WRITE_ONCE(edu->interrupted, false);
	/* The cause of a transfer that timed out may still be pending. */
	writel(EDU_CAUSE_DMA, regs + EDU_INTERRUPT_ACK);
	if (direction == DMA_FROM_DEVICE) {
		writel(own, regs + EDU_DMA_SOURCE);
		writel(memory, regs + EDU_DMA_DESTINATION);
		command |= EDU_DMA_COMMAND_TO_MEMORY;
	} else {
		writel(memory, regs + EDU_DMA_SOURCE);
		writel(own, regs + EDU_DMA_DESTINATION);
	}
	writel(bytes, regs + EDU_DMA_COUNT);
	writel(command, regs + EDU_DMA_COMMAND);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_start, "KMEMLAB");

static bool edu_dma_is_over(struct edu_dma *edu)
{
	return READ_ONCE(edu->interrupted) && !edu_dma_is_busy(edu);
}

static int edu_dma_wait_end(struct edu_dma *edu)
{
	long left = msecs_to_jiffies(edu->timeout_ms);

	left = wait_event_killable_timeout(edu->wait,
					   READ_ONCE(edu->stopped) ||
					   edu_dma_is_over(edu), left);

	if (READ_ONCE(edu->stopped))
		return -ENODEV;
	if (left < 0)
		return -EINTR;
	if (!left && edu_dma_is_busy(edu))
		return -ETIMEDOUT;
	if (!left)
		edu->stats.lost_interrupts++;
	return 0;
}

/**
 * edu_dma_wait() - wait until the device has finished with the memory
 * @edu: the device, after edu_dma_start()
 *
 * After an error the device cannot access memory any more. So the caller may
 * unmap and free its memory after every result.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -ETIMEDOUT - the transfer did not end in time, or the device is gone
 * * -EINTR - the caller was killed
 * * -ENODEV - edu_dma_stop() was called
 */
int edu_dma_wait(struct edu_dma *edu)
{
	int err;

	lockdep_assert_held(&edu->lock);
	err = edu_dma_wait_end(edu);
	if (err) {
		edu_dma_cut_off(edu);
		edu->stats.errors++;
		return err;
	}
	edu->stats.transfers++;
	edu->stats.bytes += edu->bytes;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_wait, "KMEMLAB");

/**
 * edu_dma_transfer() - edu_dma_start() and edu_dma_wait() in one
 * @edu: the device, locked by edu_dma_lock()
 * @addr: DMA address of the memory, mapped for @direction
 * @offset: where in the device's own memory
 * @bytes: length
 * @direction: DMA_TO_DEVICE or DMA_FROM_DEVICE
 *
 * Context: process context, may sleep.
 * Return: 0, or an error of the two.
 */
int edu_dma_transfer(struct edu_dma *edu, dma_addr_t addr, u32 offset,
		     u32 bytes, enum dma_data_direction direction)
{
	return edu_dma_start(edu, addr, offset, bytes, direction) ?:
	       edu_dma_wait(edu);
}
EXPORT_SYMBOL_NS_GPL(edu_dma_transfer, "KMEMLAB");

/**
 * edu_dma_interrupt() - the interrupt handler
 * @irq: unused
 * @data: the struct edu_dma
 *
 * Context: hard interrupt; on PREEMPT_RT a thread.
 * Return: IRQ_HANDLED, or IRQ_NONE if another device on the line sent the
 * interrupt.
 */
irqreturn_t edu_dma_interrupt(int irq, void *data)
{
	struct edu_dma *edu = data;
	u32 causes = readl(edu->regs + EDU_INTERRUPT_STATUS);

	if (!causes || PCI_POSSIBLE_ERROR(causes))
		return IRQ_NONE;
	writel(causes, edu->regs + EDU_INTERRUPT_ACK);
	if (causes & EDU_CAUSE_DMA) {
		WRITE_ONCE(edu->stats.interrupts, edu->stats.interrupts + 1);
		WRITE_ONCE(edu->interrupted, true);
		wake_up(&edu->wait);
	}
	return IRQ_HANDLED;
}
EXPORT_SYMBOL_NS_GPL(edu_dma_interrupt, "KMEMLAB");
