// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.6: memory that is mapped for a device, used by it, and unmapped.
 *
 * Mapped memory is the device's. The CPU may neither read nor write it before it is
 * unmapped, or handed over by a sync for the CPU, and handed back by a sync for the
 * device. On most PCs nothing happens if this is forgotten, since caches are coherent
 * and memory is mapped where it is. It goes wrong where the device uses a copy of the
 * memory (bounce buffers, swiotlb) or the caches are not coherent (many ARM machines).
 *
 * A device may write whole cache lines, and a cache line that is invalidated takes what
 * else is in it along. So what is mapped must not share one with anything else:
 * kmalloc() sees to that, memory on the stack or inside a structure is not like that.
 * Memory of vmalloc() is no piece of physical memory at all; its pages can be mapped as
 * a list.
 *
 * What is unmapped and synced must be what was mapped: the same address, size, number
 * of entries and direction. That is why they are kept together here.
 * (Documentation/core-api/dma-api.rst, dma-api-howto.rst.)
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>

#include "stream.h"

/**
 * kmemlab_kind_name() - what a kind is called
 * @kind: the kind
 *
 * Context: any.
 * Return: its name, or NULL if there is no such kind.
 */
const char *kmemlab_kind_name(enum kmemlab_kind kind)
{
	static const char * const names[KMEMLAB_KINDS] = {
		[KMEMLAB_SINGLE] = "single",
		[KMEMLAB_PAGE] = "page",
		[KMEMLAB_SG] = "sg",
		[KMEMLAB_NONCOHERENT] = "noncoherent",
	};

	return kind < KMEMLAB_KINDS ? names[kind] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_kind_name, "KMEMLAB");

/* The size that was allocated and is freed again. */
static size_t room(const struct kmemlab_stream *stream)
{
	return stream->offset + stream->bytes;
}

static void free_list(struct kmemlab_stream *stream)
{
	sg_free_table(&stream->table);
	while (stream->nr_pages)
		__free_page(stream->pages[--stream->nr_pages]);
	kfree(stream->pages);
}

/* Entries of pages that follow each other are one, as large as the device can take. */
static int make_table(struct kmemlab_stream *stream)
{
	return sg_alloc_table_from_pages_segment(&stream->table, stream->pages,
						 stream->nr_pages, stream->offset,
						 stream->bytes,
						 dma_get_max_seg_size(stream->dev), GFP_KERNEL);
}

static int alloc_list(struct kmemlab_stream *stream)
{
	unsigned int wanted = PFN_UP(room(stream));
	int err = 0;

	stream->pages = kcalloc(wanted, sizeof(*stream->pages), GFP_KERNEL);
	if (!stream->pages)
		return -ENOMEM;
	while (!err && stream->nr_pages < wanted) {
		stream->pages[stream->nr_pages] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (stream->pages[stream->nr_pages])
			stream->nr_pages++;
		else
			err = -ENOMEM;
	}
	if (!err)
		err = make_table(stream);
	if (err)
		free_list(stream);
	return err;
}

static int alloc_memory(struct kmemlab_stream *stream)
{
	switch (stream->kind) {
	case KMEMLAB_SINGLE:
		stream->data = kzalloc(room(stream), GFP_KERNEL);
		return stream->data ? 0 : -ENOMEM;
	case KMEMLAB_PAGE:
		stream->page = alloc_pages(GFP_KERNEL | __GFP_ZERO, get_order(room(stream)));
		return stream->page ? 0 : -ENOMEM;
	case KMEMLAB_SG:
		return alloc_list(stream);
	case KMEMLAB_NONCOHERENT:
		stream->data = dma_alloc_noncoherent(stream->dev, room(stream), &stream->addr,
						     stream->direction,
						     GFP_KERNEL | __GFP_ZERO);
		return stream->data ? 0 : -ENOMEM;
	default:
		return -EINVAL;
	}
}

