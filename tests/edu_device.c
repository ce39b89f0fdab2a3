// SPDX-License-Identifier: GPL-2.0
/*
 * The first edu of the machine for the suites, which want it without a driver: it is
 * taken from the driver it has, and given back. With QEMU's edu, that is the device itself.
 */
#include "../kmemlab.h"

#include <linux/bitfield.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/pci.h>

#include "../mmio/edu_regs.h"
#include "edu.h"

static int set_up(struct pci_dev *pdev, struct edu_under_test *edu)
{
	int err = pci_request_region(pdev, EDU_BAR, "kmemlab-suite");

	if (err)
		return err;
	err = pci_alloc_irq_vectors(pdev, 1, 4, PCI_IRQ_MSIX | PCI_IRQ_MSI | PCI_IRQ_INTX);
	if (err < 0)
		goto release;
	edu->nr_irqs = err;
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(EDU_DMA_BITS));
	if (err)
		goto free_vectors;
	err = -ENOMEM;
	edu->regs = pci_iomap(pdev, EDU_BAR, 0);
	if (!edu->regs)
		goto free_vectors;
	/* QEMU 7.2's speaks the byte order of the machine: big-endian, it is no edu. */
	err = -ENODEV;
	if (FIELD_GET(EDU_ID_DEVICE, readl(edu->regs + EDU_ID)) != EDU_ID_DEVICE_EDU)
		goto unmap;
	edu->dev = &pdev->dev;
	edu->irq = pci_irq_vector(pdev, 0);
	/* For the messages of its interrupt. */
	pci_set_master(pdev);
	return 0;

unmap:
	pci_iounmap(pdev, edu->regs);
	edu->regs = NULL;
free_vectors:
	pci_free_irq_vectors(pdev);
release:
	pci_release_region(pdev, EDU_BAR);
	return err;
}

static void give_back(struct pci_dev *pdev)
{
	/* A driver that does not want it any more is no matter here. */
	if (device_attach(&pdev->dev) < 0)
		pci_info(pdev, "left without a driver\n");
	pci_dev_put(pdev);
}

/**
 * edu_acquire() - have the first edu to oneself, without a driver
 * @edu: set to what a bus would hand to a driver
 *
 * Context: process context, may sleep; one user at a time.
 * Return: 0, or -ENODEV if there is none that answers as one, or why it cannot be had.
 */
int edu_acquire(struct edu_under_test *edu)
{
	struct pci_dev *pdev = pci_get_device(EDU_PCI_VENDOR, EDU_PCI_DEVICE, NULL);
	int err;

	if (!pdev)
		return -ENODEV;
	device_release_driver(&pdev->dev);
	err = pci_enable_device(pdev);
	if (!err) {
		err = set_up(pdev, edu);
		if (!err)
			return 0;
		pci_disable_device(pdev);
	}
	give_back(pdev);
	return err;
}
EXPORT_SYMBOL_NS_GPL(edu_acquire, "KMEMLAB");

/**
 * edu_release() - give it back to a driver
 * @edu: from edu_acquire(), its interrupt free
 *
 * Context: process context, may sleep.
 */
void edu_release(struct edu_under_test *edu)
{
	struct pci_dev *pdev = to_pci_dev(edu->dev);

	pci_clear_master(pdev);
	pci_iounmap(pdev, edu->regs);
	pci_free_irq_vectors(pdev);
	pci_release_region(pdev, EDU_BAR);
	pci_disable_device(pdev);
	give_back(pdev);
}
EXPORT_SYMBOL_NS_GPL(edu_release, "KMEMLAB");

/**
 * edu_break() - nothing is wrong with a device on demand
 * @faults: unused
 *
 * Context: any.
 * Return: -EOPNOTSUPP.
 */
int edu_break(const struct edu_faults *faults)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL_NS_GPL(edu_break, "KMEMLAB");

/**
 * edu_bus_master() - enable or disable bus mastering
 * @dev: the device
 * @on: enable it
 *
 * Context: process context.
 */
void edu_bus_master(struct device *dev, bool on)
{
	if (on)
		pci_set_master(to_pci_dev(dev));
	else
		pci_clear_master(to_pci_dev(dev));
}
EXPORT_SYMBOL_NS_GPL(edu_bus_master, "KMEMLAB");

/**
 * edu_violations() - what a driver must not do, and did
 *
 * Context: any.
 * Return: 0, since a device does not count; at a range outside its memory QEMU 7.2 ends.
 */
unsigned int edu_violations(void)
{
	return 0;
}
EXPORT_SYMBOL_NS_GPL(edu_violations, "KMEMLAB");

MODULE_DESCRIPTION("QEMU's edu for suites");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
