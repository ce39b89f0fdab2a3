/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-map is about; its suite is map_kunit.c. */
#ifndef KMEMLAB_EXERCISE_MAP_H
#define KMEMLAB_EXERCISE_MAP_H

#include <linux/dma-mapping.h>
#include <linux/types.h>

/* What tells the device to read: 0, or an errno. It has read when it returns. */
typedef int (*start_fn)(void *hardware, dma_addr_t addr, size_t length);

/* 0, -EIO if the buffer cannot be mapped, or what start() returns. May sleep. */
int send_buffer(struct device *dev, void *data, size_t length, start_fn start, void *hardware);

#endif /* KMEMLAB_EXERCISE_MAP_H */
