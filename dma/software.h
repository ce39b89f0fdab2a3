/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_SOFTWARE_H
#define KMEMLAB_SOFTWARE_H

#include <linux/sizes.h>
#include <linux/workqueue.h>

#include "engine.h"

#define KMEMLAB_SOFTWARE_BUFFER_SIZE	SZ_4K
#define KMEMLAB_SOFTWARE_DMA_BITS	64

/**
 * struct kmemlab_software - an engine that is no hardware
 * @engine: the engine
 * @memory: the device's own
 * @transfer: the one that runs
 * @work: runs it
 * @busy: it is not over yet
 */
struct kmemlab_software {
	struct kmemlab_engine engine;
	u8 *memory;
	struct kmemlab_transfer transfer;
	struct work_struct work;
	bool busy;
};

int kmemlab_software_init(struct kmemlab_software *software, struct device *dev);
void kmemlab_software_destroy(struct kmemlab_software *software);

#endif /* KMEMLAB_SOFTWARE_H */
