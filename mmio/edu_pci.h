/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a PCI driver gets at an edu; both drivers of it here do. All of it is
 * managed.
 */
#ifndef KMEMLAB_EDU_PCI_H
#define KMEMLAB_EDU_PCI_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/pci.h>

#include "edu_regs.h"

/* Its registers, claimed and mapped, or an ERR_PTR(); the log says why. */
static inline void __iomem *edu_pci_map(struct pci_dev *pdev)
{
	void __iomem *regs;
	int err = pcim_enable_device(pdev);

	if (err) {
		dev_err_probe(&pdev->dev, err, "not enabled\n");
		return IOMEM_ERR_PTR(err);
	}
	regs = pcim_iomap_region(pdev, EDU_BAR, KBUILD_MODNAME);
	if (IS_ERR(regs))
		dev_err_probe(&pdev->dev, PTR_ERR(regs),
			      "BAR %d not mapped\n", EDU_BAR);
	return regs;
}

/*
 * MSI, else the INTx line. A message is a write of the device's own: it arrives
 * only while bus mastering is enabled. After pcim_enable_device() the kernel
 * frees the vectors by itself, so nothing calls pci_free_irq_vectors().
 */
static inline int edu_pci_request_irq(struct pci_dev *pdev,
				      irq_handler_t handler, void *data)
{
	struct device *dev = &pdev->dev;
	int err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI | PCI_IRQ_INTX);

	if (err < 0)
		return dev_err_probe(dev, err, "no interrupt\n");
	err = devm_request_irq(dev, pci_irq_vector(pdev, 0), handler,
			       IRQF_SHARED, KBUILD_MODNAME, data);
	return err ? dev_err_probe(dev, err, "interrupt refused\n") : 0;
}

#endif /* KMEMLAB_EDU_PCI_H */
