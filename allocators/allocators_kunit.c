// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.1's chooser and instrument. The plain forms have their own.
 * What the chapter's claims say of the kernel itself is in claims_kunit.c.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/preempt.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../tests/claim.h"
#include "../tests/memory.h"
#include "alloc_choice.h"
#include "alloc_probe.h"

/* The owner of devm_kmalloc()'s memory, one for each case. */
static int probe_init(struct kunit *test)
{
	test->priv = platform_device_register_simple("kmemlab-kunit", PLATFORM_DEVID_AUTO, NULL, 0);
	return PTR_ERR_OR_ZERO(test->priv);
}

static void probe_exit(struct kunit *test)
{
	/* Takes NULL and error pointers: the device may never have come to be. */
	platform_device_unregister(test->priv);
}

static struct kmemlab_request request_for(struct kunit *test, enum kmemlab_allocator allocator,
					  size_t size)
{
	struct platform_device *pdev = test->priv;

	return (struct kmemlab_request) {
		.allocator = allocator,
		.size = size,
		.count = 1,
		.gfp = GFP_KERNEL | __GFP_NOWARN,
		.node = NUMA_NO_NODE,
		.dev = &pdev->dev,
	};
}

static const enum kmemlab_allocator all_allocators[] = {
	KMEMLAB_KMALLOC, KMEMLAB_KZALLOC, KMEMLAB_KCALLOC, KMEMLAB_VMALLOC, KMEMLAB_VZALLOC,
	KMEMLAB_KVMALLOC, KMEMLAB_ALLOC_PAGES, KMEMLAB_ALLOC_PAGES_EXACT, KMEMLAB_KMEM_CACHE,
	KMEMLAB_DEVM_KMALLOC,
};

static_assert(ARRAY_SIZE(all_allocators) == KMEMLAB_NR_ALLOCATORS);

static void allocator_to_desc(const enum kmemlab_allocator *allocator, char *desc)
{
	strscpy(desc, kmemlab_allocator_name(*allocator), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(allocator, all_allocators, allocator_to_desc);

/* Success: each allocator is found by its own name, and nothing else is. */
static void probe_names(struct kunit *test)
{
	enum kmemlab_allocator i;

	for (i = 0; i < KMEMLAB_NR_ALLOCATORS; i++)
		KUNIT_EXPECT_EQ(test, kmemlab_allocator_find(kmemlab_allocator_name(i)), (int)i);
	KUNIT_EXPECT_EQ(test, kmemlab_allocator_find("malloc"), -ENOENT);
	KUNIT_EXPECT_EQ(test, kmemlab_allocator_find(""), -ENOENT);
	KUNIT_EXPECT_NULL(test, kmemlab_allocator_name(KMEMLAB_NR_ALLOCATORS));
}

static bool is_contiguous(enum kmemlab_allocator allocator)
{
	return allocator != KMEMLAB_VMALLOC && allocator != KMEMLAB_VZALLOC &&
	       allocator != KMEMLAB_KVMALLOC;
}

/* Leaves something in memory that only a zeroing allocator removes. */
static void dirty_memory(struct kunit *test, const struct kmemlab_request *req)
{
	struct kmemlab_block block;

	KUNIT_ASSERT_EQ(test, kmemlab_alloc(req, &block), 0);
	memset(block.addr, 0xff, block.bytes);
	kmemlab_alloc_free(&block);
}

/* Success: memory of each size is as the allocator promises. */
static void probe_measures(struct kunit *test)
{
	static const size_t sizes[] = { 1, 100, 4096, 5000, 65536 };
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_measurement m;
	struct kmemlab_request req;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		req = request_for(test, allocator, sizes[i]);
		req.align = kmemlab_alloc_promised_align(allocator, sizes[i]);
		dirty_memory(test, &req);
		KUNIT_ASSERT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
		KUNIT_EXPECT_EQ(test, m.requested, sizes[i]);
		KUNIT_EXPECT_GE(test, m.align, req.align);
		KUNIT_EXPECT_GE(test, m.pages * PAGE_SIZE, sizes[i]);
		if (allocator != KMEMLAB_DEVM_KMALLOC)
			KUNIT_EXPECT_GE(test, m.allocated, sizes[i]);
		if (is_contiguous(allocator)) {
			KUNIT_EXPECT_STREQ(test, m.region, "linear map");
			KUNIT_EXPECT_EQ(test, m.ranges, 1UL);
		}
		if (allocator == KMEMLAB_VMALLOC || allocator == KMEMLAB_VZALLOC)
			KUNIT_EXPECT_STREQ(test, m.region, "vmalloc area");
		if (allocator == KMEMLAB_KZALLOC || allocator == KMEMLAB_KCALLOC ||
		    allocator == KMEMLAB_VZALLOC)
			KUNIT_EXPECT_TRUE(test, m.zeroed);
	}
}

/* Success: the limit itself is accepted, one byte more and no byte at all are errors. */
static void probe_limits(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	size_t limit = kmemlab_alloc_limit(allocator);
	struct kmemlab_request req = request_for(test, allocator, limit);
	struct kmemlab_measurement m;

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
	req.size = limit - 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
	req.size = limit + 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -E2BIG);
	req.size = 0;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
	req.size = 1;
	req.count = 0;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
	req.count = limit;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
	req.count = limit + 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -E2BIG);
	req.size = SIZE_MAX / 2 + 1;
	req.count = 2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EOVERFLOW);
}

