/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_REGISTERS_DEMO_H
#define KMEMLAB_REGISTERS_DEMO_H

struct pci_dev;

int devm_registers_add(struct pci_dev *pdev, int bar);

#endif /* KMEMLAB_REGISTERS_DEMO_H */
