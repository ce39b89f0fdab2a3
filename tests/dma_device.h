/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device for the DMA API, of software (dma_device.c). It stays when a suite has gone: what
 * is still mapped for it can then be looked for in /sys/kernel/debug/dma-api/dump.
 */
#ifndef KMEMLAB_TESTS_DMA_DEVICE_H
#define KMEMLAB_TESTS_DMA_DEVICE_H

#include <kunit/test.h>
#include <linux/types.h>

struct device;

struct device *kmemlab_dma_device(u64 mask);

/* The device, with so many address bits in @mask. */
static inline struct device *new_dma_device(struct kunit *test, u64 mask)
{
	struct device *dev = kmemlab_dma_device(mask);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	return dev;
}

#endif /* KMEMLAB_TESTS_DMA_DEVICE_H */
