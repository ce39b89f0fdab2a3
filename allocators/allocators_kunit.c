// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.1: the probe, the choice, the object of several parts.
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

#include "../tests/memory.h"
#include "alloc_choice.h"
#include "alloc_parts.h"
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
	KMEMLAB_KMALLOC, KMEMLAB_KZALLOC, KMEMLAB_KMALLOC_ARRAY, KMEMLAB_KCALLOC,
	KMEMLAB_KREALLOC, KMEMLAB_KMEMDUP, KMEMLAB_VMALLOC, KMEMLAB_VZALLOC, KMEMLAB_KVMALLOC,
	KMEMLAB_GET_FREE_PAGES, KMEMLAB_ALLOC_PAGES, KMEMLAB_ALLOC_PAGES_EXACT,
	KMEMLAB_KMEM_CACHE, KMEMLAB_DEVM_KMALLOC,
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
	KUNIT_EXPECT_STREQ(test, kmemlab_region_name(KMEMLAB_REGION_LINEAR), "linear");
	KUNIT_EXPECT_STREQ(test, kmemlab_region_name(KMEMLAB_REGION_VMALLOC), "vmalloc");
	KUNIT_EXPECT_STREQ(test, kmemlab_region_name(KMEMLAB_REGION_OTHER), "other");
}

static bool is_contiguous(enum kmemlab_allocator allocator)
{
	return allocator != KMEMLAB_VMALLOC && allocator != KMEMLAB_VZALLOC &&
	       allocator != KMEMLAB_KVMALLOC;
}

/* Leave something behind that only a zeroing allocator removes. */
static void dirty_memory(struct kunit *test, const struct kmemlab_request *req)
{
	struct kmemlab_block block;

	KUNIT_ASSERT_EQ(test, kmemlab_alloc(req, &block), 0);
	memset(block.addr, 0xff, block.bytes);
	kmemlab_alloc_free(&block);
}

/* Success: every size comes as promised, byte for byte. */
static void probe_facts(struct kunit *test)
{
	static const size_t sizes[] = { 1, 100, 4096, 5000, 65536 };
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_facts facts;
	struct kmemlab_request req;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		req = request_for(test, allocator, sizes[i]);
		req.align = kmemlab_alloc_promised_align(allocator, sizes[i]);
		dirty_memory(test, &req);
		KUNIT_ASSERT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
		KUNIT_EXPECT_EQ(test, facts.usable, sizes[i]);
		KUNIT_EXPECT_GE(test, facts.align, req.align);
		KUNIT_EXPECT_GE(test, facts.pages * PAGE_SIZE, sizes[i]);
		if (allocator != KMEMLAB_DEVM_KMALLOC)
			KUNIT_EXPECT_GE(test, facts.taken, sizes[i]);
		if (is_contiguous(allocator)) {
			KUNIT_EXPECT_EQ(test, facts.region, KMEMLAB_REGION_LINEAR);
			KUNIT_EXPECT_EQ(test, facts.runs, 1UL);
		}
		if (allocator == KMEMLAB_VMALLOC || allocator == KMEMLAB_VZALLOC)
			KUNIT_EXPECT_EQ(test, facts.region, KMEMLAB_REGION_VMALLOC);
		if (allocator == KMEMLAB_KZALLOC || allocator == KMEMLAB_KCALLOC ||
		    allocator == KMEMLAB_VZALLOC)
			KUNIT_EXPECT_TRUE(test, facts.zeroed);
		if (allocator == KMEMLAB_KMEMDUP)
			KUNIT_EXPECT_FALSE(test, facts.zeroed);
	}
}

/* Success: the limit itself is given, one byte more and nothing at all are not. */
static void probe_limits(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	size_t limit = kmemlab_alloc_limit(allocator);
	struct kmemlab_request req = request_for(test, allocator, limit);
	struct kmemlab_facts facts;

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
	req.size = limit - 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
	req.size = limit + 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -E2BIG);
	req.size = 0;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
	req.size = 1;
	req.count = 0;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
	req.count = limit;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
	req.count = limit + 1;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -E2BIG);
	req.size = SIZE_MAX / 2 + 1;
	req.count = 2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EOVERFLOW);
}

/* Success: an alignment is promised or refused, never hoped for. */
static void probe_alignment(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_request req = request_for(test, allocator, 100);
	size_t promised = kmemlab_alloc_promised_align(allocator, 100);
	struct kmemlab_facts facts;

	req.align = promised;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
	KUNIT_EXPECT_GE(test, facts.align, promised);
	req.align = promised * 2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EOPNOTSUPP);
	req.align = 3;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
}

