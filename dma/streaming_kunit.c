// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of the plain forms of chapters 5.5 and 5.6, and of the self-tests that use them.
 * The model has a copy of streaming memory of its own, so a missing or short sync shows.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "../mmio/edu_regs.h"
#include "../tests/action.h"
#include "../tests/pattern.h"
#include "../tests/claim.h"
#include "coherent.h"
#include "fixture_kunit.h"
#include "selftest.h"
#include "streaming.h"

#define BYTES	1000
#define MOST	EDU_BUFFER_USABLE

KUNIT_DEFINE_ACTION_WRAPPER(free_table, sg_free_table, struct sg_table *);
static void free_contiguous(void *data)
{
	free_pages_exact(data, 2 * PAGE_SIZE);
}

KUNIT_DEFINE_ACTION_WRAPPER(put_the_page, put_page, struct page *);

static u8 *new_buffer(struct kunit *test, size_t bytes)
{
	u8 *data = kunit_kzalloc(test, bytes, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	return data;
}

static struct page *new_page(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, put_the_page, page), 0);
	return page;
}

static struct sg_table *new_table(struct kunit *test, unsigned int pieces)
{
	struct sg_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(table, pieces, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_table, table), 0);
	return table;
}

/* Success: what was sent arrives in another buffer, and the byte after it is unchanged. */
static void sent_is_received(struct kunit *test)
{
	u8 *sent = new_buffer(test, BYTES), *received = new_buffer(test, BYTES + 1);
	struct edu_dma *edu = get_locked_edu(test);

	pattern_fill(sent, 0, BYTES, 3);
	KUNIT_EXPECT_EQ(test, stream_send(edu, sent, BYTES), 0);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, received, BYTES), 0);
	edu_dma_unlock(edu);
	KUNIT_EXPECT_EQ(test, pattern_compare(received, 0, BYTES, 3), 0);
	KUNIT_EXPECT_EQ(test, received[BYTES], 0);
}

