// SPDX-License-Identifier: GPL-2.0
/*
 * A model of QEMU's edu for User-Mode Linux, so that the suites drive the same driver
 * core that drives the device. It is a model: what is proven of the device is proven
 * in QEMU.
 *
 * logic_iomem lets readl() and writel() of a region call functions of ours. A region
 * cannot be removed, so the module stays once it is loaded. The interrupt has a number
 * of its own and is raised from a hard interrupt, at the latest with the next tick.
 * Computations and transfers take two ticks, so that a driver has something to wait for.
 * A range that is not in the device's memory, at which QEMU ends, is a violation here. The
 * model sees streaming memory as a copy of its own, see two_copies.c.
 *
 * (lib/logic_iomem.c; docs/specs/edu.rst of QEMU.)
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/ioport.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/logic_iomem.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>

#include "../mmio/edu_regs.h"
#include "edu.h"
#include "two_copies.h"

#define MODEL_ID	0x010000edU
/* UML keeps its PCI bus from 0xefffff00 on; its memory ends far below. */
#define MODEL_START	0x80000000UL

/* More than an edu's, since User-Mode Linux has neither zones nor bounce buffers. */
#define MODEL_DMA_BITS	32

/* A computation, a transfer: the device takes no time, and 100 ms. */
#define MODEL_JIFFIES	2

/**
 * struct edu_model - the registers and what is behind them
 * @lock: protects all but @irq and @pdev
 * @faults: what is wrong with it
 * @liveness: EDU_LIVENESS
 * @factorial: EDU_FACTORIAL
 * @status: EDU_STATUS
 * @causes: EDU_INTERRUPT_STATUS
 * @source: EDU_DMA_SOURCE
 * @destination: EDU_DMA_DESTINATION
 * @count: EDU_DMA_COUNT
 * @command: EDU_DMA_COMMAND
 * @buffer: the device's own memory
 * @master: bus mastering is enabled
 * @violations: what it was told that it must not be told
 * @timer: ends a computation
 * @dma_timer: ends a transfer
 * @raise: interrupts
 * @irq: number of the interrupt
 * @pdev: for the DMA API
 */
struct edu_model {
	spinlock_t lock; /* all but irq, pdev */
	struct edu_faults faults;
	u32 liveness;
	u32 factorial;
	u32 status;
	u32 causes;
	u32 source;
	u32 destination;
	u32 count;
	u32 command;
	u8 buffer[EDU_BUFFER_SIZE];
	bool master;
	unsigned int violations;
	struct timer_list timer;
	struct timer_list dma_timer;
	struct irq_work raise;
	int irq;
	struct platform_device *pdev;
};

static struct edu_model model;

static struct resource model_region = {
	.name = "kmemlab-edu-model",
	.start = MODEL_START,
	.end = MODEL_START + SZ_1M - 1,
	.flags = IORESOURCE_MEM,
};

static void raise_irq(struct irq_work *work)
{
	generic_handle_irq(model.irq);
}

static void interrupt(u32 causes)
{
	model.causes |= causes;
	/* A message is a write of the device's own: it needs bus mastering. */
	if (model.causes && model.master && !model.faults.mute)
		irq_work_queue(&model.raise);
}

static u32 factorial_of(u32 number)
{
	u32 result = 1;

	while (number > 1)
		result *= number--;
	return result;
}

static void computed(struct timer_list *unused)
{
	spin_lock(&model.lock);
	if (!model.faults.stuck && !model.faults.gone && (model.status & EDU_STATUS_BUSY)) {
		model.factorial = factorial_of(model.factorial);
		model.status &= ~EDU_STATUS_BUSY;
		if (model.status & EDU_STATUS_INTERRUPT)
			interrupt(EDU_CAUSE_FACTORIAL);
	}
	spin_unlock(&model.lock);
}

static void compute(u32 number)
{
	if (model.status & EDU_STATUS_BUSY)
		return;
	model.factorial = number;
	model.status |= EDU_STATUS_BUSY;
	if (model.faults.hasty)
		interrupt(EDU_CAUSE_FACTORIAL);
	mod_timer(&model.timer, jiffies + MODEL_JIFFIES);
}

static void transfer(u32 device, u32 addr, u32 count, bool to_memory)
{
	u8 *own = model.buffer + device - EDU_BUFFER;
	u8 *memory;

	/* Without bus mastering its requests have no effect. */
	if (!model.master)
		return;
	memory = two_copies_access(addr, count, to_memory);
	if (!memory)
		return;
	if (to_memory) {
		memcpy(memory, own, count);
		if (model.faults.corrupt)
			*memory ^= 0x10;
	} else {
		memcpy(own, memory, count);
	}
}

