// SPDX-License-Identifier: GPL-2.0
/*
 * What chapter 5.1 says of the kernel, claim by claim, on the kernel that runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/platform_device.h>
#include <linux/preempt.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../tests/report.h"
#include "alloc_probe.h"

static bool is_in_slab(const void *addr)
{
	return PageSlab(virt_to_head_page(addr));
}

/*
 * claim 0.2: kmalloc() gives far more than 128 KB, up to KMALLOC_MAX_SIZE. Up to
 * KMALLOC_MAX_CACHE_SIZE it comes from caches, above from the page allocator.
 */
static void kmalloc_sizes(struct kunit *test)
{
	static const size_t sizes[] = {
		SZ_128K, SZ_128K + 1, KMALLOC_MAX_CACHE_SIZE, KMALLOC_MAX_CACHE_SIZE + 1,
		KMALLOC_MAX_SIZE,
	};
	void *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = kmalloc(sizes[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, is_in_slab(p), sizes[i] <= KMALLOC_MAX_CACHE_SIZE);
		kfree(p);
	}
	KUNIT_EXPECT_GT(test, (size_t)KMALLOC_MAX_SIZE, (size_t)SZ_128K);
}

/*
 * claim 0.3: vmalloc() may sleep, so it has no place in an atomic context. Only a
 * kernel with CONFIG_DEBUG_ATOMIC_SLEEP says so when it happens.
 */
static void vmalloc_may_sleep(struct kunit *test)
{
	void *p;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		kunit_skip(test, "needs CONFIG_DEBUG_ATOMIC_SLEEP");
	expect_report("sleeping function called from invalid context");
	preempt_disable();
	p = vmalloc(PAGE_SIZE);
	preempt_enable();
	end_of_report();
	vfree(p);
}

/*
 * claim 0.4: kvmalloc() refuses more than INT_MAX, with a warning unless told not
 * to. Success: NULL both times, and one warning.
 */
static void kvmalloc_refuses_more_than_int_max(struct kunit *test)
{
	size_t size = (size_t)INT_MAX + 1;
	void *p;

	OPTIMIZER_HIDE_VAR(size);
	p = kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);
	KUNIT_EXPECT_NULL(test, p);
	kvfree(p);
	expect_report("kvmalloc_node");
	p = kvmalloc(size, GFP_KERNEL);
	end_of_report();
	KUNIT_EXPECT_NULL(test, p);
	kvfree(p);
}

/*
 * claim 0.5: a failed allocation returns NULL and the kernel goes on. (That it
 * may be told to panic instead, when memory is out, is shown in the VM.)
 */
static void failure_returns_null(struct kunit *test)
{
	size_t size = KMALLOC_MAX_SIZE + 1;

	OPTIMIZER_HIDE_VAR(size);
	KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_ATOMIC | __GFP_NOWARN));
}

/*
 * claim 1.1: sizes are rounded up to those of the caches, and there are caches
 * between the powers of two: 65 bytes take 96, 129 take 192.
 */
static void sizes_are_rounded_to_caches(struct kunit *test)
{
	void *p, *q;

	if (KMALLOC_MIN_SIZE > 32)
		kunit_skip(test, "this architecture has no cache of 96 bytes");
	p = kmalloc(65, GFP_KERNEL);
	q = kmalloc(129, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_EQ(test, ksize(p), (size_t)96);
	KUNIT_EXPECT_EQ(test, ksize(q), (size_t)192);
	kfree(p);
	kfree(q);
}

/*
 * claim 1.2: kmalloc_size_roundup() tells beforehand what ksize() would tell too
 * late. Memory asked for in that size may be written to its last byte.
 */
static void roundup_is_asked_for(struct kunit *test)
{
	static const size_t sizes[] = { 1, 65, 100, 129, 4097, 70000 };
	size_t size;
	void *p;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size = kmalloc_size_roundup(sizes[i]);
		KUNIT_EXPECT_GE(test, size, sizes[i]);
		p = kmalloc(size, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, ksize(p), size);
		memset(p, 0xff, size);
		kfree(p);
		p = kmalloc(sizes[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, ksize(p), size);
		kfree(p);
	}
}

static unsigned long alignment_of_many(struct kunit *test, size_t size)
{
	unsigned long bits = 0;
	void *p[64] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(size, GFP_KERNEL);
		bits |= (unsigned long)p[i];
	}
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		kfree(p[i]);
	}
	return bits & -bits;
}

/*
 * claim 1.3: natural alignment is for powers of two only. Success: 64 blocks of
 * each power are aligned to it; of 96 bytes not even to the 64 that would fit.
 */
static void alignment_is_for_powers_of_two(struct kunit *test)
{
	size_t size;

	for (size = 8; size <= KMALLOC_MAX_CACHE_SIZE; size *= 2)
		KUNIT_EXPECT_GE(test, alignment_of_many(test, size), size);
	/* KASAN's redzones make the slots larger, and so aligned by accident. */
	if (kmalloc_size_roundup(96) == 96 && !IS_ENABLED(CONFIG_KASAN))
		KUNIT_EXPECT_LT(test, alignment_of_many(test, 96), 64UL);
}

/*
 * claim 1.4: kmalloc() is physically contiguous, vmalloc() only virtually. Success:
 * one run in each of many kmalloc() blocks, several runs in one vmalloc() block. From
 * 6.19 on vmalloc() asks for large pieces first, and may get one for all: no promise.
 */
