// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.6: streams of each kind, direction, size and place, through a
 * device that reads and writes them.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>

#include "../tests/report.h"
#include "cost.h"
#include "fixture_kunit.h"
#include "pattern.h"
#include "selftest.h"

static const enum kmemlab_kind kinds[] = {
	KMEMLAB_SINGLE, KMEMLAB_PAGE, KMEMLAB_SG, KMEMLAB_NONCOHERENT,
};

static void kind_to_desc(const enum kmemlab_kind *kind, char *desc)
{
	strscpy(desc, kmemlab_kind_name(*kind), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kind, kinds, kind_to_desc);

static const enum dma_data_direction directions[] = {
	DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_BIDIRECTIONAL,
};

/* Success: every byte is right: from one byte on, across pages, as much as there may be. */
static void every_size_and_place(struct kunit *test)
{
	static const struct {
		size_t offset;
		size_t bytes;
	} places[] = {
		{ 0, 1 }, { PAGE_SIZE - 1, 1 }, { PAGE_SIZE - 1, 2 }, { 1, PAGE_SIZE - 1 },
		{ 1, PAGE_SIZE }, { 13, 3 * PAGE_SIZE + 5 }, { 0, KMEMLAB_SELFTEST_MAX },
		{ PAGE_SIZE - 1, KMEMLAB_SELFTEST_MAX },
	};
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		for (j = 0; j < ARRAY_SIZE(directions); j++)
			KUNIT_EXPECT_EQ_MSG(test,
					    kmemlab_selftest_stream(engine, kind, directions[j],
								    places[i].offset,
								    places[i].bytes), 0,
					    "direction %d, %zu bytes at %zu", directions[j],
					    places[i].bytes, places[i].offset);
}

/* Success: the same through an edu, where it crosses a page and takes two transfers. */
static void edu_moves_each_kind(struct kunit *test)
{
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	struct kmemlab_engine *engine = get_engine(test, EDU);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(directions); i++)
		KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, kind, directions[i],
							      PAGE_SIZE - 100, 300), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, kind, DMA_TO_DEVICE, 5, 4100), 0);
}

/* Success: one wrong bit is found, in each direction; so the tests above can fail. */
static void wrong_bits_are_found(struct kunit *test)
{
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	struct kmemlab_engine *engine = get_engine(test, EDU);
	unsigned int i;

	make_wrong(test, &(struct edu_faults) { .corrupt = true });
	for (i = 0; i < ARRAY_SIZE(directions); i++)
		KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, kind, directions[i], 0, 9),
				-EBADMSG);
}

/* Success: a transfer that fails is reported, and nothing stays mapped. */
static void failed_transfer_is_reported(struct kunit *test)
{
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	struct kmemlab_engine *engine = get_engine(test, EDU);
	unsigned int i;

	make_slow(engine);
	for (i = 0; i < ARRAY_SIZE(directions); i++)
		KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, kind, directions[i], 0, 9),
				-ETIMEDOUT);
}

/* Success: nothing of it is allocated, and the reason is told. */
static void unusable_streams_are_refused(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	struct kmemlab_stream stream;
	struct device *dev = engine->dev;

	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_SINGLE, DMA_TO_DEVICE,
						   0, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_SINGLE, DMA_NONE, 0, 1),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_SINGLE, DMA_TO_DEVICE,
						   PAGE_SIZE, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_KINDS, DMA_TO_DEVICE,
						   0, 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_SG, DMA_TO_DEVICE, 0,
						   KMEMLAB_STREAM_MAX + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, KMEMLAB_SG, DMA_TO_DEVICE, 0,
						      KMEMLAB_SELFTEST_MAX + 1), -E2BIG);
	KUNIT_EXPECT_NULL(test, kmemlab_kind_name(KMEMLAB_KINDS));
	KUNIT_EXPECT_EQ(test, kmemlab_stream_alloc(&stream, dev, KMEMLAB_SG, DMA_TO_DEVICE,
						   PAGE_SIZE - 1, KMEMLAB_STREAM_MAX), 0);
	kmemlab_stream_free(&stream);
}

