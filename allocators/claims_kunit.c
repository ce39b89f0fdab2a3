// SPDX-License-Identifier: GPL-2.0
/*
 * What the guide's chapter 5.1 and its overview say of the kernel, claim by claim, on the
 * kernel that runs.
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

#include "../tests/action.h"
#include "../tests/claim.h"
#include "../tests/report.h"
#include "alloc_probe.h"

KUNIT_DEFINE_ACTION_WRAPPER(unregister_device, platform_device_unregister,
			    struct platform_device *);

static bool is_in_slab(const void *addr)
{
	return PageSlab(virt_to_head_page(addr));
}

/*
 * claim 0.2: kmalloc() is for less than about 128 KB. Success: it allocates each size up
 * to KMALLOC_MAX_SIZE, from caches up to KMALLOC_MAX_CACHE_SIZE, above as whole pages.
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
	claim_is(test, "0.2", KMALLOC_MAX_SIZE <= SZ_128K);
}

/*
 * claim 0.3: vmalloc() always sleeps. Success: from 6.19 on __vmalloc() obeys flags that
 * forbid to sleep; before, there is no way to ask for that.
 */
static void vmalloc_without_sleeping(struct kunit *test)
{
	void *p;

	if (kernel_before(6, 19)) {
		claim(test, "0.3", "differs: it may sleep, whatever the flags");
		return;
	}
	local_bh_disable();
	p = __vmalloc(4 * PAGE_SIZE, GFP_NOWAIT | __GFP_NOWARN);
	local_bh_enable();
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		claim(test, "0.3", "differs: __vmalloc() obeys GFP_NOWAIT");
	vfree(p);
}

/*
 * Success: a kernel with CONFIG_DEBUG_ATOMIC_SLEEP reports vmalloc() where the caller
 * must not sleep.
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
	KUNIT_EXPECT_NOT_NULL(test, p);
	vfree(p);
}

/*
 * claim 0.4: kvmalloc() allocates any size. Success: above INT_MAX it returns NULL, with
 * a warning unless __GFP_NOWARN is set.
 */
static void kvmalloc_stops_at_int_max(struct kunit *test)
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
	claim_is(test, "0.4", p);
	kvfree(p);
}

/*
 * claim 0.5: a failed allocation may panic or return NULL. Success: NULL. (The scenario
 * `oom` shows the panic that an administrator may ask for.)
 */
static void failure_returns_null(struct kunit *test)
{
	size_t size = KMALLOC_MAX_SIZE + 1;

	OPTIMIZER_HIDE_VAR(size);
	KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_ATOMIC | __GFP_NOWARN));
	claim(test, "0.5", "differs: NULL, unless panic_on_oom is set");
}

/*
 * claim 1.1: sizes are rounded up to a power of two. Success: 65 bytes take 96 and 129
 * take 192, since there are caches between the powers of two.
 */
static void sizes_are_rounded_to_caches(struct kunit *test)
{
	void *p, *q;

	if (KMALLOC_MIN_SIZE > 32)
		kunit_skip(test, "this architecture has no cache of 96 bytes");
	p = kmalloc(65, GFP_KERNEL);
	q = kmalloc(129, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, ksize(p), (size_t)96);
	KUNIT_EXPECT_EQ(test, ksize(q), (size_t)192);
	claim_is(test, "1.1", ksize(p) == 128);
	kfree(p);
	kfree(q);
}

/*
 * claim 1.2: ksize() tells how much may be used. Success: kmalloc_size_roundup() tells
 * the same before the allocation, and memory requested in that size may be written to its
 * last byte. (Writing up to ksize() of less is what KASAN and FORTIFY_SOURCE report.)
 */
static void roundup_is_asked_first(struct kunit *test)
{
	static const size_t sizes[] = { 1, 65, 100, 129, 4097, 70000 };
	bool only_ksize_tells = false;
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
		only_ksize_tells |= ksize(p) != size;
		kfree(p);
	}
	claim_is(test, "1.2", only_ksize_tells);
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
 * claim 1.3: kmalloc() memory is naturally aligned. Success: 64 blocks of each power of
 * two are aligned to it, and from 6.11 on blocks of another size to the largest power of
 * two that divides it; 96 bytes are not aligned to 64.
 */
