// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of edu, and what is done with them.
 *
 * readl() and writel() are all it takes: they are little-endian whatever the
 * CPU is, they keep their order among each other, and they keep it against
 * memory. That is why no barrier stands here.
 * (Documentation/driver-api/device-io.rst.)
 *
 * Two computations at once would take each other's result, so there is a mutex.
 * One register is read, changed and written again, and an interrupt handler of
 * another driver might do the same one day: its lock is a spinlock that
 * disables interrupts.
 *
 * A device may be gone while its registers are still mapped (unplugged, powered
 * down). Reads are all ones then. So every wait has an end, and a result that
 * cannot be is not believed.
 */
#include "../kmemlab.h"

#include <linux/bitfield.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/jiffies.h>
#include <linux/pci.h>

#include "edu.h"
#include "edu_regs.h"

static u32 edu_read(struct kmemlab_edu *edu, unsigned int reg)
{
	return readl(edu->regs + reg);
}

static void edu_write(struct kmemlab_edu *edu, unsigned int reg, u32 value)
{
	writel(value, edu->regs + reg);
}

static bool is_edu(struct kmemlab_edu *edu)
{
	return FIELD_GET(EDU_ID_DEVICE, edu_read(edu, EDU_ID)) ==
	       EDU_ID_DEVICE_EDU;
}

/**
 * kmemlab_edu_init() - see that it is an edu, and that it is quiet
 * @edu: to be initialised
 * @regs: its registers, mapped for as long as @edu is used
 *
 * Context: process context; before the interrupt is requested.
 * Return: 0, or -ENODEV if the registers are those of something else, or of
 * nothing.
 */
int kmemlab_edu_init(struct kmemlab_edu *edu, void __iomem *regs)
{
	edu->regs = regs;
	edu->timeout_ms = KMEMLAB_EDU_TIMEOUT_MS;
	edu->stopped = false;
	spin_lock_init(&edu->lock);
	mutex_init(&edu->busy);
	init_completion(&edu->computed);
	atomic_long_set(&edu->interrupts, 0);
	atomic_long_set(&edu->raised, 0);
	if (!is_edu(edu))
		return -ENODEV;
	kmemlab_edu_quiesce(edu);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_init, "KMEMLAB");

/**
 * kmemlab_edu_revision() - which edu it is
 * @edu: the device
 *
 * Context: any.
 * Return: major and minor revision, as 256 * major + minor.
 */
unsigned int kmemlab_edu_revision(struct kmemlab_edu *edu)
{
	u32 id = edu_read(edu, EDU_ID);

	return FIELD_GET(EDU_ID_MAJOR, id) << 8 | FIELD_GET(EDU_ID_MINOR, id);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_revision, "KMEMLAB");

/**
 * kmemlab_edu_interrupt() - the interrupt handler
 * @irq: unused
 * @data: the device
 *
 * A line may be shared with other devices: what is not ours, or comes from a
 * device that is gone, is not claimed.
 *
 * Context: hard interrupt.
 * Return: IRQ_HANDLED or IRQ_NONE.
 */
irqreturn_t kmemlab_edu_interrupt(int irq, void *data)
{
	struct kmemlab_edu *edu = data;
	u32 causes = edu_read(edu, EDU_INTERRUPT_STATUS);

	if (!causes || causes == U32_MAX)
		return IRQ_NONE;
	edu_write(edu, EDU_INTERRUPT_ACK, causes);
	atomic_long_inc(&edu->interrupts);
	if (causes & KMEMLAB_EDU_RAISE_MASK)
		atomic_long_inc(&edu->raised);
	if (causes & EDU_CAUSE_FACTORIAL)
		complete(&edu->computed);
	return IRQ_HANDLED;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_interrupt, "KMEMLAB");

/* Read, change, write: another caller must wait. */
static void update_status(struct kmemlab_edu *edu, u32 clear, u32 set)
{
	unsigned long flags;
	u32 status;

	spin_lock_irqsave(&edu->lock, flags);
	status = edu_read(edu, EDU_STATUS);
	edu_write(edu, EDU_STATUS, (status & ~clear) | set);
	spin_unlock_irqrestore(&edu->lock, flags);
}

/**
 * kmemlab_edu_quiesce() - tell the device to be quiet
 * @edu: the device
 *
 * The last write may still be on its way when writel() returns, for it is
 * posted; a read from the same device comes back only after it has arrived. An
 * interrupt that was sent before may still run the handler, until free_irq().
 *
 * Context: process context; the device must not be in use.
 */
void kmemlab_edu_quiesce(struct kmemlab_edu *edu)
{
	update_status(edu, EDU_STATUS_INTERRUPT, 0);
	edu_write(edu, EDU_INTERRUPT_ACK, U32_MAX);
	edu_read(edu, EDU_INTERRUPT_STATUS);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_quiesce, "KMEMLAB");

/**
 * kmemlab_edu_stop() - allow no use of the device from now on
 * @edu: the device
 *
 * For suspend, shutdown and reset. Waits for the user that there is; the next
 * one gets
 * -ENODEV.
 *
 * Context: process context, may sleep; takes @edu->busy.
 */
void kmemlab_edu_stop(struct kmemlab_edu *edu)
{
	mutex_lock(&edu->busy);
	edu->stopped = true;
	kmemlab_edu_quiesce(edu);
	mutex_unlock(&edu->busy);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_stop, "KMEMLAB");

/**
 * kmemlab_edu_restart() - the device may be used again
 * @edu: the device, stopped; its registers may have lost what was in them
 *
 * Context: process context, may sleep; takes @edu->busy.
 */
