// SPDX-License-Identifier: GPL-2.0
/*
 * What the DMA API costs the CPU, for the first edu of the machine: lines of a name and
 * nanoseconds in the log. No byte is moved. The cost depends on what stands between the
 * device and memory: nothing, the page tables of an IOMMU, or a bounce buffer.
 *
 * The kernel's own kernel/dma/map_benchmark.c measures dma_map_single() with many threads;
 * the distributions do not build it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#define TIMES	1000
#define PIECES	16

static int single(struct device *dev, void *data)
{
	dma_addr_t addr = dma_map_single(dev, data, SZ_2K, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, SZ_2K, DMA_TO_DEVICE);
	return 0;
}

static int page(struct device *dev, void *data)
{
	struct page *first = virt_to_page(data);
	dma_addr_t addr = dma_map_page(dev, first, 0, PAGE_SIZE, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	return 0;
}

static int list(struct device *dev, void *data)
{
	struct scatterlist pieces[PIECES];
	int i, nr;

	sg_init_table(pieces, PIECES);
	/* Every other page, so that no two of them can be joined. */
	for (i = 0; i < PIECES; i++)
		sg_set_buf(&pieces[i], data + 2 * i * PAGE_SIZE, PAGE_SIZE);
	nr = dma_map_sg(dev, pieces, PIECES, DMA_TO_DEVICE);
	if (!nr)
		return -ENOMEM;
	dma_unmap_sg(dev, pieces, PIECES, DMA_TO_DEVICE);
	return 0;
}

static int coherent(struct device *dev, void *data)
{
	dma_addr_t addr;
	void *memory = dma_alloc_coherent(dev, SZ_4K, &addr, GFP_KERNEL);

	if (!memory)
		return -ENOMEM;
	dma_free_coherent(dev, SZ_4K, memory, addr);
	return 0;
}

static struct dma_pool *pool;

static int pool_block(struct device *dev, void *data)
{
	dma_addr_t addr;
	void *block = dma_pool_alloc(pool, GFP_KERNEL, &addr);

	if (!block)
		return -ENOMEM;
	dma_pool_free(pool, block, addr);
	return 0;
}

static const struct {
	const char *name;
	int (*once)(struct device *dev, void *data);
} costs[] = {
	{ "map_single_2KiB", single },
	{ "map_page_4KiB", page },
	{ "map_sg_16_pages", list },
	{ "alloc_coherent_4KiB", coherent },
	{ "pool_alloc_64B", pool_block },
};

static int measure(struct device *dev, void *data, unsigned int cost, bool shown)
{
	u64 start = ktime_get_ns();
	int i, err;

	for (i = 0; i < TIMES; i++) {
		err = costs[cost].once(dev, data);
		if (err)
			return err;
		cond_resched();
	}
	if (shown)
		pr_info("%s %llu\n", costs[cost].name, div_u64(ktime_get_ns() - start, TIMES));
	return 0;
}

static int dma_cost_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	int err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28));
	unsigned int cost;
	void *data;

	if (err)
		return err;
	pool = dmam_pool_create(KBUILD_MODNAME, dev, 64, 64, 0);
	/* Below 16 MiB on a PC, which edu reaches. */
	data = (void *)devm_get_free_pages(dev, GFP_KERNEL | GFP_DMA,
					   get_order(2 * PIECES * PAGE_SIZE));
	if (!pool || !data)
		return -ENOMEM;
	for (cost = 0; cost < ARRAY_SIZE(costs); cost++) {
		/* At first, a processor that is emulated translates the code. */
		err = measure(dev, data, cost, false) ?: measure(dev, data, cost, true);
		if (err)
			return err;
	}
	return 0;
}

static const struct pci_device_id dma_cost_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{}
};

static struct pci_driver dma_cost_driver = {
	.name = "dma-cost",
	.id_table = dma_cost_ids,
	.probe = dma_cost_probe,
};
module_pci_driver(dma_cost_driver);

MODULE_DESCRIPTION("kmemlab: what the DMA API costs");
MODULE_LICENSE("GPL");
