// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.5's ring: whose a descriptor is, when it is full, what happens
 * where its indexes wrap around, and what becomes of it when the device goes away.
 */
#include "../kmemlab.h"

#include <linux/delay.h>
#include <linux/dma-mapping.h>

#include "fixture_kunit.h"
#include "pattern.h"
#include "desc_ring.h"
#include "selftest.h"

KUNIT_ARRAY_PARAM(backend, backends, backend_to_desc);

#define SIZE	4
#define BLOCK	64

/**
 * struct posts - a ring, and blocks for twice as many copies as it holds
 * @ring: the ring
 * @data: the blocks: first all sources, then all destinations
 * @addr: where the device sees them
 */
struct posts {
	struct kmemlab_desc_ring ring;
	u8 *data;
	dma_addr_t addr;
};

#define BLOCKS	(2 * SIZE)

static struct posts *get_posts(struct kunit *test, struct kmemlab_engine *engine)
{
	struct posts *posts = kunit_kzalloc(test, sizeof(*posts), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, posts);
	posts->data = dma_alloc_coherent(engine->dev, 2 * BLOCKS * BLOCK, &posts->addr,
					 GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, posts->data);
	KUNIT_ASSERT_EQ(test, kmemlab_desc_ring_init(&posts->ring, engine, SIZE), 0);
	fill(posts->data, 0, BLOCKS * BLOCK, 7);
	return posts;
}

static void put_posts(struct posts *posts)
{
	struct device *dev = posts->ring.engine->dev;

	kmemlab_desc_ring_destroy(&posts->ring);
	dma_free_coherent(dev, 2 * BLOCKS * BLOCK, posts->data, posts->addr);
}

static int post(struct posts *posts, unsigned int block)
{
	return kmemlab_desc_ring_post(&posts->ring, posts->addr + block * BLOCK,
				 posts->addr + (BLOCKS + block) * BLOCK, BLOCK);
}

static bool is_copied(struct posts *posts, unsigned int block)
{
	return !compare(posts->data + (BLOCKS + block) * BLOCK, block * BLOCK, BLOCK, 7);
}

/*
 * claim 5.5: the arithmetic of the indexes is right for powers of two only. Success: no
 * other size is taken, nor none, nor one above the limit.
 */
static void sizes_are_powers_of_two(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	struct kmemlab_desc_ring ring;

	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_init(&ring, engine, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_init(&ring, engine, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_init(&ring, engine, 2 * KMEMLAB_DESC_RING_MAX),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_init(&ring, engine, KMEMLAB_DESC_RING_MAX), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_space(&ring), (unsigned int)KMEMLAB_DESC_RING_MAX);
	kmemlab_desc_ring_destroy(&ring);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_init(&ring, engine, 1), 0);
	kmemlab_desc_ring_destroy(&ring);
}

/* Success: what is posted is copied, in order, and nothing before the kick. */
static void posts_are_copied(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	struct posts *posts = get_posts(test, engine);
	unsigned int i;

	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_reap(&posts->ring), -ENODATA);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(&posts->ring), -ENODATA);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_EQ(test, post(posts, i), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_reap(&posts->ring), -EAGAIN);
	kmemlab_desc_ring_kick(&posts->ring);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(&posts->ring), 0);
		KUNIT_EXPECT_TRUE(test, is_copied(posts, i));
	}
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_reap(&posts->ring), -ENODATA);
	put_posts(posts);
}

/* Success: all its descriptors can be used, one more cannot, until one is taken back. */
static void full_is_not_empty(struct kunit *test)
{
	struct posts *posts = get_posts(test, get_engine(test, SOFTWARE));
	unsigned int i;

	for (i = 0; i < SIZE; i++) {
		KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_space(&posts->ring), SIZE - i);
		KUNIT_EXPECT_EQ(test, post(posts, i), 0);
	}
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_space(&posts->ring), 0U);
	KUNIT_EXPECT_EQ(test, post(posts, SIZE), -ENOSPC);
	kmemlab_desc_ring_kick(&posts->ring);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(&posts->ring), 0);
	KUNIT_EXPECT_EQ(test, post(posts, SIZE), 0);
	KUNIT_EXPECT_EQ(test, post(posts, SIZE + 1), -ENOSPC);
	kmemlab_desc_ring_kick(&posts->ring);
	for (i = 1; i <= SIZE; i++) {
		KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(&posts->ring), 0);
		KUNIT_EXPECT_TRUE(test, is_copied(posts, i));
	}
	put_posts(posts);
}

