// SPDX-License-Identifier: GPL-2.0
/* A device for the DMA API, of software, for the suites of the exercises. */
#include "../kmemlab.h"

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "dma_device.h"

static struct platform_device *pdev;

/**
 * kmemlab_dma_device() - the device, with other address bits than before
 * @mask: which it can name
 *
 * Context: any; one suite at a time.
 * Return: the device.
 */
struct device *kmemlab_dma_device(u64 mask)
{
	struct device *dev = &pdev->dev;

	dev->dma_mask = &dev->coherent_dma_mask;
	dev->coherent_dma_mask = mask;
	return dev;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_dma_device, "KMEMLAB");

static int __init dma_device_init(void)
{
	pdev = platform_device_register_simple("exercise-dma", PLATFORM_DEVID_NONE, NULL, 0);
	return PTR_ERR_OR_ZERO(pdev);
}
module_init(dma_device_init);

static void __exit dma_device_exit(void)
{
	platform_device_unregister(pdev);
}
module_exit(dma_device_exit);

MODULE_DESCRIPTION("kmemlab: a device for the DMA API, of software");
MODULE_LICENSE("GPL");
