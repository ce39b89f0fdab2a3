// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapters 5.5 and 5.6: the plain forms, on the edu.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>

#include "../mmio/edu_regs.h"
#include "../tests/action.h"
#include "fixture_kunit.h"
#include "pattern.h"
#include "plain.h"

#define BYTES 1000

KUNIT_DEFINE_ACTION_WRAPPER(free_table, sg_free_table, struct sg_table *);

/*
 * An edu that this case owns until kmemlab_engine_put(). No ASSERT in between: the end
 * of the case would wait for the engine.
 */
static struct kmemlab_engine *own_engine(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);

	KUNIT_ASSERT_EQ(test, kmemlab_engine_get(engine), 0);
	return engine;
}

static u8 *new_buffer(struct kunit *test, size_t bytes)
{
	u8 *data = kunit_kzalloc(test, bytes, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	return data;
}

KUNIT_DEFINE_ACTION_WRAPPER(put_the_page, put_page, struct page *);

static struct page *new_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_the_page, page), 0);
	return page;
}

/* Success: what was sent comes back in another buffer, and not a byte more. */
static void sent_is_received(struct kunit *test)
{
	u8 *sent = new_buffer(test, BYTES), *received = new_buffer(test, BYTES + 1);
	struct kmemlab_engine *engine = own_engine(test);

	fill(sent, 0, BYTES, 3);
	KUNIT_EXPECT_EQ(test, plain_send(engine, sent, BYTES), 0);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, received, BYTES), 0);
	kmemlab_engine_put(engine);
	KUNIT_EXPECT_EQ(test, compare(received, 0, BYTES, 3), 0);
	KUNIT_EXPECT_EQ(test, received[BYTES], 0);
}

/* Success: one byte and as many as the device has; none and one more are errors. */
static void plain_limits(struct kunit *test)
{
	u32 most = EDU_BUFFER_USABLE;
	u8 *data = new_buffer(test, most + 1);
	struct kmemlab_engine *engine = own_engine(test);

	KUNIT_EXPECT_EQ(test, plain_send(engine, data, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, data, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, plain_coherent(engine, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, plain_coherent(engine, BIT(31) + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, plain_send(engine, data, 1), 0);
	KUNIT_EXPECT_EQ(test, plain_send(engine, data, most), 0);
	KUNIT_EXPECT_EQ(test, plain_send(engine, data, most + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, data, most), 0);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, data, most + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, plain_coherent(engine, 1), 0);
	KUNIT_EXPECT_EQ(test, plain_coherent(engine, most), 0);
	KUNIT_EXPECT_EQ(test, plain_coherent(engine, most + 1), -ERANGE);
	kmemlab_engine_put(engine);
}

/*
 * Success: each of three messages is read from the one mapped page, in turn. What was in
 * the page before, another message, is not taken for it.
 */
static void messages_are_read(struct kunit *test)
{
	u8 *sent = new_buffer(test, 3 * BYTES), *messages = new_buffer(test, 3 * BYTES);
	struct page *page = new_page(test);
	struct kmemlab_engine *engine = own_engine(test);
	int err;

	fill(sent, 0, 3 * BYTES, 9);
	err = plain_send(engine, sent, 3 * BYTES) ?:
	      plain_receive_messages(engine, page, messages, BYTES, 3);
	KUNIT_EXPECT_EQ(test, plain_receive_messages(engine, page, messages, BYTES, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, plain_receive_messages(engine, page, messages, BYTES, 5), -ERANGE);
	kmemlab_engine_put(engine);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, compare(messages, 0, 3 * BYTES, 9), 0);
}

/* Success: all pieces of a list lie in the device, one after another. */
static void list_is_sent(struct kunit *test)
{
	struct sg_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);
	u8 *pieces[4], *received = new_buffer(test, ARRAY_SIZE(pieces) * BYTES);
	struct kmemlab_engine_stats before, after;
	struct kmemlab_engine *engine;
	struct scatterlist *piece;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(table, ARRAY_SIZE(pieces), GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_table, table), 0);
	for_each_sgtable_sg(table, piece, i) {
		pieces[i] = new_buffer(test, BYTES);
		fill(pieces[i], i * BYTES, BYTES, 5);
		sg_set_buf(piece, pieces[i], BYTES);
	}
	engine = own_engine(test);
	kmemlab_engine_stats(engine, &before);
	KUNIT_EXPECT_EQ(test, plain_send_list(engine, table), 0);
	kmemlab_engine_stats(engine, &after);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, received, ARRAY_SIZE(pieces) * BYTES), 0);
	kmemlab_engine_put(engine);
	KUNIT_EXPECT_EQ(test, after.bytes - before.bytes, (u64)ARRAY_SIZE(pieces) * BYTES);
	KUNIT_EXPECT_EQ(test, compare(received, 0, ARRAY_SIZE(pieces) * BYTES, 5), 0);
}

