// SPDX-License-Identifier: GPL-2.0
/*
 * A model of QEMU's edu for User-Mode Linux, so that the suites drive the same driver
 * core that drives the device. It is a model: what is proven of the device is proven
 * in QEMU.
 *
 * logic_iomem lets readl() and writel() of a region call functions of ours. A region
 * cannot be removed, so the module stays once it is loaded. The interrupt has a number
 * of its own and is raised from a hard interrupt, at the latest with the next tick.
 * Computations take a tick as well, so that a driver has something to wait for.
 *
 * (lib/logic_iomem.c; docs/specs/edu.rst of QEMU.)
 */
#include "../kmemlab.h"

#include <linux/ioport.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/irq_work.h>
#include <linux/logic_iomem.h>
#include <linux/spinlock.h>

#include "../mmio/edu_regs.h"
#include "edu_model.h"

#define MODEL_ID	0x010000edU
/* UML keeps its PCI bus from 0xefffff00 on; its memory ends far below. */
#define MODEL_START	0x80000000UL

/**
 * struct edu_model - the registers and what is behind them
 * @lock: protects all but @irq
 * @faults: what is wrong with it
 * @liveness: EDU_LIVENESS
 * @factorial: EDU_FACTORIAL
 * @status: EDU_STATUS
 * @causes: EDU_INTERRUPT_STATUS
 * @timer: ends a computation
 * @raise: interrupts
 * @irq: number of the interrupt
 */
struct edu_model {
	spinlock_t lock; /* all but irq */
	struct edu_model_faults faults;
	u32 liveness;
	u32 factorial;
	u32 status;
	u32 causes;
	struct timer_list timer;
	struct irq_work raise;
	int irq;
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
	if (model.causes && !model.faults.mute)
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
	if (!model.faults.stuck && (model.status & EDU_STATUS_BUSY)) {
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
	mod_timer(&model.timer, jiffies + 2);
}

static u32 read_register(unsigned int reg)
{
	switch (reg) {
	case EDU_ID:
		return model.faults.id ?: MODEL_ID;
	case EDU_LIVENESS:
		return model.liveness;
	case EDU_FACTORIAL:
		return model.factorial;
	case EDU_STATUS:
		return model.status;
	case EDU_INTERRUPT_STATUS:
		return model.causes;
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
	}
}

static unsigned long model_read(void *priv, unsigned int offset, int size)
{
	unsigned long flags, value = ULONG_MAX;

	/* Refused on the way by QEMU. */
	if (size < sizeof(u32))
		return 0;
	spin_lock_irqsave(&model.lock, flags);
	if (size == sizeof(u32) && !model.faults.gone)
		value = read_register(offset);
	spin_unlock_irqrestore(&model.lock, flags);
	return value;
}

static void model_write(void *priv, unsigned int offset, int size, unsigned long value)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	if (size == sizeof(u32) && !model.faults.gone)
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

/**
 * edu_model_reset() - as after power on, nothing wrong
 *
 * Context: process context, may sleep; nobody may use the model meanwhile.
 */
void edu_model_reset(void)
{
	timer_delete_sync(&model.timer);
	irq_work_sync(&model.raise);
	model.faults = (struct edu_model_faults) { .id = 0 };
	model.liveness = 0;
	model.factorial = 0;
	model.status = 0;
	model.causes = 0;
}
EXPORT_SYMBOL_NS_GPL(edu_model_reset, "KMEMLAB");

/**
 * edu_model_break() - let something be wrong
 * @faults: what
 *
 * A computation that was stuck goes on when it is not any more.
 *
 * Context: any.
 */
void edu_model_break(const struct edu_model_faults *faults)
{
	unsigned long flags;

	spin_lock_irqsave(&model.lock, flags);
	model.faults = *faults;
	if (model.status & EDU_STATUS_BUSY)
		mod_timer(&model.timer, jiffies + 1);
	spin_unlock_irqrestore(&model.lock, flags);
}
EXPORT_SYMBOL_NS_GPL(edu_model_break, "KMEMLAB");

/**
 * edu_model_map() - map the registers
 *
 * Context: process context, may sleep.
 * Return: the registers, for iounmap(), or NULL.
 */
void __iomem *edu_model_map(void)
{
	return ioremap(model_region.start, resource_size(&model_region));
}
EXPORT_SYMBOL_NS_GPL(edu_model_map, "KMEMLAB");

/**
 * edu_model_irq() - the interrupt
 *
 * Context: any.
 * Return: its number, for request_irq().
 */
int edu_model_irq(void)
{
	return model.irq;
}
EXPORT_SYMBOL_NS_GPL(edu_model_irq, "KMEMLAB");

static int __init edu_model_init(void)
{
	int err;

	spin_lock_init(&model.lock);
	timer_setup(&model.timer, computed, TIMER_IRQSAFE);
	model.raise = IRQ_WORK_INIT_HARD(raise_irq);
	model.irq = irq_alloc_desc(NUMA_NO_NODE);
	if (model.irq < 0)
		return model.irq;
	irq_set_chip_and_handler(model.irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(model.irq, IRQ_NOREQUEST);
	err = logic_iomem_add_region(&model_region, &model_region_ops);
	if (err) {
		irq_free_desc(model.irq);
		return err;
	}
	__module_get(THIS_MODULE);
	return 0;
}
module_init(edu_model_init);

MODULE_DESCRIPTION("A model of QEMU's edu for User-Mode Linux");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
