/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_REGISTERS_DEMO_H
#define KMEMLAB_REGISTERS_DEMO_H

struct pci_dev;
struct registers;

struct registers *registers_add(struct pci_dev *pdev, int bar);
void registers_remove(struct registers *registers);

#endif /* KMEMLAB_REGISTERS_DEMO_H */
