// SPDX-License-Identifier: GPL-2.0
/* The address is used when it is one. */
int send(struct device *dev, struct ring *ring, void *data, size_t bytes)
{
	dma_addr_t addr;

	addr = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	post(ring, addr, bytes);
	return 0;
}