/**
 * kmemlab_stream_alloc() - get memory that is to be mapped
 * @stream: to be initialised
 * @dev: the device
 * @kind: what memory
 * @direction: what the device shall do with it: DMA_TO_DEVICE, DMA_FROM_DEVICE or
 *	DMA_BIDIRECTIONAL
 * @offset: of the first byte in its page, less than PAGE_SIZE
 * @bytes: how many, 1 to KMEMLAB_STREAM_MAX
 *
 * The memory is the CPU's, and zeroed.
 *
 * Context: process context, may sleep.
 * Return: 0, then kmemlab_stream_free() must follow, or
 * * -EINVAL - no such kind or direction, no bytes, or an offset beyond the page
 * * -E2BIG - more bytes, or more than can be mapped for this device at once
 * * -ENOMEM - out of memory
 */
int kmemlab_stream_alloc(struct kmemlab_stream *stream, struct device *dev,
			 enum kmemlab_kind kind, enum dma_data_direction direction,
			 size_t offset, size_t bytes)
{
	if (!bytes || offset >= PAGE_SIZE || direction >= DMA_NONE)
		return -EINVAL;
	if (bytes > KMEMLAB_STREAM_MAX || bytes > dma_max_mapping_size(dev))
		return -E2BIG;
	*stream = (struct kmemlab_stream) {
		.dev = dev,
		.kind = kind,
		.direction = direction,
		.offset = offset,
		.bytes = bytes,
	};
	return alloc_memory(stream);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_alloc, "KMEMLAB");

/**
 * kmemlab_stream_free() - give the memory back
 * @stream: not mapped
 *
 * Context: process context, may sleep.
 */
void kmemlab_stream_free(struct kmemlab_stream *stream)
{
	WARN_ON(stream->mapped);
	switch (stream->kind) {
	case KMEMLAB_PAGE:
		__free_pages(stream->page, get_order(room(stream)));
		break;
	case KMEMLAB_SG:
		free_list(stream);
		break;
	case KMEMLAB_NONCOHERENT:
		dma_free_noncoherent(stream->dev, room(stream), stream->data, stream->addr,
				     stream->direction);
		break;
	default:
		kfree(stream->data);
		break;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_free, "KMEMLAB");

static int map_memory(struct kmemlab_stream *stream)
{
	struct device *dev = stream->dev;

	switch (stream->kind) {
	case KMEMLAB_SINGLE:
		stream->addr = dma_map_single(dev, stream->data + stream->offset, stream->bytes,
					      stream->direction);
		return dma_mapping_error(dev, stream->addr);
	case KMEMLAB_PAGE:
		stream->addr = dma_map_page(dev, stream->page, stream->offset, stream->bytes,
					    stream->direction);
		return dma_mapping_error(dev, stream->addr);
	case KMEMLAB_SG:
		return dma_map_sgtable(dev, &stream->table, stream->direction, 0);
	default:
		/* Is mapped: only handed over. */
		dma_sync_single_for_device(dev, stream->addr, room(stream), stream->direction);
		return 0;
	}
}

/**
 * kmemlab_stream_map() - hand the memory to the device
 * @stream: not mapped
 *
 * Context: process context, may sleep. (The DMA API itself may be called in interrupts.)
 * Return: 0, then kmemlab_stream_unmap() must follow, or
 * * -ENOMEM - no address, or no bounce buffer, can be had for it
 * * -EIO, -EINVAL - a list that cannot be mapped (see dma_map_sgtable())
 */
int kmemlab_stream_map(struct kmemlab_stream *stream)
{
	int err = map_memory(stream);

	stream->mapped = !err;
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_map, "KMEMLAB");

/**
 * kmemlab_stream_unmap() - take the memory back
 * @stream: mapped; the device has done with it
 *
 * Context: as kmemlab_stream_map().
 */
void kmemlab_stream_unmap(struct kmemlab_stream *stream)
{
	struct device *dev = stream->dev;

	switch (stream->kind) {
	case KMEMLAB_SINGLE:
		dma_unmap_single(dev, stream->addr, stream->bytes, stream->direction);
		break;
	case KMEMLAB_PAGE:
		dma_unmap_page(dev, stream->addr, stream->bytes, stream->direction);
		break;
	case KMEMLAB_SG:
		/* Takes the number of entries that were given, not of those mapped. */
		dma_unmap_sgtable(dev, &stream->table, stream->direction, 0);
		break;
	default:
		dma_sync_single_for_cpu(dev, stream->addr, room(stream), stream->direction);
		break;
	}
	stream->mapped = false;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_unmap, "KMEMLAB");

/* From the address that was mapped to the part. */
static size_t from_mapped(const struct kmemlab_stream *stream, size_t at)
{
	return stream->kind == KMEMLAB_NONCOHERENT ? stream->offset + at : at;
}

/**
 * kmemlab_stream_sync_for_cpu() - let the CPU see a part of what is mapped
 * @stream: mapped
 * @at: where it begins
 * @bytes: how many; of a list all are synced, since its entries are mapped as one
 *
 * Context: any.
 */
void kmemlab_stream_sync_for_cpu(struct kmemlab_stream *stream, size_t at, size_t bytes)
{
	if (stream->kind == KMEMLAB_SG)
		dma_sync_sgtable_for_cpu(stream->dev, &stream->table, stream->direction);
	else
		dma_sync_single_range_for_cpu(stream->dev, stream->addr,
					      from_mapped(stream, at), bytes,
					      stream->direction);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_sync_for_cpu, "KMEMLAB");

/**
 * kmemlab_stream_sync_for_device() - let the device see a part that was the CPU's
 * @stream: mapped
 * @at: where it begins
 * @bytes: how many; of a list all are synced
 *
 * Context: any.
 */
void kmemlab_stream_sync_for_device(struct kmemlab_stream *stream, size_t at, size_t bytes)
{
	if (stream->kind == KMEMLAB_SG)
		dma_sync_sgtable_for_device(stream->dev, &stream->table, stream->direction);
	else
		dma_sync_single_range_for_device(stream->dev, stream->addr,
						 from_mapped(stream, at), bytes,
						 stream->direction);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_sync_for_device, "KMEMLAB");

/* The device may see fewer entries than there are pages: these are what it is told. */
static size_t segment_of_list(const struct kmemlab_stream *stream, size_t at,
			      dma_addr_t *addr)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_dma_sg(&stream->table, sg, i) {
		if (at < sg_dma_len(sg)) {
			*addr = sg_dma_address(sg) + at;
			return sg_dma_len(sg) - at;
		}
		at -= sg_dma_len(sg);
	}
	return 0;
}

