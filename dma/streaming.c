// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.6, the plain forms: the whole life of a streaming buffer in one
 * function, for each kind of memory.
 *
 * Each function wants the device locked, edu_dma_lock(), because the device
 * serves one transfer at a time. What a function sends stays in the device's
 * own memory, from its first byte on, and the next function can receive it.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "../mmio/edu_regs.h"
#include "edu_dma.h"
#include "streaming.h"

/**
 * stream_check_length() - can the device transfer so many bytes at once?
 * @bytes: length
 *
 * Before anything is allocated or mapped, since a length of 0 cannot be mapped.
 *
 * Context: any.
 * Return: 0, -EINVAL for 0, or -ERANGE for more than the device's memory.
 */
int stream_check_length(size_t bytes)
{
	if (!bytes)
		return -EINVAL;
	return bytes > EDU_BUFFER_USABLE ? -ERANGE : 0;
}
EXPORT_SYMBOL_NS_GPL(stream_check_length, "KMEMLAB");

/**
 * stream_send() - let the device read a buffer
 * @edu: the device, locked
 * @data: kmalloc() memory; not the stack, and not vmalloc() memory
 * @bytes: length, 1 to EDU_BUFFER_USABLE
 *
 * Rests on Documentation/core-api/dma-api-howto.rst.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - a length of 0
 * * -ERANGE - more than the device's memory
 * * -ENOMEM - the buffer cannot be mapped
 * * an error of edu_dma_start() or edu_dma_wait()
 */
int stream_send(struct edu_dma *edu, void *data, u32 bytes)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	int err;

	err = stream_check_length(bytes);
	if (err)
		return err;

	/* From here to the unmap, the device owns the buffer. */
	addr = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (err)
		return err;

	err = edu_dma_start(edu, addr, 0, bytes, DMA_TO_DEVICE);
	if (!err)
		err = edu_dma_wait(edu);

	/* Also after a time-out: the device cannot access memory any more. */
	dma_unmap_single(dev, addr, bytes, DMA_TO_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(stream_send, "KMEMLAB");

/**
 * stream_receive() - let the device write a buffer
 * @edu: the device, locked
 * @data: kmalloc() memory; its contents are undefined after an error
 * @bytes: length, 1 to EDU_BUFFER_USABLE
 *
 * Context: process context, may sleep.
 * Return: as stream_send().
 */
int stream_receive(struct edu_dma *edu, void *data, u32 bytes)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	int err;

	err = stream_check_length(bytes);
	if (err)
		return err;

	addr = dma_map_single(dev, data, bytes, DMA_FROM_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (err)
		return err;

	err = edu_dma_start(edu, addr, 0, bytes, DMA_FROM_DEVICE);
	if (!err)
		err = edu_dma_wait(edu);

	/* Only now may the CPU read the buffer. */
	dma_unmap_single(dev, addr, bytes, DMA_FROM_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(stream_receive, "KMEMLAB");

/**
 * stream_send_messages() - let the device read one page again and again
 * @edu: the device, locked
 * @page: one page with a kernel address, not highmem; mapped once for all
 *	messages
 * @messages: the messages, one after another
 * @bytes: length of a message, at least 1
 * @nr: number of messages; all of them fit in the device's memory, one after
 *	another
 *
 * A sync moves the ownership without an unmap: to the CPU, which writes the
 * next message, and back to the device.
 *
 * Context: process context, may sleep.
 * Return: as stream_send(). After an error, some messages may have been sent.
 */
int stream_send_messages(struct edu_dma *edu, struct page *page,
			 const void *messages, u32 bytes, unsigned int nr)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	unsigned int i;
	int err;

	err = stream_check_length(array_size(bytes, nr));
	if (err)
		return err;

	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_TO_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (err)
		return err;

	for (i = 0; i < nr && !err; i++) {
		dma_sync_single_for_cpu(dev, addr, bytes, DMA_TO_DEVICE);
		memcpy(page_address(page), messages + i * bytes, bytes);
		dma_sync_single_for_device(dev, addr, bytes, DMA_TO_DEVICE);
		err = edu_dma_transfer(edu, addr, i * bytes, bytes,
				       DMA_TO_DEVICE);
	}

	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_TO_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(stream_send_messages, "KMEMLAB");

/**
 * stream_receive_messages() - let the device write one page again and again
 * @edu: the device, locked
 * @page: one page with a kernel address, not highmem; mapped once for all
 *	messages
 * @messages: room for the messages
 * @bytes: length of a message, at least 1
 * @nr: number of messages; all of them lie in the device's memory, one after
 *	another
 *
 * Context: process context, may sleep.
 * Return: as stream_send(). After an error, some messages may have arrived.
 */
int stream_receive_messages(struct edu_dma *edu, struct page *page,
			    void *messages, u32 bytes, unsigned int nr)
{
	struct device *dev = edu->dev;
	dma_addr_t addr;
	unsigned int i;
	int err;

	err = stream_check_length(array_size(bytes, nr));
	if (err)
		return err;

	addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	err = dma_mapping_error(dev, addr);
	if (err)
		return err;

	for (i = 0; i < nr; i++) {
		err = edu_dma_transfer(edu, addr, i * bytes, bytes,
				       DMA_FROM_DEVICE);
		if (err)
			break;
		dma_sync_single_for_cpu(dev, addr, bytes, DMA_FROM_DEVICE);
		memcpy(messages + i * bytes, page_address(page), bytes);
		dma_sync_single_for_device(dev, addr, bytes, DMA_FROM_DEVICE);
	}

	dma_unmap_page(dev, addr, PAGE_SIZE, DMA_FROM_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(stream_receive_messages, "KMEMLAB");

/**
 * stream_send_list() - let the device read pieces of memory, one after another
 * @edu: the device, locked
 * @table: the pieces, which fit in the device's memory one after another
 *
 * The DMA API may join pieces that follow each other on the bus. So the loop
 * goes over the mapped segments, not over the pieces.
 *
 * Context: process context, may sleep.
 * Return: 0, or an error of dma_map_sgtable() or edu_dma_transfer().
 */
int stream_send_list(struct edu_dma *edu, struct sg_table *table)
{
	struct scatterlist *segment;
	struct device *dev = edu->dev;
	u32 offset = 0;
	int i, err;

	err = dma_map_sgtable(dev, table, DMA_TO_DEVICE, 0);
	if (err)
		return err;

	for_each_sgtable_dma_sg(table, segment, i) {
		err = edu_dma_transfer(edu, sg_dma_address(segment), offset,
				       sg_dma_len(segment), DMA_TO_DEVICE);
		if (err)
			break;
		offset += sg_dma_len(segment);
	}

	/* All of the table, whatever the number of segments was. */
	dma_unmap_sgtable(dev, table, DMA_TO_DEVICE, 0);
	return err;
}
EXPORT_SYMBOL_NS_GPL(stream_send_list, "KMEMLAB");
