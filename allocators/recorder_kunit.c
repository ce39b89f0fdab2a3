// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of the plain forms of chapter 5.1. (Each allocation of theirs is made to
 * fail in the scenario `failure`.)
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../tests/action.h"
#include "recorder.h"

KUNIT_DEFINE_ACTION_WRAPPER(destroy_recorder, recorder_destroy, struct recorder *);
KUNIT_DEFINE_ACTION_WRAPPER(free_memory, kfree, const void *);
KUNIT_DEFINE_ACTION_WRAPPER(unregister_device, platform_device_unregister,
			    struct platform_device *);

static struct recorder *new_recorder(struct kunit *test)
{
	struct recorder *recorder = recorder_create(7);

	KUNIT_ASSERT_NOT_NULL(test, recorder);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, destroy_recorder, recorder), 0);
	return recorder;
}

/* Success: all parts are there, the ring is zeroed and may be written to its end. */
static void expect_whole(struct kunit *test, struct recorder *recorder)
{
	KUNIT_EXPECT_EQ(test, recorder->id, 7U);
	KUNIT_EXPECT_STREQ(test, recorder->name, "recorder7");
	KUNIT_EXPECT_NULL(test, memchr_inv(recorder->ring, 0, RECORDER_RING_BYTES));
	memset(recorder->ring, 0xff, RECORDER_RING_BYTES);
	KUNIT_EXPECT_NULL(test, recorder->gains);
	KUNIT_EXPECT_NULL(test, recorder->samples);
	KUNIT_EXPECT_NULL(test, recorder->history);
}

/* Success: goto and __free build the same object. */
static void recorder_is_whole(struct kunit *test)
{
	struct recorder *recorder;

	expect_whole(test, new_recorder(test));
	recorder = recorder_create_cleanup(7);
	KUNIT_ASSERT_NOT_NULL(test, recorder);
	expect_whole(test, recorder);
	recorder_destroy(recorder);
}

/* Success: an object of which some parts do not exist can be destroyed, and so can NULL. */
static void partly_built_is_destroyed(struct kunit *test)
{
	struct recorder *recorder = kzalloc_obj(*recorder);

	KUNIT_ASSERT_NOT_NULL(test, recorder);
	recorder_destroy(recorder);
	recorder_destroy(NULL);
	KUNIT_SUCCEED(test);
}

/* Success: what devm_ functions allocated is freed with the device, without a call. */
static void devm_memory_goes_with_its_device(struct kunit *test)
{
	struct platform_device *pdev =
		platform_device_register_simple("kmemlab-kunit", PLATFORM_DEVID_AUTO, NULL, 0);
	struct recorder *recorder;
	int i;

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister_device, pdev), 0);
	/* Enough that kmemleak, or the memory of the machine, would show a leak. */
	for (i = 0; i < 100; i++) {
		recorder = devm_recorder_create(&pdev->dev, 7);
		KUNIT_ASSERT_NOT_NULL(test, recorder);
		expect_whole(test, recorder);
	}
}