static void transferred(struct timer_list *unused)
{
	bool to_memory = model.command & EDU_DMA_COMMAND_TO_MEMORY;

	spin_lock(&model.lock);
	if (!model.faults.stuck && !model.faults.gone && (model.command & EDU_DMA_COMMAND_START)) {
		transfer(to_memory ? model.source : model.destination,
			 to_memory ? model.destination : model.source, model.count, to_memory);
		model.command &= ~EDU_DMA_COMMAND_START;
		if (model.command & EDU_DMA_COMMAND_INTERRUPT)
			interrupt(EDU_CAUSE_DMA);
	}
	spin_unlock(&model.lock);
}

/* As QEMU 7.2 has it: a range that reaches the last byte is outside. */
static bool is_inside(u32 device, u32 count)
{
	return device >= EDU_BUFFER && count && count < EDU_BUFFER_SIZE &&
	       device - EDU_BUFFER < EDU_BUFFER_SIZE - count;
}

static void start(u32 command)
{
	u32 device = command & EDU_DMA_COMMAND_TO_MEMORY ? model.source : model.destination;

	if (!(command & EDU_DMA_COMMAND_START))
		return;
	if (!is_inside(device, model.count)) {
		model.violations++;
		pr_notice("violation: a range outside the device's memory\n");
		return;
	}
	model.command = command;
	if (model.faults.hasty)
		interrupt(EDU_CAUSE_DMA);
	mod_timer(&model.dma_timer, jiffies + MODEL_JIFFIES);
}

/* Writes are lost while a transfer runs. */
static void write_dma_register(unsigned int reg, u32 value)
{
	if (model.command & EDU_DMA_COMMAND_START)
		return;
	switch (reg) {
	case EDU_DMA_SOURCE:
		model.source = value;
		break;
	case EDU_DMA_DESTINATION:
		model.destination = value;
		break;
	case EDU_DMA_COUNT:
		model.count = value;
		break;
	case EDU_DMA_COMMAND:
		start(value);
		break;
	}
}

static u32 read_register(unsigned int reg)
{
	switch (reg) {
	case EDU_ID:
		return model.faults.id ?: MODEL_ID;
	case EDU_LIVENESS:
		return model.liveness;
	case EDU_FACTORIAL:
		if (!model.faults.leaves)
			return model.factorial;
		model.faults.gone = true;
		return U32_MAX;
	case EDU_STATUS:
		return model.status;
	case EDU_INTERRUPT_STATUS:
		return model.causes;
	case EDU_DMA_SOURCE:
		return model.source;
	case EDU_DMA_DESTINATION:
		return model.destination;
	case EDU_DMA_COUNT:
		return model.count;
	case EDU_DMA_COMMAND:
		return model.command;
	default:
		return U32_MAX;
	}
}

static void write_register(unsigned int reg, u32 value)
{
	switch (reg) {
	case EDU_LIVENESS:
		model.liveness = ~value;
		break;
	case EDU_FACTORIAL:
		compute(value);
		break;
	case EDU_STATUS:
		model.status &= ~EDU_STATUS_INTERRUPT;
		model.status |= value & EDU_STATUS_INTERRUPT;
		break;
	case EDU_INTERRUPT_RAISE:
		interrupt(value);
		break;
	case EDU_INTERRUPT_ACK:
		model.causes &= ~value;
		break;
	default:
		write_dma_register(reg, value);
		break;
	}
}

/* All registers take 32 bits, those of the DMA engine 64 bits as well. */
static bool is_width(unsigned int offset, int size)
{
	return size == sizeof(u32) || (size == sizeof(u64) && offset >= EDU_DMA_SOURCE);
}

static unsigned long model_read(void *priv, unsigned int offset, int size)
{
	unsigned long flags, value = ULONG_MAX;

	/* Refused on the way by QEMU. */
	if (size < sizeof(u32))
		return 0;
	spin_lock_irqsave(&model.lock, flags);
	if (is_width(offset, size) && !model.faults.gone)
		value = read_register(offset);
	spin_unlock_irqrestore(&model.lock, flags);
	return value;
}

static void model_write(void *priv, unsigned int offset, int size, unsigned long value)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	if (is_width(offset, size) && !model.faults.gone)
		write_register(offset, value);
	spin_unlock_irqrestore(&model.lock, flags);
}

static const struct logic_iomem_ops model_ops = {
	.read = model_read,
	.write = model_write,
};

static long model_map(unsigned long offset, size_t size, const struct logic_iomem_ops **ops,
		      void **priv)
{
	*ops = &model_ops;
	return offset;
}

