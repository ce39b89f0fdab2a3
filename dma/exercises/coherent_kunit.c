// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise dma-coherent. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/dma_device.h"
#include "../../tests/exercise.h"
#include "coherent.h"

static void memory_has_both_addresses(struct kunit *test)
{
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(32));
	struct mailbox box = { };

	KUNIT_ASSERT_EQ_MSG(test, mailbox_init(&box, dev, "mail"), 0, "mailbox_init() failed");
	KUNIT_EXPECT_NOT_NULL(test, box.memory);
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(box.memory, 0, MAILBOX_SIZE),
			      "coherent memory is zeroed");
	KUNIT_EXPECT_PTR_EQ_MSG(test, phys_to_virt(box.addr), box.memory,
				"the device's address is that of other memory");
	KUNIT_EXPECT_STREQ(test, box.name, "mail");
	mailbox_exit(&box, dev);
}

/* DMA_API_DEBUG knows what is still allocated. */
static void no_memory_leaves_nothing(struct kunit *test)
{
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(32));
	struct mailbox box;
	bool done = false;
	int nth, err;

	for (nth = 1; nth < 10 && !done; nth++) {
		memset(&box, 0, sizeof(box));
		fail_allocation(nth);
		err = mailbox_init(&box, dev, "mail");
		done = failures_left();
		if (!err) {
			KUNIT_EXPECT_NOT_NULL_MSG(test, box.name,
						  "allocation %d failed: there is no name", nth);
			mailbox_exit(&box, dev);
			continue;
		}
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		KUNIT_EXPECT_FALSE_MSG(test, done, "-ENOMEM, and there was memory");
	}
	KUNIT_EXPECT_GE_MSG(test, nth, 4, "two allocations are to be made");
}

static struct kunit_case coherent_cases[] = {
	KUNIT_CASE(memory_has_both_addresses),
	KUNIT_CASE(no_memory_leaves_nothing),
	{}
};

static struct kunit_suite coherent_suite = {
	.name = "exercise_dma_coherent",
	.test_cases = coherent_cases,
};

kunit_test_suite(coherent_suite);

MODULE_DESCRIPTION("kmemlab: the exercise dma-coherent");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
