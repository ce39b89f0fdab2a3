// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.5, the plain form: memory that the CPU and the device use at the
 * same time. Beside it the same with dma_alloc_noncoherent(), whose memory the
 * device is sure to reach as well, but which has an owner and needs syncs.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/random.h>
#include <linux/string.h>

#include "coherent.h"
#include "edu_dma.h"
#include "streaming.h"

/**
 * coherent_copy() - let the device copy one half of coherent memory to the
 * other
 * @edu: the device, locked
 * @bytes: length of each half, 1 to EDU_BUFFER_USABLE
 *
 * There is no map and no sync, but the two must agree when data is valid:
 * writel() orders the CPU's writes before the start of the transfer, and the
 * readl() after its end orders the CPU's reads.
 *
 * Rests on Documentation/core-api/dma-api.rst.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - a length of 0
 * * -ERANGE - more than the device's memory
 * * -ENOMEM - no memory that the device reaches
 * * -EBADMSG - the halves differ
 * * an error of edu_dma_transfer()
 */
int coherent_copy(struct edu_dma *edu, u32 bytes)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	u8 *data;
	int err;

	err = stream_check_length(bytes);
	if (err)
		return err;

	/* Zeroed. The device's address and the CPU's are two things. */
	data = dma_alloc_coherent(dev, 2 * bytes, &addr, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	get_random_bytes(data, bytes);

	err = edu_dma_transfer(edu, addr, 0, bytes, DMA_TO_DEVICE);
	if (!err)
		err = edu_dma_transfer(edu, addr + bytes, 0, bytes,
				       DMA_FROM_DEVICE);
	if (!err && memcmp(data, data + bytes, bytes))
		err = -EBADMSG;

	dma_free_coherent(dev, 2 * bytes, data, addr);
	return err;
}
EXPORT_SYMBOL_NS_GPL(coherent_copy, "KMEMLAB");

/**
 * noncoherent_copy() - the same in non-coherent memory
 * @edu: the device, locked
 * @bytes: length of each half, 1 to EDU_BUFFER_USABLE
 *
 * The memory is mapped as long as it is allocated. A sync moves its ownership.
 *
 * Context: process context, may sleep.
 * Return: as coherent_copy().
 */
int noncoherent_copy(struct edu_dma *edu, u32 bytes)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	u8 *data;
	int err;

	err = stream_check_length(bytes);
	if (err)
		return err;

	data = dma_alloc_noncoherent(dev, 2 * bytes, &addr, DMA_BIDIRECTIONAL,
				     GFP_KERNEL);
	if (!data)
		return -ENOMEM;

	/* The CPU owns the memory first. */
	get_random_bytes(data, bytes);
	dma_sync_single_for_device(dev, addr, 2 * bytes, DMA_BIDIRECTIONAL);
	err = edu_dma_transfer(edu, addr, 0, bytes, DMA_TO_DEVICE);
	if (!err)
		err = edu_dma_transfer(edu, addr + bytes, 0, bytes,
				       DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(dev, addr, 2 * bytes, DMA_BIDIRECTIONAL);
	if (!err && memcmp(data, data + bytes, bytes))
		err = -EBADMSG;

	dma_free_noncoherent(dev, 2 * bytes, data, addr, DMA_BIDIRECTIONAL);
	return err;
}
EXPORT_SYMBOL_NS_GPL(noncoherent_copy, "KMEMLAB");
