// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise dma-desc. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "desc.h"

static void words_are_little_endian(struct kunit *test)
{
	const u8 want[16] = { 0x89, 0x67, 0x45, 0x23, 1, 0, 0, 0, 0x34, 0x12, 0, 0, 0, 0, 0, 0x80 };
	struct desc desc = { };

	desc_give(&desc, (dma_addr_t)0x123456789ULL, 0x1234);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(&desc.addr_low, want, 4), 0, "the low word");
	if (sizeof(dma_addr_t) > 4)
		KUNIT_EXPECT_EQ_MSG(test, memcmp(&desc.addr_high, want + 4, 4), 0,
				    "the high word of the address is wrong");
	KUNIT_EXPECT_EQ_MSG(test, memcmp(&desc.length, want + 8, 4), 0, "the length");
	KUNIT_EXPECT_EQ_MSG(test, memcmp(&desc.flags, want + 12, 4), 0,
			    "the device does not own the descriptor");
}

static struct kunit_case desc_cases[] = {
	KUNIT_CASE(words_are_little_endian),
	{}
};

static struct kunit_suite desc_suite = {
	.name = "exercise_dma_desc",
	.test_cases = desc_cases,
};

kunit_test_suite(desc_suite);

MODULE_DESCRIPTION("kmemlab: the exercise dma-desc");
MODULE_LICENSE("GPL");