void kmemlab_edu_restart(struct kmemlab_edu *edu)
{
	mutex_lock(&edu->busy);
	kmemlab_edu_quiesce(edu);
	edu->stopped = false;
	mutex_unlock(&edu->busy);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_restart, "KMEMLAB");

static int write_and_compare(struct kmemlab_edu *edu, u32 pattern)
{
	u32 answer;

	edu_write(edu, EDU_LIVENESS, pattern);
	answer = edu_read(edu, EDU_LIVENESS);
	/* A device that is gone reads all ones: right for a pattern of 0. */
	if (PCI_POSSIBLE_ERROR(answer) && !is_edu(edu))
		return -EIO;
	return answer == ~pattern ? 0 : -EIO;
}

/**
 * kmemlab_edu_check_liveness() - is it there, and does it answer?
 * @edu: the device
 * @pattern: what to write
 *
 * Context: process context, may sleep.
 * Return: 0, -EIO if what came back is not @pattern inverted, or -ENODEV if it
 * is stopped.
 */
int kmemlab_edu_check_liveness(struct kmemlab_edu *edu, u32 pattern)
{
	int err = -ENODEV;

	mutex_lock(&edu->busy);
	if (!edu->stopped)
		err = write_and_compare(edu, pattern);
	mutex_unlock(&edu->busy);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_check_liveness, "KMEMLAB");

static int wait_by_polling(struct kmemlab_edu *edu)
{
	u32 status;

	/* All ones, of a device that is gone, are busy for ever. */
	return readl_poll_timeout(edu->regs + EDU_STATUS, status,
				  !(status & EDU_STATUS_BUSY), 10,
				  edu->timeout_ms * USEC_PER_MSEC);
}

/*
 * An interrupt may be late, of a computation that was given up on: then wait
 * on.
 */
static int wait_for_interrupt(struct kmemlab_edu *edu)
{
	unsigned long left = msecs_to_jiffies(edu->timeout_ms);

	do {
		left = wait_for_completion_timeout(&edu->computed, left);
		if (!left)
			return -ETIMEDOUT;
	} while (edu_read(edu, EDU_STATUS) & EDU_STATUS_BUSY);
	return 0;
}

/* No factorial is all ones, but a device that went away since reads so. */
static int read_factorial(struct kmemlab_edu *edu, u32 *result)
{
	u32 value = edu_read(edu, EDU_FACTORIAL);

	if (PCI_POSSIBLE_ERROR(value))
		return -ENODEV;
	*result = value;
	return 0;
}

/**
 * kmemlab_edu_factorial_by_polling() - let the device compute, ask until it is
 * done
 * @edu: the device
 * @number: whose factorial, up to KMEMLAB_FACTORIAL_MAX
 * @result: set to it
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -ERANGE - the result would not fit 32 bits
 * * -ETIMEDOUT - it is not done in time, or still busy with what was given up
 *   on
 * * -ENODEV - the device is stopped, or went away before its result was read
 */
int kmemlab_edu_factorial_by_polling(struct kmemlab_edu *edu,
				     unsigned int number, u32 *result)
{
	int err;

	if (number > KMEMLAB_FACTORIAL_MAX)
		return -ERANGE;
	mutex_lock(&edu->busy);
	/*
	 * While it computes it takes no number: one that was given up on may go
	 * on.
	 */
	err = edu->stopped ? -ENODEV : wait_by_polling(edu);
	if (!err) {
		edu_write(edu, EDU_FACTORIAL, number);
		err = wait_by_polling(edu);
	}
	if (!err)
		err = read_factorial(edu, result);
	mutex_unlock(&edu->busy);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_factorial_by_polling, "KMEMLAB");

/**
 * kmemlab_edu_factorial_by_interrupt() - let the device compute, sleep until it
 * is done
 * @edu: the device, its interrupt requested
 * @number: whose factorial, up to KMEMLAB_FACTORIAL_MAX
 * @result: set to it
 *
 * Context: process context, may sleep.
 * Return: as kmemlab_edu_factorial_by_polling().
 */
int kmemlab_edu_factorial_by_interrupt(struct kmemlab_edu *edu,
				       unsigned int number, u32 *result)
{
	int err;

	if (number > KMEMLAB_FACTORIAL_MAX)
		return -ERANGE;
	mutex_lock(&edu->busy);
	/* Idle first, so that the interrupt to come is the one waited for. */
	err = edu->stopped ? -ENODEV : wait_by_polling(edu);
	if (!err) {
		reinit_completion(&edu->computed);
		update_status(edu, 0, EDU_STATUS_INTERRUPT);
		edu_write(edu, EDU_FACTORIAL, number);
		err = wait_for_interrupt(edu);
		update_status(edu, EDU_STATUS_INTERRUPT, 0);
	}
	if (!err)
		err = read_factorial(edu, result);
	mutex_unlock(&edu->busy);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_factorial_by_interrupt, "KMEMLAB");

/**
 * kmemlab_edu_raise() - let the device interrupt
 * @edu: the device
 * @causes: of KMEMLAB_EDU_RAISE_MASK, at least one
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for no cause or another one, or -ENODEV if the device is
 * stopped.
 */
int kmemlab_edu_raise(struct kmemlab_edu *edu, u32 causes)
{
	int err = -ENODEV;

	if (!causes || causes & ~KMEMLAB_EDU_RAISE_MASK)
		return -EINVAL;
	mutex_lock(&edu->busy);
	if (!edu->stopped) {
		edu_write(edu, EDU_INTERRUPT_RAISE, causes);
		err = 0;
	}
	mutex_unlock(&edu->busy);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_raise, "KMEMLAB");
