// SPDX-License-Identifier: GPL-2.0
/*
 * The plain forms of chapters 5.5 and 5.6: the whole life of a buffer in one function.
 *
 * The device is an edu. It has 4 KiB of memory of its own, and copies between that and
 * the memory of the machine. The caller owns the engine (kmemlab_engine_get()), because
 * the device serves one transfer at a time.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "engine.h"
#include "plain.h"

/* Before anything is allocated or mapped: a length of 0 cannot be mapped. */
static int check_length(const struct kmemlab_engine *engine, size_t bytes)
{
	if (!bytes)
		return -EINVAL;
	return bytes > engine->ops->buffer_size ? -ERANGE : 0;
}

/**
 * plain_send() - let the device read a buffer
 * @engine: the device, owned by the caller
 * @data: kmalloc() memory; not the stack, and not vmalloc() memory
 * @bytes: length, 1 to the size of the device's memory
 *
 * Rests on Documentation/core-api/dma-api-howto.rst.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EINVAL - a length of 0
 * * -ERANGE - more than the device's memory
 * * -ENOMEM - the buffer cannot be mapped
 * * an error of kmemlab_engine_start() or kmemlab_engine_wait()
 */
int plain_send(struct kmemlab_engine *engine, void *data, u32 bytes)
{
	struct kmemlab_transfer transfer = { .bytes = bytes, .direction = DMA_TO_DEVICE };
	struct device *dev = engine->dev;
	int err;

	err = check_length(engine, bytes);
	if (err)
		return err;

	/* From here to the unmap, the device owns the buffer. */
	transfer.addr = dma_map_single(dev, data, bytes, DMA_TO_DEVICE);
	err = dma_mapping_error(dev, transfer.addr);
	if (err)
		return err;

	err = kmemlab_engine_start(engine, &transfer);
	if (!err)
		err = kmemlab_engine_wait(engine);

	/* Also after a time-out: the device cannot reach memory any more. */
	dma_unmap_single(dev, transfer.addr, bytes, DMA_TO_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(plain_send, "KMEMLAB");

/**
 * plain_receive() - let the device write a buffer
 * @engine: the device, owned by the caller
 * @data: kmalloc() memory; its contents are undefined after an error
 * @bytes: length, 1 to the size of the device's memory
 *
 * Context: process context, may sleep.
 * Return: as plain_send().
 */
int plain_receive(struct kmemlab_engine *engine, void *data, u32 bytes)
{
	struct kmemlab_transfer transfer = { .bytes = bytes, .direction = DMA_FROM_DEVICE };
	struct device *dev = engine->dev;
	int err;

	err = check_length(engine, bytes);
	if (err)
		return err;

	transfer.addr = dma_map_single(dev, data, bytes, DMA_FROM_DEVICE);
	err = dma_mapping_error(dev, transfer.addr);
	if (err)
		return err;

	err = kmemlab_engine_start(engine, &transfer);
	if (!err)
		err = kmemlab_engine_wait(engine);

	/* Only now may the CPU read the buffer. */
	dma_unmap_single(dev, transfer.addr, bytes, DMA_FROM_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(plain_receive, "KMEMLAB");

/**
 * plain_receive_messages() - let the device write a page again and again
 * @engine: the device, owned by the caller
 * @page: one page with a kernel address, not highmem; mapped once for all messages
 * @messages: room for @nr messages
 * @bytes: length of a message, at least 1
 * @nr: number of messages; all of them lie in the device's memory, one after another
 *
 * A sync moves the ownership of the buffer without an unmap: to the CPU, which reads
 * the message, and back to the device.
 *
 * Context: process context, may sleep.
 * Return: as plain_send(). After an error, some messages may have arrived.
 */
int plain_receive_messages(struct kmemlab_engine *engine, struct page *page, void *messages,
			   u32 bytes, unsigned int nr)
{
	struct kmemlab_transfer transfer = { .bytes = bytes, .direction = DMA_FROM_DEVICE };
	struct device *dev = engine->dev;
	unsigned int i;
	int err;

	err = check_length(engine, array_size(bytes, nr));
	if (err)
		return err;

	transfer.addr = dma_map_page(dev, page, 0, PAGE_SIZE, DMA_FROM_DEVICE);
	err = dma_mapping_error(dev, transfer.addr);
	if (err)
		return err;

	for (i = 0; i < nr; i++) {
		transfer.offset = i * bytes;
		err = kmemlab_engine_transfer(engine, &transfer);
		if (err)
			break;
		dma_sync_single_for_cpu(dev, transfer.addr, bytes, DMA_FROM_DEVICE);
		memcpy(messages + i * bytes, page_address(page), bytes);
		dma_sync_single_for_device(dev, transfer.addr, bytes, DMA_FROM_DEVICE);
	}

	dma_unmap_page(dev, transfer.addr, PAGE_SIZE, DMA_FROM_DEVICE);
	return err;
}
EXPORT_SYMBOL_NS_GPL(plain_receive_messages, "KMEMLAB");

/**
 * plain_send_list() - let the device read pieces of memory, one after another
 * @engine: the device, owned by the caller
 * @table: the pieces, together at most as long as the device's memory, where they lie
 *	one after another
 *
 * The DMA API may join pieces that follow each other on the bus. So the loop goes over
 * the mapped segments, not over the pieces.
 *
 * Context: process context, may sleep.
 * Return: 0, or an error of dma_map_sgtable() or kmemlab_engine_transfer().
 */
int plain_send_list(struct kmemlab_engine *engine, struct sg_table *table)
{
	struct kmemlab_transfer transfer = { .direction = DMA_TO_DEVICE };
	struct device *dev = engine->dev;
	struct scatterlist *segment;
	int i, err;

	err = dma_map_sgtable(dev, table, DMA_TO_DEVICE, 0);
	if (err)
		return err;

	for_each_sgtable_dma_sg(table, segment, i) {
		transfer.addr = sg_dma_address(segment);
		transfer.bytes = sg_dma_len(segment);
		err = kmemlab_engine_transfer(engine, &transfer);
		if (err)
			break;
		transfer.offset += transfer.bytes;
	}

	/* All of them, whatever the number of segments was. */
	dma_unmap_sgtable(dev, table, DMA_TO_DEVICE, 0);
	return err;
}
EXPORT_SYMBOL_NS_GPL(plain_send_list, "KMEMLAB");

/**
 * plain_coherent() - memory that the CPU and the device use at the same time
 * @engine: the device, owned by the caller
 * @bytes: length of each half, 1 to the size of the device's memory
 *
 * The device copies the first half to the second one. There is no map and no sync, but
 * the two must agree when data is valid: writel() orders the CPU's writes before the
 * start of the transfer, and the readl() after its end orders the CPU's reads.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL, -ERANGE or -ENOMEM as plain_send(), -EBADMSG if the halves
 * differ, or an error of kmemlab_engine_transfer().
 */
int plain_coherent(struct kmemlab_engine *engine, u32 bytes)
{
	struct kmemlab_transfer in = { .bytes = bytes, .direction = DMA_TO_DEVICE };
	struct kmemlab_transfer out = { .bytes = bytes, .direction = DMA_FROM_DEVICE };
	struct device *dev = engine->dev;
	dma_addr_t addr;
	u8 *data;
	int err;

	err = check_length(engine, bytes);
	if (err)
		return err;

	/* Zeroed. The address for the device and the one for the CPU are two things. */
	data = dma_alloc_coherent(dev, 2 * bytes, &addr, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	memset(data, 0x5a, bytes);

	in.addr = addr;
	out.addr = addr + bytes;
	err = kmemlab_engine_transfer(engine, &in) ?: kmemlab_engine_transfer(engine, &out);

	if (!err && memcmp(data, data + bytes, bytes))
		err = -EBADMSG;
	dma_free_coherent(dev, 2 * bytes, data, addr);
	return err;
}
EXPORT_SYMBOL_NS_GPL(plain_coherent, "KMEMLAB");