/* Success: node 0 is there on every machine, a node that is not is refused. */
static void probe_nodes(struct kunit *test)
{
	enum kmemlab_allocator allocator = *(enum kmemlab_allocator *)test->param_value;
	struct kmemlab_request req = request_for(test, allocator, 100);
	struct kmemlab_facts facts;

	req.node = 0;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
	req.node = MAX_NUMNODES;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
	req.node = -2;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
}

/* Success: what each allocator needs and does not get is an error of its own. */
static void probe_refusals(struct kunit *test)
{
	struct kmemlab_request req = request_for(test, KMEMLAB_NR_ALLOCATORS, 100);
	struct kmemlab_facts facts;

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -ENOENT);
	req.allocator = KMEMLAB_DEVM_KMALLOC;
	req.dev = NULL;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EINVAL);
	req.gfp = GFP_NOWAIT;
	req.allocator = KMEMLAB_VMALLOC;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EOPNOTSUPP);
	req.allocator = KMEMLAB_VZALLOC;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), -EOPNOTSUPP);
	req.allocator = KMEMLAB_KVMALLOC;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_probe(&req, &facts), 0);
}

/* Success: memory that cannot be had is -ENOMEM, and the largest that can is found. */
static void probe_largest(struct kunit *test)
{
	struct kmemlab_request req = request_for(test, KMEMLAB_KMALLOC, 1);

	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), (size_t)KMALLOC_MAX_SIZE);
	req.allocator = KMEMLAB_ALLOC_PAGES;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), PAGE_SIZE << MAX_PAGE_ORDER);
	/* Every try of it is refused. */
	req.allocator = KMEMLAB_VMALLOC;
	req.gfp = GFP_NOWAIT;
	KUNIT_EXPECT_EQ(test, kmemlab_alloc_largest(&req), (size_t)0);
}

/* Takes the answer's advice for real; atomic says where the memory is used. */
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

static void give_back(const struct kmemlab_answer *answer, size_t size,
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

	/*
	 * Softirqs disabled and not preemption: on PREEMPT_RT no allocator may be called
	 * with preemption disabled (Documentation/locking/locktypes.rst).
	 */
	cache = kmem_cache_create("kmemlab-kunit", min(need->size, PAGE_SIZE), 0, 0, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	if (need->may_sleep || answer->choice == KMEMLAB_CHOOSE_EARLIER)
		memory = follow(answer, need->size, cache);
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
		give_back(answer, need->size, cache, memory);
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
	if (answer.choice != KMEMLAB_CHOOSE_EARLIER)
		KUNIT_EXPECT_EQ(test, gfpflags_allow_blocking(answer.gfp), need->may_sleep);
	if (need->size <= SZ_1M)
		follow_in_context(test, need, &answer);
}

/*
 * claim 0.1: the flowchart has an answer for every need, "can sleep?" decides the
 * flags of each, and large memory goes to kvmalloc() or has to be got earlier.
 * Success: every path is walked and its memory allocated where it is needed.
 */
static void choice_is_total(struct kunit *test)
{
	static const size_t sizes[] = {
		0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, SZ_1M,
		PAGE_SIZE << MAX_PAGE_ORDER, (PAGE_SIZE << MAX_PAGE_ORDER) + 1,
		INT_MAX, (size_t)INT_MAX + 1, SIZE_MAX,
	};
	struct kmemlab_need need;
	int i, bits;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (bits = 0; bits < 8; bits++) {
			need = (struct kmemlab_need) {
				.size = sizes[i],
				.contiguous = bits & 1,
				.may_sleep = bits & 2,
				.frequent = bits & 4,
			};
			check_answer(test, &need);
		}
	}
}

struct choice_case {
	const char *name;
	struct kmemlab_need need;
	enum kmemlab_choice choice;
};