/* Success: the two halves of a page, which an IOMMU joins, are a list like another. */
static void joined_pieces_are_sent(struct kunit *test)
{
	u32 half = EDU_BUFFER_USABLE / 2;
	struct sg_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);
	u8 *received = new_buffer(test, 2 * half);
	struct page *first = new_page(test), *second = new_page(test);
	struct kmemlab_engine *engine;

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(table, 2, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_table, table), 0);
	/* One ends with its page, the other one begins with its own. */
	sg_set_page(table->sgl, first, half, PAGE_SIZE - half);
	sg_set_page(sg_next(table->sgl), second, half, 0);
	fill(page_address(first) + PAGE_SIZE - half, 0, half, 2);
	fill(page_address(second), half, half, 2);
	engine = own_engine(test);
	KUNIT_EXPECT_EQ(test, plain_send_list(engine, table), 0);
	KUNIT_EXPECT_EQ(test, plain_receive(engine, received, 2 * half), 0);
	kmemlab_engine_put(engine);
	KUNIT_EXPECT_EQ(test, compare(received, 0, 2 * half, 2), 0);
}

/* A plain form with arguments that are right for a device that answers. */
static int use_form(struct kmemlab_engine *engine, int form, u8 *data, struct page *page,
		    struct sg_table *table)
{
	switch (form) {
	case 0:
		return plain_send(engine, data, BYTES);
	case 1:
		return plain_receive(engine, data, BYTES);
	case 2:
		return plain_receive_messages(engine, page, data, BYTES, 1);
	case 3:
		return plain_send_list(engine, table);
	default:
		return plain_coherent(engine, BYTES);
	}
}

/*
 * On a busy host QEMU's edu may be done before the guest has looked at its clock, although
 * the device takes longer than the driver waits: then once more.
 */
static int use_slow_form(struct kmemlab_engine *engine, int form, u8 *data, struct page *page,
			 struct sg_table *table)
{
	int tries, err = 0;

	for (tries = 0; !err && tries < 5; tries++) {
		make_slow(engine);
		err = use_form(engine, form, data, page, table);
	}
	return err;
}

/*
 * Success: a transfer that does not end is a time-out of each plain form, and the device
 * cannot reach memory then; when it answers again, it is used again.
 */
static void plain_forms_time_out(struct kunit *test)
{
	struct sg_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);
	u8 *data = new_buffer(test, BYTES);
	struct page *page = new_page(test);
	struct kmemlab_engine *engine;
	int form;

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(table, 1, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_table, table), 0);
	sg_set_buf(table->sgl, data, BYTES);
	engine = own_engine(test);
	for (form = 0; form < 5; form++) {
		KUNIT_EXPECT_EQ_MSG(test, use_slow_form(engine, form, data, page, table),
				    -ETIMEDOUT, "form %d", form);
		KUNIT_EXPECT_FALSE_MSG(test, engine->connected, "form %d", form);
		make_fast(engine);
		KUNIT_EXPECT_EQ_MSG(test, use_form(engine, form, data, page, table), 0,
				    "form %d", form);
		KUNIT_EXPECT_TRUE_MSG(test, engine->connected, "form %d", form);
	}
	kmemlab_engine_put(engine);
}

static struct kunit_case plain_cases[] = {
	KUNIT_CASE(sent_is_received),
	KUNIT_CASE(plain_limits),
	KUNIT_CASE(messages_are_read),
	KUNIT_CASE(list_is_sent),
	KUNIT_CASE(joined_pieces_are_sent),
	KUNIT_CASE(plain_forms_time_out),
	{}
};

static struct kunit_suite plain_suite = {
	.name = "kmemlab_dma_plain",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = plain_cases,
};

kunit_test_suite(plain_suite);
