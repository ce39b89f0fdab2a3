/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An edu for the suites: the model in User-Mode Linux (edu_model.c), the device itself
 * elsewhere (edu_device.c).
 */
#ifndef KMEMLAB_TESTS_EDU_H
#define KMEMLAB_TESTS_EDU_H

#include <linux/types.h>

struct device;

/**
 * struct edu_faults - what is wrong with the model
 * @id: EDU_ID reads as this; 0: as an edu's
 * @gone: the device is not there any more: all ones
 * @leaves: the device goes away when a result is read
 * @stuck: computations and transfers never end
 * @mute: interrupts are lost
 * @hasty: an interrupt comes although the device is still busy, and another one after
 * @corrupt: one bit of each transfer to memory is wrong
 */
struct edu_faults {
	u32 id;
	bool gone;
	bool leaves;
	bool stuck;
	bool mute;
	bool hasty;
	bool corrupt;
};

/**
 * struct edu_under_test - what a bus would hand to a driver
 * @dev: the device, for the DMA API
 * @regs: its registers, mapped
 * @irq: its interrupt, for request_irq()
 * @nr_irqs: how many a PCI device has given of the four that it was asked for, else 0
 * @start: physical address of the registers, if a platform device may claim them, else 0
 */
struct edu_under_test {
	struct device *dev;
	void __iomem *regs;
	int irq;
	int nr_irqs;
	resource_size_t start;
};

int edu_acquire(struct edu_under_test *edu);
void edu_release(struct edu_under_test *edu);
int edu_break(const struct edu_faults *faults);
void edu_bus_master(struct device *dev, bool on);
unsigned int edu_violations(void);

#endif /* KMEMLAB_TESTS_EDU_H */
