// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of the ring: full and empty, the wrap of its indexes, the owner of each buffer,
 * and what happens to the buffers when the device fails or is stopped.
 */
#include "../kmemlab.h"

#include <linux/delay.h>
#include <linux/dma-mapping.h>

#include "../mmio/edu_regs.h"
#include "../tests/pattern.h"
#include "fixture_kunit.h"
#include "ring.h"

#define SIZE	4
#define BYTES	64

/**
 * struct rings - two rings through which the same buffers go
 * @send: into the device
 * @receive: out of the device
 * @sent: buffers, twice as many as a ring holds
 * @received: as many
 */
struct rings {
	struct dma_ring send;
	struct dma_ring receive;
	u8 *sent[2 * SIZE];
	u8 *received[2 * SIZE];
};

static struct rings *get_rings(struct kunit *test, struct edu_dma *edu)
{
	struct rings *rings = kunit_kzalloc(test, sizeof(*rings), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, rings);
	for (i = 0; i < 2 * SIZE; i++) {
		rings->sent[i] = kunit_kzalloc(test, BYTES, GFP_KERNEL);
		rings->received[i] = kunit_kzalloc(test, BYTES, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, rings->sent[i]);
		KUNIT_ASSERT_NOT_NULL(test, rings->received[i]);
		pattern_fill(rings->sent[i], i * BYTES, BYTES, 7);
	}
	KUNIT_ASSERT_EQ(test, dma_ring_init(&rings->send, edu, DMA_TO_DEVICE, SIZE), 0);
	KUNIT_ASSERT_EQ(test, dma_ring_init(&rings->receive, edu, DMA_FROM_DEVICE, SIZE), 0);
	return rings;
}

static void put_rings(struct rings *rings)
{
	dma_ring_destroy(&rings->receive);
	dma_ring_destroy(&rings->send);
}

static void expect_reaped(struct kunit *test, struct dma_ring *ring, void *buffer, int result)
{
	void *data = NULL;

	KUNIT_EXPECT_EQ(test, dma_ring_wait(ring, &data), result);
	KUNIT_EXPECT_PTR_EQ(test, data, buffer);
}

/* Posts, rings and reaps @nr buffers from @first on. */
static void move_all(struct kunit *test, struct dma_ring *ring, u8 **buffers, int first, int nr)
{
	int i;

	for (i = first; i < first + nr; i++)
		KUNIT_EXPECT_EQ(test, dma_ring_post(ring, buffers[i], BYTES), 0);
	dma_ring_doorbell(ring);
	for (i = first; i < first + nr; i++)
		expect_reaped(test, ring, buffers[i], 0);
}

static void expect_received(struct kunit *test, struct rings *rings, int first, int nr)
{
	int i;

	for (i = first; i < first + nr; i++)
		KUNIT_EXPECT_EQ_MSG(test, pattern_compare(rings->received[i], i * BYTES, BYTES, 7),
				    0, "buffer %d", i);
}

/* claim 5.5: the arithmetic is right for powers of two only. Success: no other size works. */
static void arguments_are_checked(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct dma_ring *ring = kunit_kzalloc(test, sizeof(*ring), GFP_KERNEL);
	u8 *data = kunit_kzalloc(test, EDU_BUFFER_USABLE, GFP_KERNEL);
	u32 most = EDU_BUFFER_USABLE / SIZE;

	KUNIT_ASSERT_NOT_NULL(test, ring);
	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, 2 * DMA_RING_SIZE_MAX),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_BIDIRECTIONAL, SIZE), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, DMA_RING_SIZE_MAX), 0);
	dma_ring_destroy(ring);
	KUNIT_EXPECT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, 1), 0);
	KUNIT_EXPECT_EQ(test, dma_ring_max_bytes(ring), (u32)EDU_BUFFER_USABLE);
	dma_ring_destroy(ring);
	KUNIT_ASSERT_EQ(test, dma_ring_init(ring, edu, DMA_TO_DEVICE, SIZE), 0);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, data, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, data, most + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, ring->head, 0U);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, data, most), 0);
	dma_ring_doorbell(ring);
	expect_reaped(test, ring, data, 0);
	dma_ring_destroy(ring);
}

/* Success: buffers go through in order; none is transferred before the doorbell. */
static void buffers_go_through(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct rings *rings = get_rings(test, edu);
	void *data = NULL;

	KUNIT_EXPECT_EQ(test, dma_ring_reap(&rings->send, &data), -ENODATA);
	KUNIT_EXPECT_EQ(test, dma_ring_wait(&rings->send, &data), -ENODATA);
	KUNIT_EXPECT_EQ(test, dma_ring_post(&rings->send, rings->sent[0], BYTES), 0);
	KUNIT_EXPECT_EQ(test, dma_ring_reap(&rings->send, &data), -EAGAIN);
	KUNIT_EXPECT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, edu->stats.transfers, 0U);
	dma_ring_doorbell(&rings->send);
	expect_reaped(test, &rings->send, rings->sent[0], 0);
	move_all(test, &rings->send, rings->sent, 1, 2);
	move_all(test, &rings->receive, rings->received, 0, 3);
	expect_received(test, rings, 0, 3);
	KUNIT_EXPECT_EQ(test, dma_ring_reap(&rings->send, &data), -ENODATA);
	KUNIT_EXPECT_EQ(test, edu->stats.bytes, 6U * BYTES);
	put_rings(rings);
}

