// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise dma-map. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/dma_device.h"
#include "../../tests/exercise.h"
#include "../../tests/report.h"
#include "map.h"

struct hardware {
	u8 got[16];
	int starts;
	int err;
};

static int start(void *data, dma_addr_t addr, size_t length)
{
	struct hardware *hardware = data;

	hardware->starts++;
	/* Without an IOMMU the DMA address is the physical one. */
	if (!hardware->err)
		memcpy(hardware->got, phys_to_virt(addr), min(length, sizeof(hardware->got)));
	return hardware->err;
}

static void the_device_reads_the_buffer(struct kunit *test)
{
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(32));
	struct hardware hardware = { };
	u8 *data = kunit_kmalloc(test, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	memset(data, 0x5a, 16);
	KUNIT_EXPECT_EQ(test, send_buffer(dev, data, 16, start, &hardware), 0);
	KUNIT_EXPECT_EQ_MSG(test, hardware.starts, 1, "the device was not started");
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(hardware.got, 0x5a, 16),
			      "the device has read something else");
}

static void an_error_of_the_device_is_returned(struct kunit *test)
{
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(32));
	struct hardware hardware = { .err = -ETIMEDOUT };
	u8 *data = kunit_kmalloc(test, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, send_buffer(dev, data, 16, start, &hardware), -ETIMEDOUT);
}

static void an_address_that_is_none_is_not_used(struct kunit *test)
{
	/* No memory lies below 16 bytes. */
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(4));
	struct hardware hardware = { .err = -ETIMEDOUT };
	u8 *data = kunit_kmalloc(test, 16, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	expect_report("DMA addr");
	KUNIT_EXPECT_EQ_MSG(test, send_buffer(dev, data, 16, start, &hardware), -EIO,
			    "the mapping had failed: return -EIO");
	dma_map_single(dev, data, 16, DMA_TO_DEVICE);
	end_of_report();
	KUNIT_EXPECT_EQ_MSG(test, hardware.starts, 0,
			    "the device was told an address that is none");
}

static struct kunit_case map_cases[] = {
	KUNIT_CASE(the_device_reads_the_buffer),
	KUNIT_CASE(an_error_of_the_device_is_returned),
	KUNIT_CASE(an_address_that_is_none_is_not_used),
	{}
};

static struct kunit_suite map_suite = {
	.name = "exercise_dma_map",
	.test_cases = map_cases,
};

kunit_test_suite(map_suite);

MODULE_DESCRIPTION("kmemlab: the exercise dma-map");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