/* Success: a number of gains that is out of range is an error and changes nothing. */
static void gains_limits(struct kunit *test)
{
	struct recorder *recorder = new_recorder(test);

	KUNIT_EXPECT_EQ(test, recorder_set_gains(recorder, NULL, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, recorder_set_gains(recorder, NULL, RECORDER_GAINS_MAX + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, recorder_set_gains(recorder, NULL, SIZE_MAX), -E2BIG);
	KUNIT_EXPECT_NULL(test, recorder->gains);
	KUNIT_EXPECT_EQ(test, recorder->nr_gains, (size_t)0);
}

/* Success: every sample is where it was put, across all moves of the array. */
static void samples_grow(struct kunit *test)
{
	struct recorder *recorder = new_recorder(test);
	size_t i;

	for (i = 0; i < 3000; i++)
		KUNIT_ASSERT_EQ(test, recorder_add_sample(recorder, 3 * i), 0);
	KUNIT_EXPECT_EQ(test, recorder->nr_samples, (size_t)3000);
	KUNIT_EXPECT_EQ(test, recorder->max_samples, (size_t)4096);
	for (i = 0; i < 3000; i++)
		KUNIT_ASSERT_EQ(test, recorder->samples[i], (s32)(3 * i));
}

/* Success: the limit itself fits, one sample more does not, and nothing is lost. */
static void samples_limit(struct kunit *test)
{
	struct recorder *recorder = new_recorder(test);
	size_t i;

	for (i = 0; i < RECORDER_SAMPLES_MAX; i++)
		KUNIT_ASSERT_EQ(test, recorder_add_sample(recorder, i), 0);
	KUNIT_EXPECT_EQ(test, recorder->max_samples, (size_t)RECORDER_SAMPLES_MAX);
	KUNIT_EXPECT_EQ(test, recorder_add_sample(recorder, 0), -ENOSPC);
	KUNIT_EXPECT_EQ(test, recorder->nr_samples, (size_t)RECORDER_SAMPLES_MAX);
	KUNIT_EXPECT_EQ(test, recorder->samples[RECORDER_SAMPLES_MAX - 1],
			RECORDER_SAMPLES_MAX - 1);
}

/*
 * Success: what fits in both sizes is kept, new entries are 0 although larger memory
 * was written before, and a size above the limit changes nothing.
 */
static void history_is_resized(struct kunit *test)
{
	static const size_t sizes[] = {
		100, 100000, RECORDER_HISTORY_MAX, RECORDER_HISTORY_MAX, 10, 1, 5000
	};
	struct recorder *recorder = new_recorder(test);
	size_t i, kept = 0;

	KUNIT_EXPECT_EQ(test, recorder_resize_history(recorder, 0), -EINVAL);
	KUNIT_EXPECT_NULL(test, recorder->history);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_EQ(test, recorder_resize_history(recorder, sizes[i]), 0);
		KUNIT_EXPECT_EQ(test, recorder->nr_history, sizes[i]);
		kept = min(kept, sizes[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(recorder->history, 0x5a, kept * sizeof(s32)));
		KUNIT_EXPECT_NULL(test, memchr_inv(recorder->history + kept, 0,
						   (sizes[i] - kept) * sizeof(s32)));
		memset(recorder->history, 0x5a, sizes[i] * sizeof(s32));
		kept = sizes[i];
	}
	KUNIT_EXPECT_EQ(test, recorder_resize_history(recorder, RECORDER_HISTORY_MAX + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, recorder_resize_history(recorder, SIZE_MAX), -E2BIG);
	KUNIT_EXPECT_EQ(test, recorder->nr_history, sizes[ARRAY_SIZE(sizes) - 1]);
	KUNIT_EXPECT_NULL(test, memchr_inv(recorder->history, 0x5a, kept * sizeof(s32)));
}

/* Success: packets of each length that fits hold their message, others are errors. */
static void packet_limits(struct kunit *test)
{
	static const size_t lengths[] = { 1, 13, U16_MAX };
	u8 *message = kunit_kmalloc(test, U16_MAX, GFP_KERNEL);
	struct packet *packet;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, message);
	for (i = 0; i < U16_MAX; i++)
		message[i] = i * 7;
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		packet = packet_create(message, lengths[i]);
		KUNIT_ASSERT_FALSE(test, IS_ERR(packet));
		KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_memory, packet), 0);
		KUNIT_EXPECT_EQ(test, (size_t)packet->length, lengths[i]);
		KUNIT_EXPECT_EQ(test, memcmp(packet->data, message, lengths[i]), 0);
	}
	KUNIT_EXPECT_EQ(test, PTR_ERR(packet_create(message, 0)), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(packet_create(message, U16_MAX + 1)), (long)-E2BIG);
	KUNIT_EXPECT_EQ(test, PTR_ERR(packet_create(message, SIZE_MAX)), (long)-E2BIG);
}

/* Success: the byte that occurs most often, the smallest of several, 0 and 255 as well. */
static void frequent_bytes(struct kunit *test)
{
	static const u8 last[] = { 255, 1, 255 };

	KUNIT_EXPECT_EQ(test, most_frequent_byte("hello", 5), (int)'l');
	KUNIT_EXPECT_EQ(test, most_frequent_byte("bababa", 6), (int)'a');
	KUNIT_EXPECT_EQ(test, most_frequent_byte("a\0b\0", 4), 0);
	KUNIT_EXPECT_EQ(test, most_frequent_byte(last, sizeof(last)), 255);
	KUNIT_EXPECT_EQ(test, most_frequent_byte("x", 0), -EINVAL);
}

/* Success: a copy without spaces, and the original unchanged. */
static void names_are_copied(struct kunit *test)
{
	static const char original[] = " left  channel";
	char *copy = name_without_spaces(original);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_memory, copy), 0);
	KUNIT_EXPECT_STREQ(test, copy, "-left--channel");
	KUNIT_EXPECT_STREQ(test, original, " left  channel");
}

/* Success: each order of the kernel holds a pattern, and the next one is an error. */
static void page_orders(struct kunit *test)
{
	unsigned int order;

	for (order = 0; order <= MAX_PAGE_ORDER; order++)
		KUNIT_EXPECT_EQ(test, pages_hold_pattern(order, 0xa5), 0);
	KUNIT_EXPECT_EQ(test, pages_hold_pattern(MAX_PAGE_ORDER + 1, 0xa5), -EINVAL);
	KUNIT_EXPECT_EQ(test, pages_hold_pattern(UINT_MAX, 0xa5), -EINVAL);
}

static struct kunit_case recorder_cases[] = {
	KUNIT_CASE(recorder_is_whole),
	KUNIT_CASE(partly_built_is_destroyed),
	KUNIT_CASE(devm_memory_goes_with_its_device),
	KUNIT_CASE(gains_limits),
	KUNIT_CASE(samples_grow),
	KUNIT_CASE(samples_limit),
	KUNIT_CASE(history_is_resized),
	KUNIT_CASE(packet_limits),
	KUNIT_CASE(frequent_bytes),
	KUNIT_CASE(names_are_copied),
	KUNIT_CASE(page_orders),
	{}
};

static struct kunit_suite recorder_suite = {
	.name = "kmemlab_allocators_recorder",
	.test_cases = recorder_cases,
};

kunit_test_suite(recorder_suite);