/* Success: all descriptors can be used; one more buffer waits until one was reaped. */
static void full_is_not_empty(struct kunit *test)
{
	struct rings *rings = get_rings(test, get_edu(test));
	struct dma_ring *ring = &rings->send;
	int i;

	for (i = 0; i < SIZE; i++)
		KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[i], BYTES), 0);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[SIZE], BYTES), -ENOSPC);
	dma_ring_doorbell(ring);
	expect_reaped(test, ring, rings->sent[0], 0);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[SIZE], BYTES), 0);
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[SIZE + 1], BYTES), -ENOSPC);
	dma_ring_doorbell(ring);
	for (i = 1; i <= SIZE; i++)
		expect_reaped(test, ring, rings->sent[i], 0);
	put_rings(rings);
}

/*
 * claim 5.5: indexes that only count up wrap around at 2^32. Success: there the ring is full
 * and empty as everywhere, and every descriptor is used in turn.
 */
static void indexes_wrap_around(struct kunit *test)
{
	struct rings *rings = get_rings(test, get_edu(test));
	struct dma_ring *ring = &rings->send;

	ring->head = UINT_MAX - 1;
	ring->tail = UINT_MAX - 1;
	ring->next = UINT_MAX - 1;
	move_all(test, ring, rings->sent, 0, SIZE);
	KUNIT_EXPECT_EQ(test, ring->head, 2U);
	KUNIT_EXPECT_EQ(test, ring->tail, 2U);
	rings->receive.head = UINT_MAX - 1;
	rings->receive.tail = UINT_MAX - 1;
	rings->receive.next = UINT_MAX - 1;
	move_all(test, &rings->receive, rings->received, 0, SIZE);
	expect_received(test, rings, 0, SIZE);
	put_rings(rings);
}

/* Success: a buffer that the device cannot transfer comes back with -EIO, the next with 0. */
static void failed_transfer_comes_back(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct rings *rings = get_rings(test, edu);
	struct dma_ring *ring = &rings->send;

	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[0], BYTES), 0);
	/* A length of 0 is an error for the device. */
	ring->descs[0].bytes = 0;
	KUNIT_EXPECT_EQ(test, dma_ring_post(ring, rings->sent[1], BYTES), 0);
	dma_ring_doorbell(ring);
	expect_reaped(test, ring, rings->sent[0], -EIO);
	expect_reaped(test, ring, rings->sent[1], 0);
	put_rings(rings);
}

/* Success: a buffer that cannot be mapped uses no descriptor. (The kernel may warn.) */
static void mapping_error_uses_no_descriptor(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct rings *rings = get_rings(test, edu);

	make_unmappable(test, edu);
	KUNIT_EXPECT_EQ(test, dma_ring_post(&rings->send, rings->sent[0], BYTES), -ENOMEM);
	make_mappable(edu);
	KUNIT_EXPECT_EQ(test, rings->send.head, 0U);
	move_all(test, &rings->send, rings->sent, 0, SIZE);
	put_rings(rings);
}

/* Success: a stopped device gives all buffers back with -EIO, as does a stopped ring. */
static void stopped_device_gives_all_back(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct rings *rings = get_rings(test, edu);
	int i;

	for (i = 0; i < SIZE; i++) {
		KUNIT_EXPECT_EQ(test, dma_ring_post(&rings->send, rings->sent[i], BYTES), 0);
		KUNIT_EXPECT_EQ(test, dma_ring_post(&rings->receive, rings->received[i], BYTES),
				0);
	}
	dma_ring_stop(&rings->receive);
	KUNIT_EXPECT_EQ(test, edu_dma_stop(edu), 0);
	dma_ring_doorbell(&rings->send);
	for (i = 0; i < SIZE; i++) {
		expect_reaped(test, &rings->send, rings->sent[i], -EIO);
		expect_reaped(test, &rings->receive, rings->received[i], -EIO);
	}
	put_rings(rings);
}

/*
 * Success: a ring that is destroyed with buffers in flight waits for one transfer at most,
 * and the device does not use any buffer afterwards.
 */
static void destroyed_with_buffers_in_flight(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct rings *rings = get_rings(test, edu);
	int i;

	for (i = 0; i < SIZE; i++)
		KUNIT_EXPECT_EQ(test, dma_ring_post(&rings->send, rings->sent[i], BYTES), 0);
	dma_ring_doorbell(&rings->send);
	for (i = 0; i < 500 && !edu_dma_is_busy(edu); i++)
		usleep_range(1000, 2000);
	put_rings(rings);
	KUNIT_EXPECT_FALSE(test, edu_dma_is_busy(edu));
	KUNIT_EXPECT_LT(test, edu->stats.transfers, (unsigned int)SIZE);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(arguments_are_checked),
	KUNIT_CASE(buffers_go_through),
	KUNIT_CASE(full_is_not_empty),
	KUNIT_CASE(indexes_wrap_around),
	KUNIT_CASE(failed_transfer_comes_back),
	KUNIT_CASE(mapping_error_uses_no_descriptor),
	KUNIT_CASE(stopped_device_gives_all_back),
	KUNIT_CASE(destroyed_with_buffers_in_flight),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "kmemlab_dma_ring",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.exit = dma_test_exit,
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
