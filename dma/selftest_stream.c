// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.6 put to the test with the device: a pattern goes through it, and every
 * byte that comes back is compared. A stream is tested against coherent memory, which
 * needs no sync: the device reads one and writes the other.
 *
 *   to device       stream (pattern) -> device -> coherent memory (compared)
 *   from device     coherent memory (pattern) -> device -> stream (compared)
 *   bidirectional   first half of the stream (pattern) -> device -> its second half
 *                   (compared while mapped); then the CPU writes another pattern into
 *                   the first half, while mapped, and the device copies again
 *
 * Thus a sync that is forgotten or a direction that is wrong shows, wherever the device
 * does not see the memory itself.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>

#include "engine.h"
#include "pattern.h"
#include "selftest.h"

/**
 * struct trip - a stream's way through the device
 * @engine: the device
 * @stream: the stream
 * @coherent: as much coherent memory as the device takes at once
 * @addr: where the device sees it
 * @scratch: as much memory, for the CPU
 * @part: how much that is
 * @seed: of the pattern
 */
struct trip {
	struct kmemlab_engine *engine;
	struct kmemlab_stream stream;
	u8 *coherent;
	dma_addr_t addr;
	u8 *scratch;
	size_t part;
	u8 seed;
};

static void free_trip(struct trip *trip)
{
	if (trip->coherent)
		dma_free_coherent(trip->engine->dev, trip->part, trip->coherent, trip->addr);
	kfree(trip->scratch);
	kmemlab_stream_free(&trip->stream);
}

static int alloc_trip(struct trip *trip, enum kmemlab_kind kind,
		      enum dma_data_direction direction, size_t offset, size_t bytes)
{
	struct device *dev = trip->engine->dev;
	int err = kmemlab_stream_alloc(&trip->stream, dev, kind, direction, offset, bytes);

	if (err)
		return err;
	trip->seed = new_seed();
	trip->part = trip->engine->ops->buffer_size;
	trip->scratch = kmalloc(trip->part, GFP_KERNEL);
	trip->coherent = dma_alloc_coherent(dev, trip->part, &trip->addr, GFP_KERNEL);
	if (trip->scratch && trip->coherent)
		return 0;
	free_trip(trip);
	return -ENOMEM;
}

static void fill_stream(struct trip *trip, size_t bytes)
{
	size_t at, part;

	for (at = 0; at < bytes; at += part) {
		part = min(trip->part, bytes - at);
		fill(trip->scratch, at, part, trip->seed);
		kmemlab_stream_write(&trip->stream, at, trip->scratch, part);
	}
}

/* From @at of the stream on, where the pattern is @from bytes further on. */
static int compare_stream(struct trip *trip, size_t at, size_t bytes, size_t from)
{
	size_t part;
	int err = 0;

	for (; bytes && !err; bytes -= part, at += part) {
		part = min(trip->part, bytes);
		kmemlab_stream_read(&trip->stream, at, trip->scratch, part);
		err = compare(trip->scratch, at - from, part, trip->seed);
	}
	return err;
}

/* Where the device sees the stream at @at, and how much of it at once. */
static size_t next_part(struct trip *trip, size_t at, dma_addr_t *addr)
{
	return min(trip->part, kmemlab_stream_segment(&trip->stream, at, addr));
}

static int send_all(struct trip *trip)
{
	dma_addr_t addr;
	size_t at, part;
	int err = 0;

	for (at = 0; !err && (part = next_part(trip, at, &addr)); at += part)
		err = kmemlab_engine_copy(trip->engine, addr, trip->addr, part) ?:
		      compare(trip->coherent, at, part, trip->seed);
	return err;
}

static int to_device(struct trip *trip)
{
	int err;

	fill_stream(trip, trip->stream.bytes);
	err = kmemlab_stream_map(&trip->stream);
	if (err)
		return err;
	err = send_all(trip);
	kmemlab_stream_unmap(&trip->stream);
	return err;
}

