// SPDX-License-Identifier: GPL-2.0
/*
 * An edu for each case. In User-Mode Linux it is a model, which can be told to go wrong and
 * which keeps its own copy of streaming memory. Elsewhere it is the device.
 */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/sizes.h>

#include "../tests/report.h"
#include "fixture_kunit.h"

static struct edu_under_test under_test;

/* No edu is no error of the suite: its cases are skipped. */
int dma_suite_init(struct kunit_suite *suite)
{
	int err = edu_acquire(&under_test);

	return err == -ENODEV ? 0 : err;
}

void dma_suite_exit(struct kunit_suite *suite)
{
	if (under_test.regs)
		edu_release(&under_test);
	under_test = (struct edu_under_test) { .regs = NULL };
}

void dma_test_exit(struct kunit *test)
{
	struct edu_dma *edu = test->priv;

	if (!edu)
		return;
	make_fast(edu);
	KUNIT_EXPECT_EQ_MSG(test, edu_dma_stop(edu), 0, "the device is still busy");
	free_irq(under_test.irq, edu);
	KUNIT_EXPECT_EQ_MSG(test, edu_violations(), 0U, "the log says what was violated");
}

/* Once in a case. */
struct edu_dma *get_edu(struct kunit *test)
{
	struct edu_dma *edu = kunit_kzalloc(test, sizeof(*edu), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, edu);
	if (!under_test.regs)
		kunit_skip(test, "no edu");
	KUNIT_ASSERT_EQ(test, edu_dma_init(edu, under_test.dev, under_test.regs,
					   edu_bus_master), 0);
	KUNIT_ASSERT_EQ(test, request_irq(under_test.irq, edu_dma_interrupt, 0, "kmemlab-dma",
					  edu), 0);
	test->priv = edu;
	make_fast(edu);
	return edu;
}

/* The case unlocks it. No ASSERT until then, or the end of the case waits for the lock. */
struct edu_dma *get_locked_edu(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);

	KUNIT_ASSERT_EQ(test, edu_dma_lock(edu), 0);
	return edu;
}

/* A device cannot be told to go wrong: such a case is the model's. */
void make_wrong(struct kunit *test, const struct edu_faults *faults)
{
	if (edu_break(faults))
		kunit_skip(test, "a device cannot be told to go wrong");
}

static struct {
	u64 mask;
	void *data;
	dma_addr_t addr;
} kept;

/*
 * Mapping fails from here on: the device names fewer addresses than there is memory. (The
 * kernel may warn.) An IOMMU remembers that it had no address for a size, until one is
 * freed that is too large for its caches (max32_alloc_size, drivers/iommu/iova.c). So one
 * is kept, to be freed.
 */
void make_unmappable(struct kunit *test, struct edu_dma *edu)
{
	kept.data = dma_alloc_coherent(edu->dev, SZ_256K, &kept.addr, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, kept.data);
	kept.mask = *edu->dev->dma_mask;
	allow_report("overflow");
	*edu->dev->dma_mask = DMA_BIT_MASK(12);
}

void make_mappable(struct edu_dma *edu)
{
	*edu->dev->dma_mask = kept.mask;
	end_of_report();
	if (kept.data)
		dma_free_coherent(edu->dev, SZ_256K, kept.data, kept.addr);
	kept.data = NULL;
}

/* Slower than its time-out: the model never ends, the device takes 100 ms. */
void make_slow(struct edu_dma *edu)
{
	edu_break(&(struct edu_faults) { .stuck = true });
	edu->timeout_ms = 20;
}

void make_fast(struct edu_dma *edu)
{
	edu_break(&(struct edu_faults) { .stuck = false });
	/* On a busy machine, a device that answers must not be late. */
	edu->timeout_ms = 30 * EDU_DMA_TIMEOUT_MS;
}
