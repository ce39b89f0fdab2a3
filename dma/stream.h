/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_STREAM_H
#define KMEMLAB_STREAM_H

#include <linux/dma-direction.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

/* The most that is mapped at once; swiotlb can bounce 256 KiB in one piece. */
#define KMEMLAB_STREAM_MAX	SZ_128K

/**
 * enum kmemlab_kind - what memory is mapped, and by which calls
 * @KMEMLAB_SINGLE: one piece of kmalloc() memory, by dma_map_single()
 * @KMEMLAB_PAGE: pages in a row, by dma_map_page()
 * @KMEMLAB_SG: pages from anywhere, by dma_map_sgtable()
 * @KMEMLAB_NONCOHERENT: memory that the device is sure to reach, by
 *	dma_alloc_noncoherent(), which stays mapped
 * @KMEMLAB_KINDS: how many there are
 */
enum kmemlab_kind {
	KMEMLAB_SINGLE,
	KMEMLAB_PAGE,
	KMEMLAB_SG,
	KMEMLAB_NONCOHERENT,
	KMEMLAB_KINDS
};

/**
 * struct kmemlab_stream - memory that is the CPU's and the device's in turn
 * @dev: the device
 * @kind: what memory
 * @direction: what the device may do with it
 * @offset: of the first byte, in its first page
 * @bytes: how many
 * @mapped: it is the device's
 * @data: SINGLE, NONCOHERENT: what was allocated
 * @addr: SINGLE, PAGE: where the device sees the first byte; NONCOHERENT: where it sees
 *	@data
 * @page: PAGE: the first one, the others follow
 * @nr_pages: SG: how many
 * @pages: SG: all of them
 * @table: SG: the pages as entries of a list
 */
struct kmemlab_stream {
	struct device *dev;
	enum kmemlab_kind kind;
	enum dma_data_direction direction;
	size_t offset;
	size_t bytes;
	bool mapped;
	void *data;
	dma_addr_t addr;
	struct page *page;
	unsigned int nr_pages;
	struct page **pages;
	struct sg_table table;
};

const char *kmemlab_kind_name(enum kmemlab_kind kind);
int kmemlab_stream_alloc(struct kmemlab_stream *stream, struct device *dev,
			 enum kmemlab_kind kind, enum dma_data_direction direction,
			 size_t offset, size_t bytes);
void kmemlab_stream_free(struct kmemlab_stream *stream);
int kmemlab_stream_map(struct kmemlab_stream *stream);
void kmemlab_stream_unmap(struct kmemlab_stream *stream);
void kmemlab_stream_sync_for_cpu(struct kmemlab_stream *stream, size_t at, size_t bytes);
void kmemlab_stream_sync_for_device(struct kmemlab_stream *stream, size_t at, size_t bytes);
size_t kmemlab_stream_segment(const struct kmemlab_stream *stream, size_t at,
			      dma_addr_t *addr);
void kmemlab_stream_write(struct kmemlab_stream *stream, size_t at, const void *from,
			  size_t bytes);
void kmemlab_stream_read(const struct kmemlab_stream *stream, size_t at, void *to,
			 size_t bytes);

#endif /* KMEMLAB_STREAM_H */
