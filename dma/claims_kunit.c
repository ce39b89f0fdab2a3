// SPDX-License-Identifier: GPL-2.0
/* What chapters 5.5 and 5.6 say, on the running kernel. */
#include "../kmemlab.h"

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/highmem.h>
#include <linux/sizes.h>

#include "../tests/claim.h"
#include "../tests/report.h"
#include "fixture_kunit.h"

/*
 * claim 5.1: "try 64 bits, then 32". Success: a mask of fewer bits may fail where a mask of
 * more bits works, never the reverse. So there is nothing to fall back to.
 */
static void fewer_bits_are_no_easier(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	u64 mask = dma_get_mask(dev);
	bool fewer_were_taken = false, fewer_were_easier = false;
	unsigned int bits;
	int err;

	for (bits = 8; bits <= 64; bits++) {
		err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(bits));
		if (fewer_were_taken)
			KUNIT_EXPECT_EQ_MSG(test, err, 0, "%u bits", bits);
		else if (err)
			KUNIT_EXPECT_EQ_MSG(test, err, -EIO, "%u bits", bits);
		fewer_were_easier |= fewer_were_taken && err;
		fewer_were_taken |= !err;
	}
	claim_is(test, "5.1", fewer_were_easier);
	KUNIT_EXPECT_TRUE(test, fewer_were_taken);
	KUNIT_EXPECT_EQ(test, dma_set_mask_and_coherent(dev, mask), 0);
}

/* claim 5.2: memset() after dma_alloc_coherent(). Success: the memory is zeroed already. */
static void coherent_memory_is_zeroed(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	bool dirty = false;
	dma_addr_t addr;
	void *data;
	int i;

	for (i = 0; i < 8; i++) {
		data = dma_alloc_coherent(dev, SZ_16K, &addr, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, data);
		dirty |= !!memchr_inv(data, 0, SZ_16K);
		memset(data, 0xee, SZ_16K);
		dma_free_coherent(dev, SZ_16K, data, addr);
	}
	KUNIT_EXPECT_FALSE(test, dirty);
	claim_is(test, "5.2", dirty);
}

/* Success: blocks of a pool are aligned, do not overlap, and cross no boundary. */
static void pool_keeps_its_word(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	struct dma_pool *pool = dma_pool_create("kmemlab-claim", dev, 96, 32, 512);
	dma_addr_t addrs[32];
	void *blocks[32];
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, pool);
	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		blocks[i] = dma_pool_zalloc(pool, GFP_KERNEL, &addrs[i]);
		KUNIT_ASSERT_NOT_NULL(test, blocks[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(blocks[i], 0, 96));
		KUNIT_EXPECT_EQ(test, addrs[i] % 32, 0);
		KUNIT_EXPECT_EQ(test, addrs[i] / 512, (addrs[i] + 95) / 512);
		memset(blocks[i], 0xee, 96);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_TRUE(test, addrs[i] >= addrs[j] + 96 ||
					  addrs[j] >= addrs[i] + 96);
	}
	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		dma_pool_free(pool, blocks[i], addrs[i]);
	dma_pool_destroy(pool);
}

/*
 * claim 6.4: memory of vmalloc() cannot be mapped as one piece, its pages can. (The
 * kernel warns once.) Success: an error; and a list of its pages is mapped.
 */
static void vmalloc_memory_is_refused(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	void *data = vmalloc(2 * PAGE_SIZE);
	struct page *pages[2];
	struct sg_table table;
	dma_addr_t addr;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, data);
	expect_report("rejecting DMA map of vmalloc memory");
	addr = dma_map_single(dev, data, PAGE_SIZE, DMA_TO_DEVICE);
	end_of_report();
	err = dma_mapping_error(dev, addr);
	KUNIT_EXPECT_NE(test, err, 0);
	claim_is(test, "6.4", !err);
	pages[0] = vmalloc_to_page(data);
	pages[1] = vmalloc_to_page(data + PAGE_SIZE);
	/* The two may follow each other in memory: no entry longer than the device takes. */
	KUNIT_ASSERT_EQ(test, sg_alloc_table_from_pages_segment(&table, pages, 2, 0, 2 * PAGE_SIZE,
								dma_get_max_seg_size(dev),
								GFP_KERNEL), 0);
	/* The pages have another kernel address too, and some CPUs cache by address. */
	flush_kernel_vmap_range(data, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	vfree(data);
}

/*
 * claim 6.5: the unmap needs the number of entries that were passed to the map, not the
 * returned number of segments, which may be smaller. Success: a table keeps both numbers.
 */
static void table_keeps_both_numbers(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	unsigned long data = __get_free_pages(GFP_KERNEL, 2);
	struct scatterlist *sg;
	struct sg_table table;
	unsigned int i, bytes = 0;

	KUNIT_ASSERT_NE(test, data, 0);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 4, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i)
		sg_set_buf(sg, (void *)data + i * PAGE_SIZE, PAGE_SIZE);
	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	KUNIT_EXPECT_EQ(test, table.orig_nents, 4U);
	KUNIT_EXPECT_LE(test, table.nents, 4U);
	KUNIT_EXPECT_GT(test, table.nents, 0U);
	for_each_sgtable_dma_sg(&table, sg, i)
		bytes += sg_dma_len(sg);
	KUNIT_EXPECT_EQ(test, bytes, 4 * (unsigned int)PAGE_SIZE);
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	sg_free_table(&table);
	free_pages(data, 2);
}

