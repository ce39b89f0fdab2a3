// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise dma-map.
 *
 * Hint: dma_mapping_error() right after dma_map_single(), and one dma_unmap_single() on
 * every path after that.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "map.h"

int send_buffer(struct device *dev, void *data, size_t length, start_fn start, void *hardware)
{
	dma_addr_t addr = dma_map_single(dev, data, length, DMA_TO_DEVICE);
	int err;

	if (dma_mapping_error(dev, addr))
		return -EIO;
	err = start(hardware, addr, length);
	dma_unmap_single(dev, addr, length, DMA_TO_DEVICE);
	return err;
}