static void alignment_is_natural(struct kunit *test)
{
	size_t size;

	for (size = 8; size <= KMALLOC_MAX_CACHE_SIZE; size *= 2)
		KUNIT_EXPECT_GE(test, alignment_of_many(test, size), size);
	/* KASAN's redzones make the slots larger, and so aligned by accident. */
	if (kmalloc_size_roundup(96) == 96 && !IS_ENABLED(CONFIG_KASAN))
		KUNIT_EXPECT_LT(test, alignment_of_many(test, 96), 64UL);
	if (kernel_before(6, 11)) {
		claim(test, "1.3", "differs: powers of two alone");
		return;
	}
	for (size = 96; size <= KMALLOC_MAX_CACHE_SIZE / 2; size *= 2)
		KUNIT_EXPECT_GE(test, alignment_of_many(test, size), 1UL << __ffs(size));
	claim(test, "1.3", "differs: to the largest power of two in the size");
}

/*
 * claim 1.4: kmalloc() memory is physically contiguous, vmalloc() memory only virtually.
 * Success: one range in each of many kmalloc() blocks, several ranges in a vmalloc()
 * block. From 6.19 on vmalloc() asks for large blocks first, and one may suffice.
 */
static void contiguity_is_measured(struct kunit *test)
{
	struct kmemlab_request req = {
		.size = SZ_1M, .count = 1, .gfp = GFP_KERNEL, .node = NUMA_NO_NODE,
	};
	struct kmemlab_block blocks[8];
	struct kmemlab_measurement m;
	unsigned long most = 0, most_of_kmalloc = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(blocks); i++) {
		req.allocator = KMEMLAB_KMALLOC;
		KUNIT_ASSERT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
		KUNIT_EXPECT_EQ(test, m.ranges, 1UL);
		most_of_kmalloc = max(most_of_kmalloc, m.ranges);
		req.allocator = KMEMLAB_VMALLOC;
		KUNIT_ASSERT_EQ(test, kmemlab_alloc(&req, &blocks[i]), 0);
		kmemlab_alloc_measure(&blocks[i], &m);
		KUNIT_EXPECT_EQ(test, m.pages, SZ_1M / PAGE_SIZE);
		most = max(most, m.ranges);
	}
	for (i = 0; i < ARRAY_SIZE(blocks); i++)
		kmemlab_alloc_free(&blocks[i]);
	if (kernel_before(6, 19))
		KUNIT_EXPECT_GT(test, most, 1UL);
	claim_is(test, "1.4", most_of_kmalloc == 1 && (most > 1 || !kernel_before(6, 19)));
}

/* claim 1.5: __vmalloc() is for executable code. Success: its pages are not executable. */
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
	claim_is(test, "1.5", executable);
}

/*
 * claim 1.6: kvmalloc() memory may be used for DMA. Success: dma_map_single() rejects it
 * when it is vmalloc memory, and only the size decides that.
 */
static void kvmalloc_is_not_for_dma(struct kunit *test)
{
	struct platform_device *pdev =
		platform_device_register_simple("kmemlab-kunit", PLATFORM_DEVID_AUTO, NULL, 0);
	size_t size = KMALLOC_MAX_SIZE + PAGE_SIZE;
	dma_addr_t addr;
	void *p;

	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unregister_device, pdev), 0);
	p = kvmalloc(size, GFP_KERNEL);
	if (p && is_vmalloc_addr(p)) {
		expect_report("rejecting DMA map of vmalloc memory");
		addr = dma_map_single(&pdev->dev, p, size, DMA_TO_DEVICE);
		end_of_report();
		KUNIT_EXPECT_NE(test, dma_mapping_error(&pdev->dev, addr), 0);
		claim_is(test, "1.6", !dma_mapping_error(&pdev->dev, addr));
	} else {
		KUNIT_FAIL(test, "above KMALLOC_MAX_SIZE there is only vmalloc()");
	}
	kvfree(p);
}

/*
 * claim 1.8: kmalloc_array() catches an overflow. Success: it returns NULL where the
 * product wraps around, while kmalloc(n * size) allocates a few bytes.
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
	claim_is(test, "1.8", !kmalloc_array(n, 4, GFP_KERNEL));
}

/*
 * claim 1.10: order n is 2^n pages. Success: up to the largest order; above it NULL, with
 * a warning unless __GFP_NOWARN is set.
 */