static void contiguity_is_measured(struct kunit *test)
{
	struct kmemlab_request req = {
		.size = SZ_1M, .count = 1, .gfp = GFP_KERNEL, .node = NUMA_NO_NODE,
	};
	struct kmemlab_block blocks[8];
	struct kmemlab_facts facts;
	unsigned long most = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		req.allocator = KMEMLAB_KMALLOC;
		KUNIT_ASSERT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
		KUNIT_EXPECT_EQ(test, facts.runs, 1UL);
		req.allocator = KMEMLAB_VMALLOC;
		KUNIT_ASSERT_EQ(test, kmemlab_alloc(&req, &blocks[i]), 0);
		kmemlab_alloc_measure(&blocks[i], &facts);
		KUNIT_EXPECT_EQ(test, facts.pages, SZ_1M / PAGE_SIZE);
		most = max(most, facts.runs);
	}
	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		kmemlab_alloc_free(&blocks[i]);
	KUNIT_EXPECT_GT(test, most, kernel_before(6, 19) ? 1UL : 0UL);
}

/* claim 1.5: __vmalloc() is not for code: its pages are not executable. */
static void vmalloc_is_not_executable(struct kunit *test)
{
	void *p = __vmalloc(PAGE_SIZE, GFP_KERNEL);
	int executable;

	KUNIT_ASSERT_NOT_NULL(test, p);
	executable = kmemlab_is_executable(p);
	vfree(p);
	if (executable == -EOPNOTSUPP)
		kunit_skip(test, "this architecture does not tell");
	KUNIT_EXPECT_EQ(test, executable, 0);
}

/*
 * claim 1.6: kvmalloc() memory is not for DMA, since it may be vmalloc() memory,
 * which dma_map_single() rejects.
 */
static void kvmalloc_is_not_for_dma(struct kunit *test)
{
	struct platform_device *pdev =
		platform_device_register_simple("kmemlab-kunit", PLATFORM_DEVID_AUTO, NULL, 0);
	size_t size = KMALLOC_MAX_SIZE + PAGE_SIZE;
	dma_addr_t addr;
	void *p;

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	p = kvmalloc(size, GFP_KERNEL);
	if (p && is_vmalloc_addr(p)) {
		expect_report("rejecting DMA map of vmalloc memory");
		addr = dma_map_single(&pdev->dev, p, size, DMA_TO_DEVICE);
		end_of_report();
		KUNIT_EXPECT_NE(test, dma_mapping_error(&pdev->dev, addr), 0);
	} else {
		KUNIT_FAIL(test, "above KMALLOC_MAX_SIZE there is only vmalloc()");
	}
	kvfree(p);
	platform_device_unregister(pdev);
}

/*
 * claim 1.8: kmalloc_array() catches an overflow. Success: it returns NULL where
 * the product wraps around, while kmalloc(n * size) gives a few bytes and says
 * nothing.
 */
static void array_catches_overflow(struct kunit *test)
{
	size_t n = SIZE_MAX / 4 + 2;
	void *p;

	OPTIMIZER_HIDE_VAR(n);
	KUNIT_EXPECT_NULL(test, kmalloc_array(n, 4, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kcalloc(n, 4, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(n, 4, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, krealloc_array(NULL, n, 4, GFP_KERNEL));
	p = kmalloc(n * 4, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_LT(test, ksize(p), n);
	kfree(p);
}

/* claim 1.10: order n is 2^n pages; above the largest order there is nothing. */
static void orders_are_powers_of_two(struct kunit *test)
{
	unsigned int too_large = MAX_PAGE_ORDER + 1;
	unsigned int order;
	struct page *page;

	OPTIMIZER_HIDE_VAR(too_large);
	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_EQ(test, page_size(page), PAGE_SIZE << order);
		__free_pages(page, order);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, too_large));
	expect_report("alloc_pages");
	page = alloc_pages(GFP_KERNEL, too_large);
	end_of_report();
	KUNIT_EXPECT_NULL(test, page);
}

/*
 * What the chapter shows beside its claims: krealloc() keeps the contents and,
 * when it fails, the old memory; the string helpers end their copies; pages of
 * get_zeroed_page() and memory of kfree_sensitive() are what they are called.
 */
static void helpers_keep_their_word(struct kunit *test)
{
	size_t too_large = KMALLOC_MAX_SIZE + 1;
	char *p = kstrdup("memory", GFP_KERNEL);
	char *q = kstrndup("memory", 3, GFP_KERNEL);
	void *page = (void *)get_zeroed_page(GFP_KERNEL);
	char *grown;

	OPTIMIZER_HIDE_VAR(too_large);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_EXPECT_STREQ(test, q, "mem");
	KUNIT_EXPECT_NULL(test, krealloc(p, too_large, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_STREQ(test, p, "memory");
	grown = krealloc(p, 4096, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, grown);
	p = grown;
	KUNIT_EXPECT_STREQ(test, p, "memory");
	KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, PAGE_SIZE));
	kfree_sensitive(p);
	kfree(q);
	free_page((unsigned long)page);
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(kmalloc_sizes),
	KUNIT_CASE(vmalloc_may_sleep),
	KUNIT_CASE(kvmalloc_refuses_more_than_int_max),
	KUNIT_CASE(failure_returns_null),
	KUNIT_CASE(sizes_are_rounded_to_caches),
	KUNIT_CASE(roundup_is_asked_for),
	KUNIT_CASE(alignment_is_for_powers_of_two),
	KUNIT_CASE(contiguity_is_measured),
	KUNIT_CASE(vmalloc_is_not_executable),
	KUNIT_CASE(kvmalloc_is_not_for_dma),
	KUNIT_CASE(array_catches_overflow),
	KUNIT_CASE(orders_are_powers_of_two),
	KUNIT_CASE(helpers_keep_their_word),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_allocators_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
