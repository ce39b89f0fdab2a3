// SPDX-License-Identifier: GPL-2.0
/*
 * Each form of chapters 5.5 and 5.6 with a known pattern: it goes into the
 * device by one buffer, comes back in another one, and every byte is compared.
 *
 * All of them return 0, -EINVAL for no bytes, -ERANGE for more than the form
 * can move,
 * -ENOMEM or -EIO if memory cannot be allocated or mapped, -EBADMSG if a byte
 * is wrong, or an error of the device. The one of the ring returns -EIO for a
 * transfer that failed, and
 * -ERESTARTSYS for a signal. They run in process context and may sleep.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>
#include <linux/sched/signal.h>

#include "../mmio/edu_regs.h"
#include "../tests/pattern.h"
#include "coherent.h"
#include "edu_dma.h"
#include "ring.h"
#include "selftest.h"
#include "streaming.h"

#define PIECE	1000

/* No other user may use the device's memory between the two. */
static int send_and_receive(struct edu_dma *edu, void *sent, void *received,
			    u32 bytes)
{
	int err = edu_dma_lock(edu);

	if (err)
		return err;
	err = stream_send(edu, sent, bytes) ?:
	      stream_receive(edu, received, bytes);
	edu_dma_unlock(edu);
	return err;
}

/**
 * selftest_send_receive() - one buffer sent, another one received
 * @edu: the device
 * @bytes: length, 1 to EDU_BUFFER_USABLE
 * @gfp: for both buffers; GFP_DMA memory is in edu's reach on every PC
 *
 * Context: process context, may sleep.
 * Return: as all self-tests, see above.
 */
int selftest_send_receive(struct edu_dma *edu, u32 bytes, gfp_t gfp)
{
	u8 seed = pattern_new_seed();
	u8 *sent, *received;
	int err;

	err = stream_check_length(bytes);
	if (err)
		return err;
	sent = kmalloc(bytes, gfp);
	received = kzalloc(bytes, gfp);
	if (!sent || !received) {
		err = -ENOMEM;
		goto free;
	}
	pattern_fill(sent, 0, bytes, seed);
	err = send_and_receive(edu, sent, received, bytes);
	if (!err)
		err = pattern_compare(received, 0, bytes, seed);
free:
	kfree(received);
	kfree(sent);
	return err;
}
EXPORT_SYMBOL_NS_GPL(selftest_send_receive, "KMEMLAB");

static int selftest_single(struct edu_dma *edu, u32 bytes)
{
	return selftest_send_receive(edu, bytes, GFP_KERNEL);
}

/* Messages of so many bytes, in one page that stays mapped. */
static int selftest_messages(struct edu_dma *edu, u32 bytes)
{
	size_t all = array_size(bytes, SELFTEST_MESSAGES);
	u8 seed = pattern_new_seed();
	u8 *sent, *received;
	struct page *page;
	int err;

	err = stream_check_length(all);
	if (err)
		return err;
	page = alloc_page(GFP_KERNEL);
	sent = kmalloc(all, GFP_KERNEL);
	received = kzalloc(all, GFP_KERNEL);
	err = page && sent && received ? edu_dma_lock(edu) : -ENOMEM;
	if (err)
		goto free;
	pattern_fill(sent, 0, all, seed);
	err = stream_send_messages(edu, page, sent, bytes, SELFTEST_MESSAGES) ?:
		      stream_receive_messages(edu, page, received, bytes,
					      SELFTEST_MESSAGES);
	edu_dma_unlock(edu);
	if (!err)
		err = pattern_compare(received, 0, all, seed);
free:
	kfree(received);
	kfree(sent);
	if (page)
		__free_page(page);
	return err;
}

static void free_pieces(struct sg_table *table)
{
	struct scatterlist *piece;
	int i;

	for_each_sgtable_sg(table, piece, i)
		if (sg_page(piece))
			kfree(sg_virt(piece));
	sg_free_table(table);
}

/* Pieces of kmalloc() memory, PIECE bytes each, with the pattern in them. */
static int alloc_pieces(struct sg_table *table, u32 bytes, u8 seed)
{
	struct scatterlist *piece;
	u32 at = 0, length;
	void *data;
	int i, err;

	err = sg_alloc_table(table, DIV_ROUND_UP(bytes, PIECE), GFP_KERNEL);
	if (err)
		return err;
	for_each_sgtable_sg(table, piece, i) {
		length = min_t(u32, PIECE, bytes - at);
		data = kmalloc(length, GFP_KERNEL);
		if (!data) {
			free_pieces(table);
			return -ENOMEM;
		}
		pattern_fill(data, at, length, seed);
		sg_set_buf(piece, data, length);
		at += length;
	}
	return 0;
}

