// SPDX-License-Identifier: GPL-2.0
/* What the device wrote may never be seen. */
int receive(struct device *dev, struct packet *packet)
{
	packet->addr = dma_map_single(dev, packet->data, packet->bytes, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, packet->addr))
		return -ENOMEM;
	wait_for(packet);
	dma_unmap_single(dev, packet->addr, packet->bytes, DMA_TO_DEVICE);
	return 0;
}