/*
 * claim 5.5: indexes that count on wrap around at 2^32. Success: there the ring is full
 * and empty as ever, and every descriptor is used in turn.
 */
static void indexes_wrap_around(struct kunit *test)
{
	struct posts *posts = get_posts(test, get_engine(test, SOFTWARE));
	struct kmemlab_desc_ring *ring = &posts->ring;
	unsigned int i;

	ring->head = UINT_MAX - 1;
	ring->tail = UINT_MAX - 1;
	ring->device = UINT_MAX - 1;
	for (i = 0; i < SIZE; i++)
		KUNIT_EXPECT_EQ(test, post(posts, i), 0);
	KUNIT_EXPECT_EQ(test, ring->head, 2U);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_space(ring), 0U);
	KUNIT_EXPECT_EQ(test, post(posts, SIZE), -ENOSPC);
	kmemlab_desc_ring_kick(ring);
	for (i = 0; i < SIZE; i++) {
		KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(ring), 0);
		KUNIT_EXPECT_TRUE(test, is_copied(posts, i));
	}
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_space(ring), (unsigned int)SIZE);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_reap(ring), -ENODATA);
	put_posts(posts);
}

/* Success: a copy that cannot be made comes back as such, and the next one is made. */
static void failed_copy_comes_back(struct kunit *test)
{
	struct posts *posts = get_posts(test, get_engine(test, SOFTWARE));
	struct kmemlab_desc_ring *ring = &posts->ring;

	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_post(ring, posts->addr, posts->addr, 0), 0);
	KUNIT_EXPECT_EQ(test, post(posts, 1), 0);
	kmemlab_desc_ring_kick(ring);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(ring), -EIO);
	KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(ring), 0);
	KUNIT_EXPECT_TRUE(test, is_copied(posts, 1));
	put_posts(posts);
}

/* Success: when the device goes away, all that is posted comes back, as not copied. */
static void stopped_device_gives_all_back(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	struct posts *posts = get_posts(test, engine);
	unsigned int i;

	for (i = 0; i < SIZE; i++)
		KUNIT_EXPECT_EQ(test, post(posts, i), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_stop(engine), 0);
	kmemlab_desc_ring_kick(&posts->ring);
	for (i = 0; i < SIZE; i++)
		KUNIT_EXPECT_EQ(test, kmemlab_desc_ring_wait(&posts->ring), -EIO);
	put_posts(posts);
}

/* Success: what is posted and never taken back is over when the ring is destroyed. */
static void destroyed_ring_is_idle(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct posts *posts = get_posts(test, engine);
	int i;

	KUNIT_EXPECT_EQ(test, post(posts, 0), 0);
	kmemlab_desc_ring_kick(&posts->ring);
	for (i = 0; i < 500 && !engine->ops->is_busy(engine); i++)
		usleep_range(1000, 2000);
	KUNIT_EXPECT_TRUE(test, engine->ops->is_busy(engine));
	put_posts(posts);
	KUNIT_EXPECT_FALSE(test, engine->ops->is_busy(engine));
}

/* Success: any number of blocks, some more than the ring holds; and none, and too many. */
static void selftest_goes_round(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);

	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, KMEMLAB_SELFTEST_MAX + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, 1), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, KMEMLAB_SELFTEST_BLOCK *
						    KMEMLAB_SELFTEST_RING + 1), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, KMEMLAB_SELFTEST_MAX), 0);
}

/* Success: right through an edu, and one that is too slow is reported. */
static void edu_goes_round(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);

	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, 300), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_coherent(engine, 300), 0);
	make_slow(engine);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, 1000), -EIO);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_coherent(engine, 300), -ETIMEDOUT);
}

/* Success: one wrong bit is found; so the tests above can fail. */
static void wrong_bits_are_found(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);

	make_wrong(test, &(struct edu_faults) { .corrupt = true });
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_ring(engine, 300), -EBADMSG);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_coherent(engine, 300), -EBADMSG);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(sizes_are_powers_of_two),
	KUNIT_CASE_PARAM(posts_are_copied, backend_gen_params),
	KUNIT_CASE(full_is_not_empty),
	KUNIT_CASE(indexes_wrap_around),
	KUNIT_CASE(failed_copy_comes_back),
	KUNIT_CASE_PARAM(stopped_device_gives_all_back, backend_gen_params),
	KUNIT_CASE(destroyed_ring_is_idle),
	KUNIT_CASE(selftest_goes_round),
	KUNIT_CASE(edu_goes_round),
	KUNIT_CASE(wrong_bits_are_found),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "kmemlab_dma_ring",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
