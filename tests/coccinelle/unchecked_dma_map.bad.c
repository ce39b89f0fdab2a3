// SPDX-License-Identifier: GPL-2.0
/* An address that may be none is given to the device. */
void send(struct device *dev, struct ring *ring, void *data, size_t bytes)
{
	dma_addr_t addr;

	addr = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
	post(ring, addr, bytes);
}
