// SPDX-License-Identifier: GPL-2.0
/*
 * Chapter 5.5 put to the test with the device: what it copies within coherent memory,
 * and blocks of a pool that a ring tells it to copy. Every byte is compared.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>

#include "engine.h"
#include "pattern.h"
#include "desc_ring.h"
#include "selftest.h"

static int copy_coherent(struct kmemlab_engine *engine, u8 *data, dma_addr_t addr,
			 size_t bytes)
{
	u8 seed = new_seed();
	int err;

	fill(data, 0, bytes, seed);
	err = kmemlab_engine_copy(engine, addr, addr + bytes, bytes);
	return err ?: compare(data + bytes, 0, bytes, seed);
}

/**
 * kmemlab_selftest_coherent() - let the device copy within coherent memory, and compare
 * @engine: the device
 * @bytes: how many, 1 to KMEMLAB_SELFTEST_MAX
 *
 * No sync and no unmap: the memory is the CPU's and the device's all the time.
 *
 * Context: process context, may sleep; a fatal signal ends it early.
 * Return: 0, -EINVAL, -E2BIG, -ENOMEM or -EBADMSG as kmemlab_selftest_stream(), or an
 * error of kmemlab_engine_copy().
 */
int kmemlab_selftest_coherent(struct kmemlab_engine *engine, size_t bytes)
{
	dma_addr_t addr;
	u8 *data;
	int err;

	if (!bytes)
		return -EINVAL;
	if (bytes > KMEMLAB_SELFTEST_MAX)
		return -E2BIG;
	data = dma_alloc_coherent(engine->dev, 2 * bytes, &addr, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	err = copy_coherent(engine, data, addr, bytes);
	dma_free_coherent(engine->dev, 2 * bytes, data, addr);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_selftest_coherent, "KMEMLAB");

/**
 * struct block - one copy that the ring is given
 * @source: of a pool
 * @destination: of the same pool
 * @source_addr: where the device sees @source
 * @destination_addr: where the device sees @destination
 */
struct block {
	u8 *source;
	u8 *destination;
	dma_addr_t source_addr;
	dma_addr_t destination_addr;
};

static void free_block(struct dma_pool *pool, struct block *block)
{
	if (block->source)
		dma_pool_free(pool, block->source, block->source_addr);
	if (block->destination)
		dma_pool_free(pool, block->destination, block->destination_addr);
}

static int alloc_block(struct dma_pool *pool, struct block *block)
{
	block->source = dma_pool_alloc(pool, GFP_KERNEL, &block->source_addr);
	block->destination = dma_pool_zalloc(pool, GFP_KERNEL, &block->destination_addr);
	if (block->source && block->destination)
		return 0;
	free_block(pool, block);
	return -ENOMEM;
}

/**
 * struct round - blocks that go through a ring
 * @ring: the ring
 * @pool: what the blocks are of
 * @blocks: those that are in the ring, by number modulo its size
 * @seed: of the pattern
 * @bytes: how many go round
 */
struct round {
	struct kmemlab_desc_ring ring;
	struct dma_pool *pool;
	struct block blocks[KMEMLAB_SELFTEST_RING];
	u8 seed;
	size_t bytes;
};

static struct block *block_at(struct round *round, size_t at)
{
	return &round->blocks[at / KMEMLAB_SELFTEST_BLOCK % KMEMLAB_SELFTEST_RING];
}

static size_t block_bytes(const struct round *round, size_t at)
{
	return min_t(size_t, KMEMLAB_SELFTEST_BLOCK, round->bytes - at);
}

static int post(struct round *round, size_t at)
{
	struct block *block = block_at(round, at);
	size_t bytes = block_bytes(round, at);
	int err = alloc_block(round->pool, block);

	if (err)
		return err;
	fill(block->source, at, bytes, round->seed);
	err = kmemlab_desc_ring_post(&round->ring, block->source_addr, block->destination_addr,
				     bytes);
	if (err)
		free_block(round->pool, block);
	return err;
}

static int reap(struct round *round, size_t at)
{
	struct block *block = block_at(round, at);
	int err = kmemlab_desc_ring_wait(&round->ring);

	if (!err)
		err = compare(block->destination, at, block_bytes(round, at), round->seed);
	free_block(round->pool, block);
	return err;
}

/* Until the ring is full, or all is posted. */
static int post_some(struct round *round, size_t *posted)
{
	int err = 0;

	while (!err && *posted < round->bytes && kmemlab_desc_ring_space(&round->ring)) {
		err = post(round, *posted);
		if (!err)
			*posted += block_bytes(round, *posted);
	}
	kmemlab_desc_ring_kick(&round->ring);
	return err;
}

/* Whatever goes wrong, what was posted is waited for: the device may still use it. */
static int go_round(struct round *round)
{
	size_t posted = 0, reaped = 0;
	int err = 0;

	do {
		err = err ?: post_some(round, &posted);
		if (reaped < posted)
			err = reap(round, reaped) ?: err;
		reaped = min_t(size_t, reaped + KMEMLAB_SELFTEST_BLOCK, posted);
	} while (reaped < posted || (!err && posted < round->bytes));
	return err;
}

static int ring_round(struct round *round, struct kmemlab_engine *engine)
{
	int err = kmemlab_desc_ring_init(&round->ring, engine, KMEMLAB_SELFTEST_RING);

	if (err)
		return err;
	err = go_round(round);
	kmemlab_desc_ring_destroy(&round->ring);
	return err;
}

/**
 * kmemlab_selftest_ring() - let the device copy blocks that a ring describes
 * @engine: the device
 * @bytes: how many, 1 to KMEMLAB_SELFTEST_MAX; in blocks of KMEMLAB_SELFTEST_BLOCK
 *
 * Context: process context, may sleep.
 * Return: as kmemlab_selftest_coherent(), and -EIO for a copy that was not made.
 */
int kmemlab_selftest_ring(struct kmemlab_engine *engine, size_t bytes)
{
	struct round *round;
	int err = -ENOMEM;

	if (!bytes)
		return -EINVAL;
	if (bytes > KMEMLAB_SELFTEST_MAX)
		return -E2BIG;
	round = kzalloc(sizeof(*round), GFP_KERNEL);
	if (!round)
		return -ENOMEM;
	round->seed = new_seed();
	round->bytes = bytes;
	round->pool = dma_pool_create("kmemlab", engine->dev, KMEMLAB_SELFTEST_BLOCK, 64, 0);
	if (round->pool)
		err = ring_round(round, engine);
	dma_pool_destroy(round->pool);
	kfree(round);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_selftest_ring, "KMEMLAB");
