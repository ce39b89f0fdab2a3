// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: a driver that gives its device up with a buffer mapped. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>

#define BUFFER_SIZE 256

static int own_unmap_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	dma_addr_t addr;
	void *buffer;
	int err;

	err = pcim_enable_device(pdev);
	if (err)
		return err;
	err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(28));
	if (err)
		return err;
	buffer = devm_kzalloc(dev, BUFFER_SIZE, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	addr = dma_map_single(dev, buffer, BUFFER_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dev_info(dev, "a buffer mapped\n");
	return 0;	/* wrong: dma_unmap_single() is nowhere */
}

/* QEMU's edu. */
static const struct pci_device_id own_unmap_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{}
};
MODULE_DEVICE_TABLE(pci, own_unmap_ids);

static struct pci_driver own_unmap_driver = {
	.name = KBUILD_MODNAME,
	.id_table = own_unmap_ids,
	.probe = own_unmap_probe,
};
module_pci_driver(own_unmap_driver);

MODULE_DESCRIPTION("kmemlab: a sample that forgets to unmap");
MODULE_LICENSE("GPL");