static const struct logic_iomem_region_ops model_region_ops = {
	.map = model_map,
};

/* As after power on, nothing wrong. */
static void reset(void)
{
	timer_delete_sync(&model.timer);
	timer_delete_sync(&model.dma_timer);
	irq_work_sync(&model.raise);
	model.faults = (struct edu_faults) { .id = 0 };
	model.liveness = 0;
	model.factorial = 0;
	model.status = 0;
	model.causes = 0;
	model.command = 0;
	model.master = true;
	model.violations = 0;
	memset(model.buffer, 0, sizeof(model.buffer));
}

/**
 * edu_acquire() - have the model to oneself
 * @edu: set to what a bus would hand to a driver
 *
 * Context: process context, may sleep; one user at a time.
 * Return: 0, or
 * * -ENOMEM - its registers cannot be mapped
 * * -EIO - its address bits do not reach all memory
 * * -EOPNOTSUPP - this kernel has no DMA operations
 */
int edu_acquire(struct edu_under_test *edu)
{
	int err = two_copies_set(&model.pdev->dev) ?:
		  dma_set_mask_and_coherent(&model.pdev->dev, DMA_BIT_MASK(MODEL_DMA_BITS));

	if (err)
		return err;
	reset();
	edu->dev = &model.pdev->dev;
	edu->irq = model.irq;
	edu->start = model_region.start;
	edu->regs = ioremap(model_region.start, resource_size(&model_region));
	return edu->regs ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(edu_acquire, "KMEMLAB");

/**
 * edu_release() - let others have it
 * @edu: from edu_acquire(), its interrupt free
 *
 * Context: process context, may sleep.
 */
void edu_release(struct edu_under_test *edu)
{
	reset();
	iounmap(edu->regs);
}
EXPORT_SYMBOL_NS_GPL(edu_release, "KMEMLAB");

/**
 * edu_break() - let something be wrong
 * @faults: what
 *
 * What was stuck goes on when it is not any more.
 *
 * Context: any.
 * Return: 0; a device would not: -EOPNOTSUPP.
 */
int edu_break(const struct edu_faults *faults)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	model.faults = *faults;
	if (model.status & EDU_STATUS_BUSY)
		mod_timer(&model.timer, jiffies + 1);
	if (model.command & EDU_DMA_COMMAND_START)
		mod_timer(&model.dma_timer, jiffies + 1);
	spin_unlock_irqrestore(&model.lock, flags);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(edu_break, "KMEMLAB");

/**
 * edu_bus_master() - enable or disable bus mastering
 * @dev: the device
 * @on: enable it
 *
 * Context: any.
 */
void edu_bus_master(struct device *dev, bool on)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	model.master = on;
	spin_unlock_irqrestore(&model.lock, flags);
}
EXPORT_SYMBOL_NS_GPL(edu_bus_master, "KMEMLAB");

/**
 * edu_violations() - what a driver must not do, and did
 *
 * The log says what: a range outside the device, memory used by the side that does not own
 * it, memory that is still mapped. No transfer runs.
 *
 * Context: process context.
 * Return: how often since the last call.
 */
unsigned int edu_violations(void)
{
	unsigned int violations = model.violations;

	model.violations = 0;
	return violations + two_copies_violations();
}
EXPORT_SYMBOL_NS_GPL(edu_violations, "KMEMLAB");

static int __init edu_model_init(void)
{
	int err;

	spin_lock_init(&model.lock);
	timer_setup(&model.timer, computed, TIMER_IRQSAFE);
	timer_setup(&model.dma_timer, transferred, TIMER_IRQSAFE);
	model.raise = IRQ_WORK_INIT_HARD(raise_irq);
	model.irq = irq_alloc_desc(NUMA_NO_NODE);
	if (model.irq < 0)
		return model.irq;
	irq_set_chip_and_handler(model.irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(model.irq, IRQ_NOREQUEST);
	model.pdev = platform_device_register_simple("kmemlab-edu-model", PLATFORM_DEVID_NONE,
						     NULL, 0);
	if (IS_ERR(model.pdev)) {
		err = PTR_ERR(model.pdev);
		goto free_irq;
	}
	err = logic_iomem_add_region(&model_region, &model_region_ops);
	if (err)
		goto unregister;
	__module_get(THIS_MODULE);
	return 0;

unregister:
	platform_device_unregister(model.pdev);
free_irq:
	irq_free_desc(model.irq);
	return err;
}
module_init(edu_model_init);

MODULE_DESCRIPTION("A model of QEMU's edu for User-Mode Linux");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
