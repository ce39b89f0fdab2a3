// SPDX-License-Identifier: GPL-2.0
/*
 * What the DMA API costs the CPU: no transfer is made. It depends on what is behind it:
 * nothing but an addition, page tables of an IOMMU, or a copy to a bounce buffer. It
 * goes on for a while: others are let in, by cond_resched().
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sizes.h>

#include "cost.h"
#include "stream.h"

#define SG_PAGES	16

/**
 * kmemlab_cost_name() - what is measured
 * @cost: which
 *
 * Context: any.
 * Return: its name, or NULL if there is no such one.
 */
const char *kmemlab_cost_name(enum kmemlab_cost cost)
{
	static const char * const names[KMEMLAB_COSTS] = {
		[KMEMLAB_COST_SINGLE] = "map_single_2KiB",
		[KMEMLAB_COST_PAGE] = "map_page_4KiB",
		[KMEMLAB_COST_SG] = "map_sg_16_pages",
		[KMEMLAB_COST_COHERENT] = "alloc_coherent_4KiB",
		[KMEMLAB_COST_POOL] = "pool_alloc_64B",
	};

	return cost < KMEMLAB_COSTS ? names[cost] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_cost_name, "KMEMLAB");

static int measure_mapping(struct device *dev, enum kmemlab_kind kind, size_t bytes,
			   unsigned int times, u64 *nsec)
{
	struct kmemlab_stream stream;
	u64 start;
	int err = kmemlab_stream_alloc(&stream, dev, kind, DMA_TO_DEVICE, 0, bytes);

	if (err)
		return err;
	start = ktime_get_ns();
	while (times-- && !err) {
		err = kmemlab_stream_map(&stream);
		if (!err)
			kmemlab_stream_unmap(&stream);
		cond_resched();
	}
	*nsec = ktime_get_ns() - start;
	kmemlab_stream_free(&stream);
	return err;
}

static int measure_coherent(struct device *dev, unsigned int times, u64 *nsec)
{
	u64 start = ktime_get_ns();
	dma_addr_t addr;
	void *data;

	while (times--) {
		data = dma_alloc_coherent(dev, SZ_4K, &addr, GFP_KERNEL);
		if (!data)
			return -ENOMEM;
		dma_free_coherent(dev, SZ_4K, data, addr);
		cond_resched();
	}
	*nsec = ktime_get_ns() - start;
	return 0;
}

static int measure_pool(struct device *dev, unsigned int times, u64 *nsec)
{
	struct dma_pool *pool = dma_pool_create("kmemlab-cost", dev, 64, 64, 0);
	u64 start = ktime_get_ns();
	dma_addr_t addr;
	void *block;
	int err = 0;

	if (!pool)
		return -ENOMEM;
	while (times-- && !err) {
		block = dma_pool_alloc(pool, GFP_KERNEL, &addr);
		if (block)
			dma_pool_free(pool, block, addr);
		else
			err = -ENOMEM;
		cond_resched();
	}
	*nsec = ktime_get_ns() - start;
	dma_pool_destroy(pool);
	return err;
}

/**
 * kmemlab_cost_measure() - do it and undo it, again and again
 * @dev: the device
 * @cost: what
 * @times: how often, at least once
 * @nsec: set to the time it took in all, in nanoseconds
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - no such thing, or never
 * * -ENOMEM - out of memory, addresses, or bounce buffers
 */
int kmemlab_cost_measure(struct device *dev, enum kmemlab_cost cost, unsigned int times,
			 u64 *nsec)
{
	if (!times)
		return -EINVAL;
	switch (cost) {
	case KMEMLAB_COST_SINGLE:
		return measure_mapping(dev, KMEMLAB_SINGLE, SZ_2K, times, nsec);
	case KMEMLAB_COST_PAGE:
		return measure_mapping(dev, KMEMLAB_PAGE, PAGE_SIZE, times, nsec);
	case KMEMLAB_COST_SG:
		return measure_mapping(dev, KMEMLAB_SG, SG_PAGES * PAGE_SIZE, times, nsec);
	case KMEMLAB_COST_COHERENT:
		return measure_coherent(dev, times, nsec);
	case KMEMLAB_COST_POOL:
		return measure_pool(dev, times, nsec);
	default:
		return -EINVAL;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_cost_measure, "KMEMLAB");