/* Success: what is promised holds; a larger alignment is an error. */
static void probe_alignment(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_request req = request_for(test, allocator, 100);
	size_t promised = kmemlab_alloc_promised_align(allocator, 100);
	struct kmemlab_measurement m;

	req.align = promised;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
	KUNIT_EXPECT_GE(test, m.align, promised);
	req.align = promised * 2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EOPNOTSUPP);
	req.align = 3;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
}

/* Success: a node that is online is accepted, one that does not exist is an error. */
static void probe_nodes(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_request req = request_for(test, allocator, 100);
	struct kmemlab_measurement m;

	req.node = first_online_node;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
	req.node = MAX_NUMNODES;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
	req.node = -2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
}

/* Success: each rule of the instrument has an errno of its own. */
static void probe_refusals(struct kunit *test)
{
	struct kmemlab_request req = request_for(test, KMEMLAB_NR_ALLOCATORS, 100);
	struct kmemlab_measurement m;

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -ENOENT);
	req.allocator = KMEMLAB_DEVM_KMALLOC;
	req.dev = NULL;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EINVAL);
	req.gfp = GFP_NOWAIT;
	req.allocator = KMEMLAB_VZALLOC;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), -EOPNOTSUPP);
	req.allocator = KMEMLAB_KVMALLOC;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &m), 0);
}

/* Success: a size that fits the limits and no machine fails with -ENOMEM. */
static void probe_out_of_memory(struct kunit *test)
{
	struct kmemlab_request req = request_for(test, KMEMLAB_ALLOC_PAGES, KMALLOC_MAX_SIZE);
	const int max = 1024;
	struct kmemlab_block *blocks = kunit_kcalloc(test, max, sizeof(*blocks), GFP_KERNEL);
	int nr = 0, err = 0;

	if (total_pages() > max * (KMALLOC_MAX_SIZE / PAGE_SIZE))
		kunit_skip(test, "would take all memory of a machine with more than 4 GiB");
	KUNIT_ASSERT_NOT_NULL(test, blocks);
	req.gfp = GFP_NOWAIT | __GFP_NOWARN;
	while (nr < max && !err) {
		err = kmemlab_alloc(&req, &blocks[nr]);
		nr += !err;
	}
	while (nr--)
		kmemlab_alloc_free(&blocks[nr]);
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
}

/* Success: the largest block is found; where each size is an error, it is 0. */
static void probe_largest(struct kunit *test)
{
	struct kmemlab_request req = request_for(test, KMEMLAB_KMALLOC, 1);

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), (size_t)KMALLOC_MAX_SIZE);
	req.allocator = KMEMLAB_ALLOC_PAGES;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), PAGE_SIZE << MAX_PAGE_ORDER);
	req.allocator = KMEMLAB_VZALLOC;
	req.gfp = GFP_NOWAIT;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), (size_t)0);
}

static void *follow(const struct kmemlab_answer *answer, size_t size, struct kmem_cache *cache)
{
	switch (answer->choice) {
	case KMEMLAB_CHOOSE_KMEM_CACHE:
		return kmem_cache_alloc(cache, answer->gfp);
	case KMEMLAB_CHOOSE_KMALLOC:
		return kmalloc(size, answer->gfp);
	case KMEMLAB_CHOOSE_PAGES:
		return alloc_pages_exact(size, answer->gfp);
	default:
		return kvmalloc(size, answer->gfp);
	}
}