static void orders_are_powers_of_two(struct kunit *test)
{
	unsigned int too_large = MAX_PAGE_ORDER + 1;
	unsigned int order;
	struct page *page;
	bool as_claimed = true;

	OPTIMIZER_HIDE_VAR(too_large);
	for (order = 0; order <= MAX_PAGE_ORDER; order++) {
		page = alloc_pages(GFP_KERNEL | __GFP_COMP, order);
		KUNIT_ASSERT_NOT_NULL(test, page);
		as_claimed &= page_size(page) == PAGE_SIZE << order;
		KUNIT_EXPECT_TRUE(test, as_claimed);
		__free_pages(page, order);
	}
	KUNIT_EXPECT_NULL(test, alloc_pages(GFP_KERNEL | __GFP_NOWARN, too_large));
	expect_report("alloc_pages");
	page = alloc_pages(GFP_KERNEL, too_large);
	end_of_report();
	KUNIT_EXPECT_NULL(test, page);
	claim_is(test, "1.10", as_claimed);
}

/* Success: krealloc() keeps the contents and, when it fails, the old memory. */
static void krealloc_keeps_the_old_memory(struct kunit *test)
{
	size_t too_large = KMALLOC_MAX_SIZE + 1;
	char *p = kstrdup("memory", GFP_KERNEL);
	char *grown;

	OPTIMIZER_HIDE_VAR(too_large);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, krealloc(p, too_large, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_STREQ(test, p, "memory");
	grown = krealloc(p, 4096, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, grown);
	if (grown)
		KUNIT_EXPECT_STREQ(test, grown, "memory");
	kfree(grown ?: p);
}

/* Success: get_zeroed_page() is zeroed, kstrndup() ends its copy. */
static void helpers_keep_their_word(struct kunit *test)
{
	char *start = kstrndup("memory", 3, GFP_KERNEL);
	void *page = (void *)get_zeroed_page(GFP_KERNEL);

	KUNIT_EXPECT_NOT_NULL(test, start);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (start)
		KUNIT_EXPECT_STREQ(test, start, "mem");
	if (page)
		KUNIT_EXPECT_NULL(test, memchr_inv(page, 0, PAGE_SIZE));
	kfree(start);
	free_page((unsigned long)page);
}

/*
 * Success: kfree_sensitive() overwrites the memory before it frees it. The next object
 * of the cache is the one freed last; its allocator's own data may lie in the middle.
 */
static void secrets_are_overwritten(struct kunit *test)
{
	u8 *secret, *next;
	bool same, overwritten;

	if (want_init_on_alloc(GFP_KERNEL) || want_init_on_free())
		kunit_skip(test, "init_on_alloc=1 or init_on_free=1: the kernel erases it");
	secret = kmalloc(1024, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, secret);
	migrate_disable();
	memset(secret, 0xa5, 1024);
	kfree_sensitive(secret);
	next = kmalloc(1024, GFP_KERNEL);
	migrate_enable();
	KUNIT_ASSERT_NOT_NULL(test, next);
	same = next == secret;
	overwritten = !memchr(next, 0xa5, 256);
	kfree(next);
	if (!same)
		kunit_skip(test, "the kernel delays the free: another object came");
	KUNIT_EXPECT_TRUE(test, overwritten);
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(kmalloc_sizes),
	KUNIT_CASE(vmalloc_without_sleeping),
	KUNIT_CASE(vmalloc_may_sleep),
	KUNIT_CASE(kvmalloc_stops_at_int_max),
	KUNIT_CASE(failure_returns_null),
	KUNIT_CASE(sizes_are_rounded_to_caches),
	KUNIT_CASE(roundup_is_asked_first),
	KUNIT_CASE(alignment_is_natural),
	KUNIT_CASE(contiguity_is_measured),
	KUNIT_CASE(vmalloc_is_not_executable),
	KUNIT_CASE(kvmalloc_is_not_for_dma),
	KUNIT_CASE(array_catches_overflow),
	KUNIT_CASE(orders_are_powers_of_two),
	KUNIT_CASE(krealloc_keeps_the_old_memory),
	KUNIT_CASE(helpers_keep_their_word),
	KUNIT_CASE(secrets_are_overwritten),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_allocators_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
