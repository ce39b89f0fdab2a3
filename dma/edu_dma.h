/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_EDU_DMA_H
#define KMEMLAB_EDU_DMA_H

#include <linux/interrupt.h>

#include "engine.h"

/**
 * struct kmemlab_edu_dma - the engine of an edu
 * @engine: the engine
 * @regs: the device's registers, mapped
 */
struct kmemlab_edu_dma {
	struct kmemlab_engine engine;
	void __iomem *regs;
};

int kmemlab_edu_dma_init(struct kmemlab_edu_dma *edu, struct device *dev,
			 void __iomem *regs, const struct kmemlab_engine_ops *ops);
void kmemlab_edu_dma_quiesce(struct kmemlab_edu_dma *edu);
void kmemlab_edu_dma_start(struct kmemlab_engine *engine,
			   const struct kmemlab_transfer *transfer);
bool kmemlab_edu_dma_is_busy(struct kmemlab_engine *engine);
irqreturn_t kmemlab_edu_dma_interrupt(int irq, void *data);

#endif /* KMEMLAB_EDU_DMA_H */