/* Success: lengths from 1 to the device's memory; 0 and one more are errors. */
static void lengths_are_checked(struct kunit *test)
{
	u8 *data = new_buffer(test, MOST + 1);
	struct edu_dma *edu = get_locked_edu(test);

	KUNIT_EXPECT_EQ(test, stream_send(edu, data, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, stream_send(edu, data, 1), 0);
	KUNIT_EXPECT_EQ(test, stream_send(edu, data, MOST), 0);
	KUNIT_EXPECT_EQ(test, stream_send(edu, data, MOST + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, data, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, data, MOST), 0);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, data, MOST + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, coherent_copy(edu, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, coherent_copy(edu, MOST), 0);
	KUNIT_EXPECT_EQ(test, coherent_copy(edu, MOST + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, coherent_copy(edu, BIT(31) + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, noncoherent_copy(edu, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, noncoherent_copy(edu, MOST), 0);
	KUNIT_EXPECT_EQ(test, noncoherent_copy(edu, MOST + 1), -ERANGE);
	edu_dma_unlock(edu);
}

/*
 * Success: three messages go through one mapped page, and three come back through it. Each
 * is the right one, not the one before it.
 */
static void messages_are_all_different(struct kunit *test)
{
	u8 *sent = new_buffer(test, 3 * BYTES), *received = new_buffer(test, 3 * BYTES);
	struct page *page = new_page(test);
	struct edu_dma *edu = get_locked_edu(test);

	pattern_fill(sent, 0, 3 * BYTES, 9);
	KUNIT_EXPECT_EQ(test, stream_send_messages(edu, page, sent, BYTES, 3), 0);
	KUNIT_EXPECT_EQ(test, stream_receive_messages(edu, page, received, BYTES, 3), 0);
	KUNIT_EXPECT_EQ(test, stream_send_messages(edu, page, sent, BYTES, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, stream_send_messages(edu, page, sent, BYTES, 5), -ERANGE);
	KUNIT_EXPECT_EQ(test, stream_receive_messages(edu, page, sent, 0, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, stream_receive_messages(edu, page, sent, BYTES, 5), -ERANGE);
	edu_dma_unlock(edu);
	KUNIT_EXPECT_EQ(test, pattern_compare(received, 0, 3 * BYTES, 9), 0);
}

/* Success: the pieces of a list lie in the device one after another. */
static void list_is_sent(struct kunit *test)
{
	struct sg_table *table = new_table(test, 4);
	u8 *piece, *received = new_buffer(test, 4 * BYTES);
	struct scatterlist *entry;
	struct edu_dma *edu;
	int i;

	for_each_sgtable_sg(table, entry, i) {
		piece = new_buffer(test, BYTES);
		pattern_fill(piece, i * BYTES, BYTES, 5);
		sg_set_buf(entry, piece, BYTES);
	}
	edu = get_locked_edu(test);
	KUNIT_EXPECT_EQ(test, stream_send_list(edu, table), 0);
	KUNIT_EXPECT_EQ(test, edu->stats.bytes, 4U * BYTES);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, received, 4 * BYTES), 0);
	edu_dma_unlock(edu);
	KUNIT_EXPECT_EQ(test, pattern_compare(received, 0, 4 * BYTES, 5), 0);
}

/*
 * Success: two entries that follow each other in memory, which an IOMMU joins to one
 * segment. The list is unmapped as a whole.
 */
static void joined_entries_are_sent(struct kunit *test)
{
	u8 *data = alloc_pages_exact(2 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	u8 *received = new_buffer(test, MOST);
	struct sg_table *table = new_table(test, 2);
	u32 half = MOST / 2;
	struct edu_dma *edu;

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_contiguous, data), 0);
	/* One entry ends with its page, the other one begins with its own. */
	sg_set_buf(table->sgl, data + PAGE_SIZE - half, half);
	sg_set_buf(sg_next(table->sgl), data + PAGE_SIZE, half);
	pattern_fill(data + PAGE_SIZE - half, 0, 2 * half, 2);
	edu = get_locked_edu(test);
	KUNIT_EXPECT_EQ(test, stream_send_list(edu, table), 0);
	KUNIT_EXPECT_EQ(test, stream_receive(edu, received, 2 * half), 0);
	edu_dma_unlock(edu);
	KUNIT_EXPECT_EQ(test, pattern_compare(received, 0, 2 * half, 2), 0);
}

/**
 * struct form_args - arguments that are right for each form
 * @data: room for BYTES bytes
 * @page: a page
 * @table: a list of one piece, @data
 */
struct form_args {
	u8 *data;
	struct page *page;
	struct sg_table *table;
};

#define FORMS	7

static int use_form(struct edu_dma *edu, int form, const struct form_args *args)
{
	switch (form) {
	case 0:
		return stream_send(edu, args->data, BYTES);
	case 1:
		return stream_receive(edu, args->data, BYTES);
	case 2:
		return stream_send_messages(edu, args->page, args->data, BYTES, 1);
	case 3:
		return stream_receive_messages(edu, args->page, args->data, BYTES, 1);
	case 4:
		return stream_send_list(edu, args->table);
	case 5:
		return coherent_copy(edu, BYTES);
	default:
		return noncoherent_copy(edu, BYTES);
	}
}

static struct form_args get_args(struct kunit *test)
{
	struct form_args args = {
		.data = new_buffer(test, BYTES),
		.page = new_page(test),
		.table = new_table(test, 1),
	};

	sg_set_buf(args.table->sgl, args.data, BYTES);
	return args;
}

/*
 * On a busy host QEMU's edu may finish before the guest has looked at its clock, although
 * the device takes longer than the driver waits: then once more.
 */
static int use_slow_form(struct edu_dma *edu, int form, const struct form_args *args)
{
	int tries, err = 0;

	for (tries = 0; !err && tries < 5; tries++) {
		make_slow(edu);
		err = use_form(edu, form, args);
	}
	return err;
}

/*
 * Success: each form returns the time-out of a transfer that does not end, and the device
 * has no bus mastering then. When the device answers again, the form works again.
 */
static void forms_time_out(struct kunit *test)
{
	struct form_args args = get_args(test);
	struct edu_dma *edu = get_locked_edu(test);
	int form;

	for (form = 0; form < FORMS; form++) {
		KUNIT_EXPECT_EQ_MSG(test, use_slow_form(edu, form, &args), -ETIMEDOUT, "form %d",
				    form);
		KUNIT_EXPECT_FALSE_MSG(test, edu->master, "form %d", form);
		make_fast(edu);
		KUNIT_EXPECT_EQ_MSG(test, use_form(edu, form, &args), 0, "form %d", form);
		KUNIT_EXPECT_TRUE_MSG(test, edu->master, "form %d", form);
	}
	edu_dma_unlock(edu);
}

/*
 * claim 6.3: mapping can fail. The device gets too few address bits for where memory is.
 * Success: each form that maps returns an error and starts no transfer; with its bits back
 * the form works. (Without an IOMMU the kernel warns, once a boot.)
 */
static void mapping_errors_are_returned(struct kunit *test)
{
	struct form_args args = get_args(test);
	struct edu_dma *edu = get_locked_edu(test);
	int form, err;

	make_unmappable(test, edu);
	for (form = 0; form < 4; form++)
		KUNIT_EXPECT_EQ_MSG(test, use_form(edu, form, &args), -ENOMEM, "form %d", form);
	/* An IOMMU has another error for a list. */
	err = stream_send_list(edu, args.table);
	KUNIT_EXPECT_TRUE_MSG(test, err == -EIO || err == -ENOMEM, "error %d", err);
	make_mappable(edu);
	KUNIT_EXPECT_EQ(test, edu->stats.transfers + edu->stats.errors, 0U);
	claim_is(test, "6.3", err);
	for (form = 0; form < FORMS; form++)
		KUNIT_EXPECT_EQ_MSG(test, use_form(edu, form, &args), 0, "form %d", form);
	edu_dma_unlock(edu);
}

static void selftest_to_desc(const struct selftest *selftest, char *desc)
{
	strscpy(desc, selftest->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(selftest, selftests, selftest_to_desc);

/* Success: each self-test passes for its lengths, and refuses 0 and too many. */
static void selftest_limits(struct kunit *test)
{
	const struct selftest *selftest = test->param_value;
	struct edu_dma *edu = get_edu(test);
	u32 most = MOST;

	if (!strcmp(selftest->name, "ring"))
		most = SELFTEST_RING_BYTES;
	else if (!strcmp(selftest->name, "messages"))
		most = MOST / SELFTEST_MESSAGES;
	KUNIT_EXPECT_EQ(test, selftest->run(edu, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, selftest->run(edu, 1), 0);
	KUNIT_EXPECT_EQ(test, selftest->run(edu, most + 1), -ERANGE);
	KUNIT_EXPECT_EQ(test, selftest->run(edu, U32_MAX), -ERANGE);
	KUNIT_EXPECT_EQ(test, edu->stats.errors, 0U);
	if (most != SELFTEST_RING_BYTES || IS_ENABLED(CONFIG_UML))
		KUNIT_EXPECT_EQ(test, selftest->run(edu, most), 0);
}

/* Success: each self-test finds one wrong bit, so it can fail. */
static void selftest_finds_a_wrong_bit(struct kunit *test)
{
	const struct selftest *selftest = test->param_value;
	struct edu_dma *edu = get_edu(test);

	make_wrong(test, &(struct edu_faults) { .corrupt = true });
	KUNIT_EXPECT_EQ(test, selftest->run(edu, 300), -EBADMSG);
}

/* Success: each self-test says that the device was stopped. */
static void selftest_of_a_stopped_device(struct kunit *test)
{
	const struct selftest *selftest = test->param_value;
	struct edu_dma *edu = get_edu(test);

	KUNIT_EXPECT_EQ(test, edu_dma_stop(edu), 0);
	KUNIT_EXPECT_EQ(test, selftest->run(edu, 300), -ENODEV);
}

static struct kunit_case streaming_cases[] = {
	KUNIT_CASE(sent_is_received),
	KUNIT_CASE(lengths_are_checked),
	KUNIT_CASE(messages_are_all_different),
	KUNIT_CASE(list_is_sent),
	KUNIT_CASE(joined_entries_are_sent),
	KUNIT_CASE(forms_time_out),
	KUNIT_CASE(mapping_errors_are_returned),
	KUNIT_CASE_PARAM(selftest_limits, selftest_gen_params),
	KUNIT_CASE_PARAM(selftest_finds_a_wrong_bit, selftest_gen_params),
	KUNIT_CASE_PARAM(selftest_of_a_stopped_device, selftest_gen_params),
	{}
};

static struct kunit_suite streaming_suite = {
	.name = "kmemlab_dma_streaming",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.exit = dma_test_exit,
	.test_cases = streaming_cases,
};

kunit_test_suite(streaming_suite);
