// SPDX-License-Identifier: GPL-2.0
/*
 * On a machine without an edu: the mapping half of each form, for a platform
 * device that exists only here. The log shows each DMA address beside the
 * physical one. No device reads or writes the memory.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>

#include "no_edu.h"

#define PIECES	4

static void show(struct device *dev, const char *call, dma_addr_t addr,
		 phys_addr_t phys)
{
	dev_info(dev, "%-23s DMA address %pad, physical address %pap\n", call,
		 &addr, &phys);
}

static int show_single(struct device *dev)
{
	void *data = kmalloc(PAGE_SIZE, GFP_KERNEL);
	dma_addr_t addr;
	int err;

	if (!data)
		return -ENOMEM;
	addr = dma_map_single(dev, data, PAGE_SIZE, DMA_TO_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (!err) {
		show(dev, "dma_map_single()", addr, virt_to_phys(data));
		dma_unmap_single(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	}
	kfree(data);
	return err;
}

static int show_page(struct device *dev)
{
	struct page *page = alloc_page(GFP_KERNEL);
	dma_addr_t addr;
	int err;

	if (!page)
		return -ENOMEM;
	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (!err) {
		show(dev, "dma_map_page()", addr, page_to_phys(page));
		dma_unmap_page(dev, addr, PAGE_SIZE, DMA_FROM_DEVICE);
	}
	__free_page(page);
	return err;
}

static int show_list(struct device *dev)
{
	u8 *data = kmalloc(PIECES * PAGE_SIZE, GFP_KERNEL);
	struct scatterlist *piece;
	struct sg_table table;
	int i, err;

	if (!data)
		return -ENOMEM;
	err = sg_alloc_table(&table, PIECES, GFP_KERNEL);
	if (err)
		goto free_data;
	for_each_sgtable_sg(&table, piece, i)
		sg_set_buf(piece, data + i * PAGE_SIZE, PAGE_SIZE);
	err = dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	if (err)
		goto free_table;
	show(dev, "dma_map_sgtable()", sg_dma_address(table.sgl),
	     virt_to_phys(data));
	dev_info(dev, "%-23s %u pieces, %u segments for the device\n", "",
		 table.orig_nents, table.nents);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
free_table:
	sg_free_table(&table);
free_data:
	kfree(data);
	return err;
}

static int show_noncoherent(struct device *dev)
{
	dma_addr_t addr;
	void *data;

	data = dma_alloc_noncoherent(dev, PAGE_SIZE, &addr, DMA_BIDIRECTIONAL,
				     GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	show(dev, "dma_alloc_noncoherent()", addr, virt_to_phys(data));
	dma_free_noncoherent(dev, PAGE_SIZE, data, addr, DMA_BIDIRECTIONAL);
	return 0;
}

/* virt_to_phys() is wrong for coherent memory mapped elsewhere. */
static int show_coherent(struct device *dev)
{
	dma_addr_t addr;
	void *data;

	data = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	dev_info(dev, "%-23s DMA address %pad\n", "dma_alloc_coherent()",
		 &addr);
	dma_free_coherent(dev, PAGE_SIZE, data, addr);
	return 0;
}

/**
 * no_edu_show_mappings() - map each kind of memory, and log its addresses
 *
 * Context: process context, may sleep.
 * Return: 0, or the error of an allocation or a mapping.
 */
int no_edu_show_mappings(void)
{
	struct platform_device *pdev;
	struct device *dev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME,
					       PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	dev = &pdev->dev;
	err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)) ?:
	      show_single(dev) ?: show_page(dev) ?: show_list(dev) ?:
	      show_noncoherent(dev) ?: show_coherent(dev);
	platform_device_unregister(pdev);
	return err;
}
