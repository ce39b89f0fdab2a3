// SPDX-License-Identifier: GPL-2.0
/*
 * The DMA registers of edu: where from, where to, how many, go.
 *
 * writel() is ordered after all that was written to memory before (it implies a write
 * barrier, Documentation/memory-barriers.txt), so that the device finds what the driver
 * wrote; a wmb() before it is not needed. And readl() is ordered before all reads of
 * memory after it, so that the driver finds what the device wrote. Relaxed accessors
 * would lose both.
 */
#include "../kmemlab.h"

#include <linux/bitfield.h>
#include <linux/io.h>

#include "../mmio/edu_regs.h"
#include "edu_dma.h"

static struct kmemlab_edu_dma *to_edu(struct kmemlab_engine *engine)
{
	return container_of(engine, struct kmemlab_edu_dma, engine);
}

/**
 * kmemlab_edu_dma_init() - make an engine of an edu
 * @edu: to be initialised
 * @dev: the device, its DMA mask set
 * @regs: its registers, mapped for as long as @edu is used
 * @ops: the functions below, and how to connect it to memory
 *
 * Context: any; before the interrupt is requested.
 * Return: 0, or -ENODEV if the registers are those of something else, or of nothing.
 */
int kmemlab_edu_dma_init(struct kmemlab_edu_dma *edu, struct device *dev,
			 void __iomem *regs, const struct kmemlab_engine_ops *ops)
{
	edu->regs = regs;
	kmemlab_engine_init(&edu->engine, dev, ops);
	if (FIELD_GET(EDU_ID_DEVICE, readl(regs + EDU_ID)) != EDU_ID_DEVICE_EDU)
		return -ENODEV;
	/* The firmware, or a kernel before this one, may have left bus mastering enabled. */
	ops->connect(&edu->engine, false);
	writel(U32_MAX, regs + EDU_INTERRUPT_ACK);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_dma_init, "KMEMLAB");

/**
 * kmemlab_edu_dma_quiesce() - leave no interrupt pending
 * @edu: its engine is stopped
 *
 * A transfer that ended after bus mastering was disabled could not send its message,
 * but its cause is still set. With INTx the line would then be asserted as soon as a
 * next driver enables it. The read comes back only when the write has arrived.
 *
 * Context: any.
 */
void kmemlab_edu_dma_quiesce(struct kmemlab_edu_dma *edu)
{
	writel(U32_MAX, edu->regs + EDU_INTERRUPT_ACK);
	readl(edu->regs + EDU_INTERRUPT_STATUS);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_dma_quiesce, "KMEMLAB");

/**
 * kmemlab_edu_dma_start() - start a transfer
 * @engine: of a struct kmemlab_edu_dma; idle
 * @transfer: checked; an address of at most EDU_DMA_BITS bits
 *
 * Context: any.
 */
void kmemlab_edu_dma_start(struct kmemlab_engine *engine,
			   const struct kmemlab_transfer *transfer)
{
	void __iomem *regs = to_edu(engine)->regs;
	u32 memory = lower_32_bits(transfer->addr);
	u32 device = EDU_BUFFER + transfer->offset;
	u32 command = EDU_DMA_COMMAND_START | EDU_DMA_COMMAND_INTERRUPT;
	bool to_memory = transfer->direction == DMA_FROM_DEVICE;

	/* The cause of a transfer that timed out may be pending still. */
	writel(EDU_CAUSE_DMA, regs + EDU_INTERRUPT_ACK);
	writel(to_memory ? device : memory, regs + EDU_DMA_SOURCE);
	writel(to_memory ? memory : device, regs + EDU_DMA_DESTINATION);
	writel(transfer->bytes, regs + EDU_DMA_COUNT);
	if (to_memory)
		command |= EDU_DMA_COMMAND_TO_MEMORY;
	writel(command, regs + EDU_DMA_COMMAND);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_dma_start, "KMEMLAB");

/**
 * kmemlab_edu_dma_is_busy() - is a transfer not over yet?
 * @engine: of a struct kmemlab_edu_dma
 *
 * Context: any.
 * Return: whether it is. A device that is gone reads all ones: busy.
 */
bool kmemlab_edu_dma_is_busy(struct kmemlab_engine *engine)
{
	return readl(to_edu(engine)->regs + EDU_DMA_COMMAND) & EDU_DMA_COMMAND_START;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_dma_is_busy, "KMEMLAB");

/**
 * kmemlab_edu_dma_interrupt() - the interrupt handler
 * @irq: unused
 * @data: the struct kmemlab_edu_dma
 *
 * Context: hard interrupt.
 * Return: IRQ_HANDLED, or IRQ_NONE if it is another device's.
 */
irqreturn_t kmemlab_edu_dma_interrupt(int irq, void *data)
{
	struct kmemlab_edu_dma *edu = data;
	u32 causes = readl(edu->regs + EDU_INTERRUPT_STATUS);

	if (!causes || causes == U32_MAX)
		return IRQ_NONE;
	writel(causes, edu->regs + EDU_INTERRUPT_ACK);
	if (causes & EDU_CAUSE_DMA)
		kmemlab_engine_done(&edu->engine);
	return IRQ_HANDLED;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_edu_dma_interrupt, "KMEMLAB");