/* Each part is looked at as soon as it is there, as a driver looks at a header. */
static int receive_part(struct trip *trip, dma_addr_t addr, size_t at, size_t part)
{
	int err;

	fill(trip->coherent, at, part, trip->seed);
	err = kmemlab_engine_copy(trip->engine, trip->addr, addr, part);
	if (err)
		return err;
	kmemlab_stream_sync_for_cpu(&trip->stream, at, part);
	err = compare_stream(trip, at, part, 0);
	kmemlab_stream_sync_for_device(&trip->stream, at, part);
	return err;
}

static int from_device(struct trip *trip)
{
	dma_addr_t addr;
	size_t at, part;
	int err = kmemlab_stream_map(&trip->stream);

	if (err)
		return err;
	for (at = 0; !err && (part = next_part(trip, at, &addr)); at += part)
		err = receive_part(trip, addr, at, part);
	kmemlab_stream_unmap(&trip->stream);
	return err ?: compare_stream(trip, 0, trip->stream.bytes, 0);
}

static int copy_first_half(struct trip *trip, size_t half)
{
	dma_addr_t from, to;
	size_t at, part;
	int err = 0;

	for (at = 0; !err && at < half; at += part) {
		part = min3(next_part(trip, at, &from), next_part(trip, half + at, &to),
			    half - at);
		err = kmemlab_engine_copy(trip->engine, from, to, part);
	}
	return err;
}

static int there_and_back(struct trip *trip, size_t half)
{
	int err = copy_first_half(trip, half);

	if (err)
		return err;
	kmemlab_stream_sync_for_cpu(&trip->stream, half, half);
	err = compare_stream(trip, half, half, half);
	kmemlab_stream_sync_for_device(&trip->stream, half, half);
	if (err)
		return err;
	trip->seed = new_seed();
	kmemlab_stream_sync_for_cpu(&trip->stream, 0, half);
	fill_stream(trip, half);
	kmemlab_stream_sync_for_device(&trip->stream, 0, half);
	return copy_first_half(trip, half);
}

static int bidirectional(struct trip *trip)
{
	size_t half = trip->stream.bytes / 2;
	int err;

	fill_stream(trip, half);
	err = kmemlab_stream_map(&trip->stream);
	if (err)
		return err;
	err = there_and_back(trip, half);
	kmemlab_stream_unmap(&trip->stream);
	return err ?: compare_stream(trip, half, half, half);
}

/**
 * kmemlab_selftest_stream() - let the device use mapped memory, and compare
 * @engine: the device
 * @kind: what memory, mapped how
 * @direction: what the device does with it; DMA_BIDIRECTIONAL maps twice the bytes
 * @offset: of the first byte in its page, less than PAGE_SIZE
 * @bytes: how many, 1 to KMEMLAB_SELFTEST_MAX
 *
 * Context: process context, may sleep; a fatal signal ends it early.
 * Return: 0: every byte was right, or
 * * -EINVAL - no such kind or direction, no bytes, or an offset beyond the page
 * * -E2BIG - too many bytes
 * * -ENOMEM - out of memory, addresses, or bounce buffers
 * * -EBADMSG - a byte was wrong
 * * an error of kmemlab_stream_map() or kmemlab_engine_copy()
 */
int kmemlab_selftest_stream(struct kmemlab_engine *engine, enum kmemlab_kind kind,
			    enum dma_data_direction direction, size_t offset, size_t bytes)
{
	struct trip trip = { .engine = engine };
	int err;

	if (bytes > KMEMLAB_SELFTEST_MAX)
		return -E2BIG;
	if (direction == DMA_BIDIRECTIONAL)
		bytes *= 2;
	err = alloc_trip(&trip, kind, direction, offset, bytes);
	if (err)
		return err;
	if (direction == DMA_TO_DEVICE)
		err = to_device(&trip);
	else if (direction == DMA_FROM_DEVICE)
		err = from_device(&trip);
	else
		err = bidirectional(&trip);
	free_trip(&trip);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_selftest_stream, "KMEMLAB");
