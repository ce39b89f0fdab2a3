/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-map is about; its suite is map_kunit.c. */
#ifndef KMEMLAB_EXERCISE_MAP_H
#define KMEMLAB_EXERCISE_MAP_H

#include <linux/dma-mapping.h>
#include <linux/types.h>

/*
 * A function that tells the device to read, and waits for it: 0, or an errno. In both cases the
 * device does not use the buffer any more when the function returns.
 */
typedef int (*start_fn)(void *hardware, dma_addr_t addr, size_t length);

/* 0, -EIO if the buffer cannot be mapped, or what start() returns. May sleep. */
int send_buffer(struct device *dev, void *data, size_t length, start_fn start, void *hardware);

#endif /* KMEMLAB_EXERCISE_MAP_H */
