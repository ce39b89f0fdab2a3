// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise dma-map (chapter 5.6, one function).
 *
 * Task: Write send_buffer(): map a buffer for the device to read, start the transfer,
 * and unmap the buffer whatever happens. If the mapping fails, the device must not hear
 * of it, and the result is -EIO.
 *
 * Read: "The plain form" in dma/README.md.
 * Then: make exercise EX=dma-map; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "map.h"

int send_buffer(struct device *dev, void *data, size_t length, start_fn start, void *hardware)
{
	/* TODO: map, check, start, unmap. */
	return -EIO;
}