static const struct choice_case choice_cases[] = {
	{ "nothing", { .size = 0 }, KMEMLAB_CHOOSE_NOTHING },
	{ "small", { .size = 1 }, KMEMLAB_CHOOSE_KMALLOC },
	{ "small, often", { .size = PAGE_SIZE - 1, .frequent = true }, KMEMLAB_CHOOSE_KMEM_CACHE },
	{ "a page, contiguous", { .size = PAGE_SIZE, .contiguous = true }, KMEMLAB_CHOOSE_PAGES },
	{ "largest order", { .size = PAGE_SIZE << MAX_PAGE_ORDER, .contiguous = true },
	  KMEMLAB_CHOOSE_PAGES },
	{ "beyond the largest order", { .size = (PAGE_SIZE << MAX_PAGE_ORDER) + 1,
					.contiguous = true }, KMEMLAB_CHOOSE_NOTHING },
	{ "a page, may sleep", { .size = PAGE_SIZE, .may_sleep = true }, KMEMLAB_CHOOSE_KVMALLOC },
	{ "a page, cannot sleep", { .size = PAGE_SIZE }, KMEMLAB_CHOOSE_EARLIER },
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

typedef struct kmemlab_capture *(*create_fn)(const struct kmemlab_capture_spec *spec);
static const create_fn creators[] = {
	kmemlab_capture_create_goto,
	kmemlab_capture_create_cleanup,
};

static const struct kmemlab_capture_spec good_spec = {
	.label = "capture", .nr_channels = 64, .nr_samples = SZ_64K, .ring_bytes = SZ_64K,
};

/* Success: both ways build the same object, and all of it may be written. */
static void parts_built(struct kunit *test)
{
	struct kmemlab_capture *capture;
	int i;

	for (i = 0; i < ARRAY_SIZE(creators); i++) {
		capture = creators[i](&good_spec);
		KUNIT_ASSERT_FALSE(test, IS_ERR(capture));
		KUNIT_EXPECT_STREQ(test, capture->label, "capture");
		KUNIT_EXPECT_EQ(test, capture->nr_channels, 64U);
		KUNIT_EXPECT_NULL(test, memchr_inv(capture->ring, 0, SZ_64K));
		memset(capture->channels, 0xff, 64 * sizeof(capture->channels[0]));
		memset(capture->samples, 0xff, SZ_64K * sizeof(capture->samples[0]));
		memset(capture->ring, 0xff, capture->ring_bytes);
		kmemlab_capture_destroy(capture);
	}
	kmemlab_capture_destroy(NULL);
}

/* Fails the same step so often that what it leaked, 16 MiB or more, would not go unseen. */
static void fail_often(struct kunit *test, create_fn create,
		       const struct kmemlab_capture_spec *spec, unsigned long rounds)
{
	unsigned long before = free_pages_now();
	struct kmemlab_capture *capture;
	unsigned long i;

	for (i = 0; i < rounds; i++) {
		capture = create(spec);
		KUNIT_ASSERT_EQ(test, PTR_ERR_OR_ZERO(capture), -ENOMEM);
	}
	/* Half of it leaves room for what others do. */
	KUNIT_EXPECT_GT(test, free_pages_now() + SZ_8M / PAGE_SIZE, before);
}

/*
 * Success: whichever part cannot be had, the others are freed. Each part is
 * made impossible by a size that no kernel gives, and all before it are large.
 */
static void parts_unwound(struct kunit *test)
{
	static const unsigned long rounds[] = { 256, 16, 256, 256 };
	struct kmemlab_capture_spec specs[4];
	char *label = vmalloc(KMALLOC_MAX_SIZE + 1);
	int i, step;

	KUNIT_ASSERT_NOT_NULL(test, label);
	memset(label, 'x', KMALLOC_MAX_SIZE);
	label[KMALLOC_MAX_SIZE] = '\0';
	for (step = 0; step < ARRAY_SIZE(specs); step++) {
		specs[step] = good_spec;
		specs[step].nr_channels = SZ_16K;
		specs[step].label = label + KMALLOC_MAX_SIZE - SZ_64K + 1;
	}
	specs[0].nr_channels = UINT_MAX;
	/* A long label takes long to measure: fewer rounds, and more to lose in each. */
	specs[1].label = label;
	specs[1].nr_channels = SZ_256K;
	specs[2].nr_samples = SIZE_MAX;
	specs[3].ring_bytes = (PAGE_SIZE << MAX_PAGE_ORDER) + 1;
	for (step = 0; step < ARRAY_SIZE(specs); step++)
		for (i = 0; i < ARRAY_SIZE(creators); i++)
			fail_often(test, creators[i], &specs[step], rounds[step]);
	vfree(label);
}

static struct kunit_case probe_cases[] = {
	KUNIT_CASE(probe_names),
	KUNIT_CASE_PARAM(probe_facts, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_limits, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_alignment, allocator_gen_params),
	KUNIT_CASE_PARAM(probe_nodes, allocator_gen_params),
	KUNIT_CASE(probe_refusals),
	KUNIT_CASE(probe_largest),
	KUNIT_CASE(choice_is_total),
	KUNIT_CASE_PARAM(choice_paths, choice_gen_params),
	KUNIT_CASE(parts_built),
	KUNIT_CASE(parts_unwound),
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