/**
 * kmemlab_stream_segment() - where the device sees a byte
 * @stream: mapped
 * @at: which byte
 * @addr: set to its address
 *
 * Context: any.
 * Return: how many bytes follow there in a row, that one included; 0: there is no such
 * byte, and @addr is as it was.
 */
size_t kmemlab_stream_segment(const struct kmemlab_stream *stream, size_t at,
			      dma_addr_t *addr)
{
	if (at >= stream->bytes)
		return 0;
	if (stream->kind == KMEMLAB_SG)
		return segment_of_list(stream, at, addr);
	*addr = stream->addr + from_mapped(stream, at);
	return stream->bytes - at;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_segment, "KMEMLAB");

static void *virtual(const struct kmemlab_stream *stream)
{
	void *start = stream->kind == KMEMLAB_PAGE ? page_address(stream->page) :
						     stream->data;

	return start + stream->offset;
}

/**
 * kmemlab_stream_write() - the CPU writes
 * @stream: the CPU's, at least that part
 * @at: where to
 * @from: what
 * @bytes: how many, all of them inside
 *
 * Context: any.
 */
void kmemlab_stream_write(struct kmemlab_stream *stream, size_t at, const void *from,
			  size_t bytes)
{
	if (stream->kind == KMEMLAB_SG)
		sg_pcopy_from_buffer(stream->table.sgl, stream->table.orig_nents, from, bytes,
				     at);
	else
		memcpy(virtual(stream) + at, from, bytes);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_write, "KMEMLAB");

/**
 * kmemlab_stream_read() - the CPU reads
 * @stream: the CPU's, at least that part
 * @at: where from
 * @to: where to
 * @bytes: how many, all of them inside
 *
 * Context: any.
 */
void kmemlab_stream_read(const struct kmemlab_stream *stream, size_t at, void *to,
			 size_t bytes)
{
	if (stream->kind == KMEMLAB_SG)
		sg_pcopy_to_buffer(stream->table.sgl, stream->table.orig_nents, to, bytes, at);
	else
		memcpy(to, virtual(stream) + at, bytes);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_stream_read, "KMEMLAB");