static void free_by_answer(const struct kmemlab_answer *answer, size_t size,
			   struct kmem_cache *cache, void *memory)
{
	if (answer->choice == KMEMLAB_CHOOSE_KMEM_CACHE)
		kmem_cache_free(cache, memory);
	else if (answer->choice == KMEMLAB_CHOOSE_PAGES)
		free_pages_exact(memory, size);
	else
		kvfree(memory);
}

static void follow_in_context(struct kunit *test, const struct kmemlab_need *need,
			      const struct kmemlab_answer *answer)
{
	struct kmem_cache *cache;
	void *memory = NULL;

	cache = kmem_cache_create("kmemlab-kunit", min(need->size, PAGE_SIZE), NULL, 0);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	if (need->may_sleep || answer->choice == KMEMLAB_CHOOSE_EARLIER)
		memory = follow(answer, need->size, cache);
	/*
	 * Softirqs disabled and not preemption: on PREEMPT_RT no allocator may be called
	 * with preemption disabled (Documentation/locking/locktypes.rst).
	 */
	if (!need->may_sleep)
		local_bh_disable();
	if (!memory)
		memory = follow(answer, need->size, cache);
	if (memory)
		memset(memory, 0xff, need->size);
	if (!need->may_sleep)
		local_bh_enable();
	KUNIT_EXPECT_NOT_NULL(test, memory);
	if (memory)
		free_by_answer(answer, need->size, cache, memory);
	kmem_cache_destroy(cache);
}

/* Flags that block never go to a caller that cannot, unless it is told to come earlier. */
static void check_answer(struct kunit *test, const struct kmemlab_need *need)
{
	struct kmemlab_answer answer = kmemlab_choose(need);

	KUNIT_ASSERT_NOT_NULL(test, answer.why);
	if (answer.choice == KMEMLAB_CHOOSE_NOTHING) {
		KUNIT_EXPECT_EQ(test, (__force unsigned int)answer.gfp, 0U);
		return;
	}
	if (answer.choice == KMEMLAB_CHOOSE_EARLIER)
		KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(answer.gfp));
	else
		KUNIT_EXPECT_EQ(test, gfpflags_allow_blocking(answer.gfp), need->may_sleep);
	if (need->size <= SZ_1M)
		follow_in_context(test, need, &answer);
}

static const size_t choice_sizes[] = {
	1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER,
	(PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER) + 1, SZ_1M, PAGE_SIZE << MAX_PAGE_ORDER,
	(PAGE_SIZE << MAX_PAGE_ORDER) + 1, INT_MAX, (size_t)INT_MAX + 1, SIZE_MAX,
};

static struct kmemlab_need need_of(size_t size, unsigned int bits)
{
	return (struct kmemlab_need) {
		.size = size,
		.contiguous = bits & 1,
		.may_sleep = bits & 2,
		.frequent = bits & 4,
	};
}

/*
 * claim 0.1: the flowchart has an answer for each need. Its own has not: "can sleep?"
 * has no edge into it. Success: each path of the function leads to an answer, and its
 * memory can be allocated in the context that needs it.
 */
static void choice_is_total(struct kunit *test)
{
	struct kmemlab_need need;
	unsigned int i, bits;

	for (bits = 0; bits < 8; bits++) {
		need = need_of(0, bits);
		check_answer(test, &need);
		for (i = 0; i < ARRAY_SIZE(choice_sizes); i++) {
			need = need_of(choice_sizes[i], bits);
			check_answer(test, &need);
		}
	}
	claim(test, "0.1", "false");
}

/* How much help an answer is: memory at once, memory earlier, none. */
static int help(const struct kmemlab_need *need)
{
	enum kmemlab_choice choice = kmemlab_choose(need).choice;

	return choice == KMEMLAB_CHOOSE_NOTHING ? 0 : choice == KMEMLAB_CHOOSE_EARLIER ? 1 : 2;
}