static int selftest_list(struct edu_dma *edu, u32 bytes)
{
	u8 seed = pattern_new_seed();
	struct sg_table table;
	u8 *received;
	int err;

	err = stream_check_length(bytes) ?: alloc_pieces(&table, bytes, seed);
	if (err)
		return err;
	received = kzalloc(bytes, GFP_KERNEL);
	err = received ? edu_dma_lock(edu) : -ENOMEM;
	if (err)
		goto free;
	err = stream_send_list(edu, &table) ?:
	      stream_receive(edu, received, bytes);
	edu_dma_unlock(edu);
	if (!err)
		err = pattern_compare(received, 0, bytes, seed);
free:
	kfree(received);
	free_pieces(&table);
	return err;
}

static int copy_locked(struct edu_dma *edu, u32 bytes,
		       int (*copy)(struct edu_dma *edu, u32 bytes))
{
	int err = edu_dma_lock(edu);

	if (err)
		return err;
	err = copy(edu, bytes);
	edu_dma_unlock(edu);
	return err;
}

static int selftest_noncoherent(struct edu_dma *edu, u32 bytes)
{
	return copy_locked(edu, bytes, noncoherent_copy);
}

/**
 * selftest_coherent() - the device copies within coherent memory
 * @edu: the device
 * @bytes: length, 1 to EDU_BUFFER_USABLE
 *
 * Context: process context, may sleep.
 * Return: as all self-tests, see above.
 */
int selftest_coherent(struct edu_dma *edu, u32 bytes)
{
	return copy_locked(edu, bytes, coherent_copy);
}
EXPORT_SYMBOL_NS_GPL(selftest_coherent, "KMEMLAB");

/* Posts the bytes in buffers of @part, rings once, reaps all buffers. */
static int through_ring(struct dma_ring *ring, u8 *data, u32 bytes, u32 part)
{
	int err = 0, reaped;
	void *buffer;
	u32 at;

	for (at = 0; !err && at < bytes; at += part)
		err = dma_ring_post(ring, data + at, min(part, bytes - at));
	dma_ring_doorbell(ring);
	for (;;) {
		reaped = dma_ring_wait(ring, &buffer);
		if (reaped == -ENODATA)
			return err;
		err = err ?: reaped;
		/* Killed: dma_ring_destroy() takes the buffers back. */
		if (reaped == -EINTR)
			return err;
	}
}

static int through_rings(struct dma_ring *send, struct dma_ring *receive,
			 u8 *data, u32 bytes)
{
	/* Where caches are not coherent, no two buffers share a cache line. */
	u32 part =
		ALIGN_DOWN(dma_ring_max_bytes(send), dma_get_cache_alignment());
	u32 together = part * SELFTEST_RING_SIZE, at, length;
	u8 *received = data + together, seed = pattern_new_seed();
	int err = 0;

	for (at = 0; !err && at < bytes; at += length) {
		/* A signal or the freezer does not wait for all of it. */
		if (signal_pending(current))
			return -ERESTARTSYS;
		length = min(together, bytes - at);
		pattern_fill(data, at, length, seed);
		memset(received, 0, length);
		err = through_ring(send, data, length, part) ?:
		      through_ring(receive, received, length, part) ?:
		      pattern_compare(received, at, length, seed);
	}
	return err;
}

static int selftest_ring(struct edu_dma *edu, u32 bytes)
{
	struct dma_ring *rings;
	u8 *data = NULL;
	int err = -ENOMEM;

	if (!bytes)
		return -EINVAL;
	if (bytes > SELFTEST_RING_BYTES)
		return -ERANGE;
	rings = kcalloc(2, sizeof(*rings), GFP_KERNEL);
	if (!rings)
		return -ENOMEM;
	data = kmalloc(2 * EDU_BUFFER_USABLE, GFP_KERNEL);
	if (!data)
		goto free;
	err = dma_ring_init(&rings[0], edu, DMA_TO_DEVICE, SELFTEST_RING_SIZE);
	if (err)
		goto free;
	err = dma_ring_init(&rings[1], edu, DMA_FROM_DEVICE,
			    SELFTEST_RING_SIZE);
	if (err)
		goto destroy;
	err = through_rings(&rings[0], &rings[1], data, bytes);
	if (err == -EIO && READ_ONCE(edu->stopped))
		err = -ENODEV;
	dma_ring_destroy(&rings[1]);
destroy:
	dma_ring_destroy(&rings[0]);
free:
	kfree(data);
	kfree(rings);
	return err;
}

/* The forms that a user can choose. */
const struct selftest selftests[SELFTESTS] = {
	{ "single", selftest_single },
	{ "messages", selftest_messages },
	{ "list", selftest_list },
	{ "noncoherent", selftest_noncoherent },
	{ "coherent", selftest_coherent },
	{ "ring", selftest_ring },
};
EXPORT_SYMBOL_NS_GPL(selftests, "KMEMLAB");