/* Success: each byte is somewhere, all of them together, and none behind the last. */
static void segments_are_all_of_it(struct kunit *test)
{
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	size_t bytes = 5 * PAGE_SIZE + 10, at, part, sum = 0;
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	struct kmemlab_stream stream;
	dma_addr_t addr, next;

	KUNIT_ASSERT_EQ(test, kmemlab_stream_alloc(&stream, engine->dev, kind, DMA_TO_DEVICE,
						   PAGE_SIZE - 5, bytes), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_stream_map(&stream), 0);
	for (at = 0; (part = kmemlab_stream_segment(&stream, at, &addr)); at += part) {
		sum += part;
		KUNIT_EXPECT_EQ(test, kmemlab_stream_segment(&stream, at + part - 1, &next), 1);
		KUNIT_EXPECT_EQ(test, next, addr + part - 1);
	}
	KUNIT_EXPECT_EQ(test, sum, bytes);
	addr = 77;
	KUNIT_EXPECT_EQ(test, kmemlab_stream_segment(&stream, bytes, &addr), 0);
	KUNIT_EXPECT_EQ(test, addr, 77);
	kmemlab_stream_unmap(&stream);
	kmemlab_stream_free(&stream);
}

/* Success: what the CPU writes at a place it reads there, and not beside it. */
static void cpu_reads_what_it_wrote(struct kunit *test)
{
	enum kmemlab_kind kind = *(const enum kmemlab_kind *)test->param_value;
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	struct kmemlab_stream stream;
	u8 data[20];

	KUNIT_ASSERT_EQ(test, kmemlab_stream_alloc(&stream, engine->dev, kind, DMA_TO_DEVICE,
						   PAGE_SIZE - 3, PAGE_SIZE), 0);
	fill(data, 0, 10, 9);
	kmemlab_stream_write(&stream, 5, data, 10);
	memset(data, 0xee, sizeof(data));
	kmemlab_stream_read(&stream, 0, data, sizeof(data));
	KUNIT_EXPECT_NULL(test, memchr_inv(data, 0, 5));
	KUNIT_EXPECT_EQ(test, compare(data + 5, 0, 10, 9), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(data + 15, 0, 5));
	kmemlab_stream_free(&stream);
}

/*
 * claim 6.3: mapping can fail. The device is given too few address bits for where memory
 * is. Success: each kind that maps says so, nothing is transferred, and with its bits back
 * the device works. (The kernel warns once.)
 */
static void mapping_error_is_handled(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	u64 bits = *engine->dev->dma_mask;

	expect_report("overflow");
	*engine->dev->dma_mask = DMA_BIT_MASK(12);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, KMEMLAB_SINGLE, DMA_TO_DEVICE, 0,
						      64), -ENOMEM);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, KMEMLAB_PAGE, DMA_FROM_DEVICE, 0,
						      64), -ENOMEM);
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, KMEMLAB_SG, DMA_BIDIRECTIONAL, 0,
						      64), -EIO);
	*engine->dev->dma_mask = bits;
	end_of_report();
	KUNIT_EXPECT_EQ(test, kmemlab_selftest_stream(engine, KMEMLAB_SG, DMA_BIDIRECTIONAL, 0,
						      64), 0);
}

/* Success: each cost is measured and has a name; none for what there is not. */
static void costs_are_measured(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, SOFTWARE);
	unsigned int i;
	u64 nsec;

	for (i = 0; i < KMEMLAB_COSTS; i++) {
		nsec = 0;
		KUNIT_EXPECT_NOT_NULL(test, kmemlab_cost_name(i));
		KUNIT_EXPECT_EQ(test, kmemlab_cost_measure(engine->dev, i, 100, &nsec), 0);
		KUNIT_EXPECT_GT(test, nsec, 0ULL);
	}
	KUNIT_EXPECT_NULL(test, kmemlab_cost_name(KMEMLAB_COSTS));
	KUNIT_EXPECT_EQ(test, kmemlab_cost_measure(engine->dev, KMEMLAB_COSTS, 1, &nsec),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_cost_measure(engine->dev, 0, 0, &nsec), -EINVAL);
}

static struct kunit_case stream_cases[] = {
	KUNIT_CASE_PARAM(every_size_and_place, kind_gen_params),
	KUNIT_CASE_PARAM(edu_moves_each_kind, kind_gen_params),
	KUNIT_CASE_PARAM(wrong_bits_are_found, kind_gen_params),
	KUNIT_CASE_PARAM(failed_transfer_is_reported, kind_gen_params),
	KUNIT_CASE(unusable_streams_are_refused),
	KUNIT_CASE_PARAM(segments_are_all_of_it, kind_gen_params),
	KUNIT_CASE_PARAM(cpu_reads_what_it_wrote, kind_gen_params),
	KUNIT_CASE(mapping_error_is_handled),
	KUNIT_CASE(costs_are_measured),
	{}
};

static struct kunit_suite stream_suite = {
	.name = "kmemlab_dma_stream",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = stream_cases,
};

kunit_test_suite(stream_suite);