/* Success: a smaller need never gets a worse answer. */
static void choice_is_monotonic(struct kunit *test)
{
	struct kmemlab_need need, easier;
	unsigned int i, bits;

	for (bits = 0; bits < 8; bits++) {
		for (i = 0; i < ARRAY_SIZE(choice_sizes); i++) {
			need = need_of(choice_sizes[i], bits);
			easier = need_of(choice_sizes[i ? i - 1 : 0], bits);
			KUNIT_EXPECT_GE(test, help(&easier), help(&need));
			easier = need_of(choice_sizes[i], bits | 2);
			KUNIT_EXPECT_GE(test, help(&easier), help(&need));
			/* Not contiguous: up to what kvmalloc() accepts. */
			easier = need_of(min_t(size_t, choice_sizes[i], INT_MAX), bits & ~1);
			KUNIT_EXPECT_GE(test, help(&easier), help(&need));
		}
	}
}

struct choice_case {
	const char *name;
	struct kmemlab_need need;
	enum kmemlab_choice choice;
};

#define LARGEST (PAGE_SIZE << MAX_PAGE_ORDER)
#define EASY (PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER)

static const struct choice_case choice_cases[] = {
	{ "nothing", { .size = 0, .may_sleep = true }, KMEMLAB_CHOOSE_NOTHING },
	{ "one byte", { .size = 1, .may_sleep = true }, KMEMLAB_CHOOSE_KMALLOC },
	{ "below a page, many", { .size = PAGE_SIZE - 1, .frequent = true },
	  KMEMLAB_CHOOSE_KMEM_CACHE },
	{ "a page, many", { .size = PAGE_SIZE, .frequent = true }, KMEMLAB_CHOOSE_KMALLOC },
	{ "a page, cannot sleep", { .size = PAGE_SIZE }, KMEMLAB_CHOOSE_KMALLOC },
	{ "a page, contiguous, cannot sleep", { .size = PAGE_SIZE, .contiguous = true },
	  KMEMLAB_CHOOSE_KMALLOC },
	{ "above a page, contiguous",
	  { .size = PAGE_SIZE + 1, .contiguous = true, .may_sleep = true }, KMEMLAB_CHOOSE_PAGES },
	{ "above a page", { .size = PAGE_SIZE + 1, .may_sleep = true }, KMEMLAB_CHOOSE_KVMALLOC },
	{ "a few pages, cannot sleep", { .size = EASY }, KMEMLAB_CHOOSE_KMALLOC },
	{ "many pages, cannot sleep", { .size = EASY + 1 }, KMEMLAB_CHOOSE_EARLIER },
	{ "many pages, contiguous, cannot sleep", { .size = EASY + 1, .contiguous = true },
	  KMEMLAB_CHOOSE_EARLIER },
	{ "largest order", { .size = LARGEST, .contiguous = true, .may_sleep = true },
	  KMEMLAB_CHOOSE_PAGES },
	{ "above the largest order",
	  { .size = LARGEST + 1, .contiguous = true, .may_sleep = true }, KMEMLAB_CHOOSE_NOTHING },
	{ "INT_MAX", { .size = INT_MAX, .may_sleep = true }, KMEMLAB_CHOOSE_KVMALLOC },
	{ "above INT_MAX", { .size = (size_t)INT_MAX + 1, .may_sleep = true },
	  KMEMLAB_CHOOSE_NOTHING },
};

static void choice_desc(const struct choice_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(choice, choice_cases, choice_desc);

/* Success: each edge of the chart leads where the chapter says. */
static void choice_paths(struct kunit *test)
{
	const struct choice_case *c = test->param_value;

	KUNIT_EXPECT_EQ(test, kmemlab_choose(&c->need).choice, c->choice);
}

static struct kunit_case probe_cases[] = {
	KUNIT_CASE(probe_names),
	KUNIT_CASE_PARAM(probe_measures, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_limits, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_alignment, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_nodes, allocator_gen_params),
	KUNIT_CASE(probe_refusals),
	KUNIT_CASE(probe_out_of_memory),
	KUNIT_CASE(probe_largest),
	KUNIT_CASE(choice_is_total),
	KUNIT_CASE(choice_is_monotonic),
	KUNIT_CASE_PARAM(choice_paths, choice_gen_params),
	{}
};

static struct kunit_suite probe_suite = {
	.name = "kmemlab_allocators",
	.init = probe_init,
	.exit = probe_exit,
	.test_cases = probe_cases,
};

kunit_test_suite(probe_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of allocators-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