/*
 * Success: managed memory and pools are freed with their group, which ends at the latest
 * when the driver is unbound. (What would be left, DMA_API_DEBUG and the model report.)
 */
static void managed_memory_is_released(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	struct dma_pool *pool;
	dma_addr_t addr;
	void *group, *data;

	group = devres_open_group(dev, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, group);
	data = dmam_alloc_coherent(dev, SZ_4K, &addr, GFP_KERNEL);
	pool = dmam_pool_create("kmemlab-claim", dev, 64, 64, 0);
	devres_close_group(dev, group);
	KUNIT_EXPECT_EQ(test, devres_release_group(dev, group), 2);
	KUNIT_EXPECT_NOT_NULL(test, data);
	KUNIT_EXPECT_NOT_NULL(test, pool);
}

/*
 * Success: pages of dma_alloc_pages() are mapped already, for a device that reaches them
 * whatever its mask is; ownership changes by sync alone.
 */
static void allocated_pages_are_mapped(struct kunit *test)
{
	struct edu_dma *edu = get_locked_edu(test);
	struct device *dev = edu->dev;
	struct page *page;
	dma_addr_t addr;
	int err = -ENOMEM;
	u8 *data;

	page = dma_alloc_pages(dev, PAGE_SIZE, &addr, DMA_BIDIRECTIONAL, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page) {
		data = page_address(page);
		memset(data, 0x5a, 64);
		dma_sync_single_for_device(dev, addr, 64, DMA_BIDIRECTIONAL);
		err = edu_dma_transfer(edu, addr, 0, 64, DMA_TO_DEVICE);
		dma_sync_single_for_cpu(dev, addr, 64, DMA_BIDIRECTIONAL);
		memset(data, 0, 64);
		dma_sync_single_for_device(dev, addr, 64, DMA_BIDIRECTIONAL);
		err = err ?: edu_dma_transfer(edu, addr, 0, 64, DMA_FROM_DEVICE);
		dma_sync_single_for_cpu(dev, addr, 64, DMA_BIDIRECTIONAL);
		KUNIT_EXPECT_NULL(test, memchr_inv(data, 0x5a, 64));
		dma_free_pages(dev, PAGE_SIZE, page, addr, DMA_BIDIRECTIONAL);
	}
	KUNIT_EXPECT_EQ(test, err, 0);
	edu_dma_unlock(edu);
}

/*
 * Success: an IOMMU joins the pages of a list as far as the driver allows: no segment is
 * longer, and none crosses the boundary.
 */
static void segments_keep_their_limits(struct kunit *test)
{
	struct device *dev = get_edu(test)->dev;
	unsigned long boundary = dma_get_seg_boundary(dev);
	unsigned int most = dma_get_max_seg_size(dev);
	unsigned long data = __get_free_pages(GFP_KERNEL | GFP_DMA, 3);
	unsigned int i, longest = 0;
	struct scatterlist *sg;
	struct sg_table table;
	bool merged;
	u64 crossed = 0;

	KUNIT_ASSERT_NE(test, data, 0);
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&table, 8, GFP_KERNEL), 0);
	for_each_sgtable_sg(&table, sg, i)
		sg_set_buf(sg, (void *)data + i * PAGE_SIZE, PAGE_SIZE);
	dma_set_max_seg_size(dev, 8 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	merged = table.nents < table.orig_nents;
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	dma_set_max_seg_size(dev, 4 * PAGE_SIZE);
	dma_set_seg_boundary(dev, 2 * PAGE_SIZE - 1);
	KUNIT_EXPECT_EQ(test, dma_map_sgtable(dev, &table, DMA_TO_DEVICE, 0), 0);
	for_each_sgtable_dma_sg(&table, sg, i) {
		longest = max(longest, sg_dma_len(sg));
		crossed |= sg_dma_address(sg) ^ (sg_dma_address(sg) + sg_dma_len(sg) - 1);
	}
	dma_unmap_sgtable(dev, &table, DMA_TO_DEVICE, 0);
	dma_set_seg_boundary(dev, boundary);
	dma_set_max_seg_size(dev, most);
	sg_free_table(&table);
	free_pages(data, 3);
	KUNIT_EXPECT_LE(test, longest, 2 * (unsigned int)PAGE_SIZE);
	KUNIT_EXPECT_LT(test, crossed, 2 * (u64)PAGE_SIZE);
	if (!merged)
		kunit_skip(test, "no IOMMU that joins pages");
}

static struct kunit_case claims_cases[] = {
	KUNIT_CASE(fewer_bits_are_no_easier),
	KUNIT_CASE(coherent_memory_is_zeroed),
	KUNIT_CASE(pool_keeps_its_word),
	KUNIT_CASE(vmalloc_memory_is_refused),
	KUNIT_CASE(table_keeps_both_numbers),
	KUNIT_CASE(managed_memory_is_released),
	KUNIT_CASE(allocated_pages_are_mapped),
	KUNIT_CASE(segments_keep_their_limits),
	{}
};

static struct kunit_suite claims_suite = {
	.name = "kmemlab_dma_claims",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.exit = dma_test_exit,
	.test_cases = claims_cases,
};

kunit_test_suite(claims_suite);
