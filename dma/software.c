// SPDX-License-Identifier: GPL-2.0
/*
 * A device of software, for machines without an edu. It is no hardware and proves
 * nothing about hardware. What it has in common with a device: it knows memory by DMA
 * addresses alone, and it works while its driver sleeps. So where the DMA API hands out
 * the address of a bounce buffer (swiotlb=force), a forgotten sync shows here too.
 *
 * Only a bus turns a DMA address back into a physical one, and this file plays the bus:
 * that is what it uses dma_to_phys() for. A driver has no business with it.
 */
#include "../kmemlab.h"

#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/highmem.h>

#include "software.h"

static struct kmemlab_software *to_software(struct kmemlab_engine *engine)
{
	return container_of(engine, struct kmemlab_software, engine);
}

/* What lies within one page. */
static u32 move_in_page(struct kmemlab_software *software,
			const struct kmemlab_transfer *transfer, u32 at)
{
	phys_addr_t phys = dma_to_phys(software->engine.dev, transfer->addr + at);
	struct page *page = pfn_to_page(PHYS_PFN(phys));
	u8 *own = software->memory + transfer->offset + at;
	u32 bytes = min_t(u32, transfer->bytes - at, PAGE_SIZE - offset_in_page(phys));

	if (transfer->direction == DMA_TO_DEVICE)
		memcpy_from_page(own, page, offset_in_page(phys), bytes);
	else
		memcpy_to_page(page, offset_in_page(phys), own, bytes);
	return bytes;
}

static void move(struct work_struct *work)
{
	struct kmemlab_software *software = container_of(work, struct kmemlab_software, work);
	u32 at = 0;

	while (at < software->transfer.bytes)
		at += move_in_page(software, &software->transfer, at);
	/* Whoever sees that it is over sees the bytes. */
	smp_store_release(&software->busy, false);
	kmemlab_engine_done(&software->engine);
}

static void software_start(struct kmemlab_engine *engine,
			   const struct kmemlab_transfer *transfer)
{
	struct kmemlab_software *software = to_software(engine);

	software->transfer = *transfer;
	software->busy = true;
	queue_work(system_long_wq, &software->work);
}

static bool software_is_busy(struct kmemlab_engine *engine)
{
	/* Pairs with move(). */
	return smp_load_acquire(&to_software(engine)->busy);
}

static void software_connect(struct kmemlab_engine *engine, bool on)
{
	struct kmemlab_software *software = to_software(engine);

	if (on)
		return;
	cancel_work_sync(&software->work);
	software->busy = false;
}

static const struct kmemlab_engine_ops software_ops = {
	.name = "software (no hardware)",
	.buffer_size = KMEMLAB_SOFTWARE_BUFFER_SIZE,
	.start = software_start,
	.is_busy = software_is_busy,
	.connect = software_connect,
};

/**
 * kmemlab_software_init() - make a device of software
 * @software: to be initialised
 * @dev: the device that the DMA API shall know it by; not behind an IOMMU
 *
 * Context: process context, may sleep.
 * Return: 0, then kmemlab_software_destroy() must follow, or
 * * -EOPNOTSUPP - @dev is behind an IOMMU
 * * -ENOMEM - out of memory
 * * -EIO - the platform cannot serve the mask
 */
int kmemlab_software_init(struct kmemlab_software *software, struct device *dev)
{
	int err;

	if (device_iommu_mapped(dev))
		return -EOPNOTSUPP;
	err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(KMEMLAB_SOFTWARE_DMA_BITS));
	if (err)
		return err;
	software->memory = kzalloc(KMEMLAB_SOFTWARE_BUFFER_SIZE, GFP_KERNEL);
	if (!software->memory)
		return -ENOMEM;
	software->busy = false;
	INIT_WORK(&software->work, move);
	kmemlab_engine_init(&software->engine, dev, &software_ops);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_software_init, "KMEMLAB");

/**
 * kmemlab_software_destroy() - give all back
 * @software: stopped by kmemlab_engine_stop(), nobody uses it
 *
 * Context: process context, may sleep.
 */
void kmemlab_software_destroy(struct kmemlab_software *software)
{
	kfree(software->memory);
	software->memory = NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_software_destroy, "KMEMLAB");
