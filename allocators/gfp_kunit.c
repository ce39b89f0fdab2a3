// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.2: each context, each answer to failure, and what the
 * chapter says of the flags themselves.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/preempt.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "../tests/report.h"
#include "gfp_context.h"
#include "gfp_fallback.h"

static const enum kmemlab_context all_contexts[] = {
	KMEMLAB_PROCESS, KMEMLAB_MUTEX, KMEMLAB_WORKQUEUE, KMEMLAB_NOFS_SCOPE,
	KMEMLAB_NOIO_SCOPE, KMEMLAB_SPINLOCK, KMEMLAB_RCU_READ, KMEMLAB_SOFTIRQ,
	KMEMLAB_HARDIRQ,
};

static_assert(ARRAY_SIZE(all_contexts) == KMEMLAB_NR_CONTEXTS);

static void context_to_desc(const enum kmemlab_context *context, char *desc)
{
	strscpy(desc, kmemlab_context_rule(*context)->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(context, all_contexts, context_to_desc);

/*
 * Success: the kernel's own predicate agrees with the table, flag by flag.
 */
static void rule_fits_context(struct kunit *test)
{
	const struct kmemlab_rule *rule =
		kmemlab_context_rule(*(enum kmemlab_context *)test->param_value);

	KUNIT_ASSERT_NOT_NULL(test, rule);
	KUNIT_EXPECT_EQ(test, gfpflags_allow_blocking(rule->gfp), rule->may_sleep);
	KUNIT_EXPECT_NOT_NULL(test, rule->why);
}

static bool unreachable_here(enum kmemlab_context context)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) && context == KMEMLAB_HARDIRQ;
}

/*
 * claim 2.5, as far as it can be run: GFP_ATOMIC works in softirq and hard
 * interrupt, but on PREEMPT_RT, where the allocators' locks sleep, a hard
 * interrupt allocates nothing.
 * Success: the memory is given, and the code ran where it says it ran.
 */
static void context_is_real(struct kunit *test)
{
	enum kmemlab_context context = *(enum kmemlab_context *)test->param_value;
	const struct kmemlab_rule *rule = kmemlab_context_rule(context);
	struct kmemlab_trial trial;
	int err;

	err = kmemlab_context_try(context, rule->gfp, 64, &trial);
	if (unreachable_here(context)) {
		KUNIT_EXPECT_EQ(test, err, -EOPNOTSUPP);
		return;
	}
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, trial.given);
	KUNIT_EXPECT_EQ(test, trial.in_hardirq, context == KMEMLAB_HARDIRQ);
	if (!IS_ENABLED(CONFIG_PREEMPT_RT))
		KUNIT_EXPECT_EQ(test, trial.in_softirq, context == KMEMLAB_SOFTIRQ);
	if (rule->may_sleep)
		KUNIT_EXPECT_TRUE(test, trial.in_task);
}

/* Success: sizes at the limits work, beyond them is an error; so are wrong flags. */
static void context_limits(struct kunit *test)
{
	enum kmemlab_context context = *(enum kmemlab_context *)test->param_value;
	const struct kmemlab_rule *rule = kmemlab_context_rule(context);
	struct kmemlab_trial trial;

	if (unreachable_here(context))
		kunit_skip(test, "no allocation in hard interrupts on PREEMPT_RT");
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, rule->gfp, 1, &trial), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, rule->gfp, KMEMLAB_GFP_LIMIT, &trial),
			0);
	KUNIT_EXPECT_EQ(test,
			kmemlab_context_try(context, rule->gfp, KMEMLAB_GFP_LIMIT + 1, &trial),
			-E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, rule->gfp, 0, &trial), -EINVAL);
	if (!rule->may_sleep)
		KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, GFP_KERNEL, 64, &trial),
				-EINVAL);
}

/* Success: what is no context is an error. */
static void context_unknown(struct kunit *test)
{
	struct kmemlab_trial trial;

	KUNIT_EXPECT_EQ(test, kmemlab_context_try(KMEMLAB_NR_CONTEXTS, GFP_KERNEL, 64, &trial),
			-ENOENT);
	KUNIT_EXPECT_NULL(test, kmemlab_context_rule(KMEMLAB_NR_CONTEXTS));
}

/*
 * claim 2.6: the scopes are preferred. Success: GFP_KERNEL loses __GFP_FS inside
 * a nofs scope, __GFP_IO as well inside a noio scope, nothing elsewhere.
 */
static void scopes_take_bits_away(struct kunit *test)
{
	struct kmemlab_trial trial;

	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_NOFS_SCOPE, GFP_KERNEL, 64, &trial), 0);
	KUNIT_EXPECT_TRUE(test, (trial.asked & ~trial.effective) == __GFP_FS);
	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_NOIO_SCOPE, GFP_KERNEL, 64, &trial), 0);
	KUNIT_EXPECT_TRUE(test, (trial.asked & ~trial.effective) == (__GFP_FS | __GFP_IO));
	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_PROCESS, GFP_KERNEL, 64, &trial), 0);
	KUNIT_EXPECT_TRUE(test, trial.effective == trial.asked);
}

/*
 * claim 2.1: GFP_ATOMIC is __GFP_HIGH and __GFP_KSWAPD_RECLAIM. Up to 6.2 a third
 * bit, __GFP_ATOMIC, was part of it; __GFP_WAIT is in no supported kernel.
 */
static void atomic_is_made_of(struct kunit *test)
{
	gfp_t rest = GFP_ATOMIC & ~(__GFP_HIGH | __GFP_KSWAPD_RECLAIM);

	KUNIT_EXPECT_TRUE(test, GFP_ATOMIC & __GFP_HIGH);
	KUNIT_EXPECT_TRUE(test, GFP_ATOMIC & __GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_EQ(test, hweight32((__force u32)rest), kernel_before(6, 3) ? 1U : 0U);
}

/*
 * claim 2.2: asking whether the context is atomic is no way to pick flags. What
 * in_atomic() looks at is preempt_count(), which does not know of a spinlock
 * where the kernel does not count preemption.
 */
static void spinlock_may_be_invisible(struct kunit *test)
{
	int before, under;
	spinlock_t lock; /* protects nothing, is only held */

	spin_lock_init(&lock);
	before = preempt_count();
	spin_lock(&lock);
	under = preempt_count();
	spin_unlock(&lock);
	if (IS_ENABLED(CONFIG_PREEMPT_COUNT) && !IS_ENABLED(CONFIG_PREEMPT_RT))
		KUNIT_EXPECT_NE(test, under, before);
	else
		KUNIT_EXPECT_EQ(test, under, before);
}

/*
 * claim 2.3: kmalloc() does not do zones. Success: memory is given, but the flag is
 * stripped and the kernel says "Fix your code!".
 */
static void dma32_is_stripped(struct kunit *test)
{
	void *p;

	expect_report("Fix your code!");
	p = kmalloc(4 * KMALLOC_MAX_CACHE_SIZE, GFP_KERNEL | GFP_DMA32);
	end_of_report();
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
}

/*
 * claim 2.4: GFP_DMA alone names a zone and carries no reclaim bit, so that such
 * an allocation gives up at once; GFP_KERNEL | GFP_DMA is what is meant.
 */
static void dma_alone_does_not_block(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, gfpflags_allow_blocking(GFP_DMA));
	KUNIT_EXPECT_FALSE(test, !!(GFP_DMA & __GFP_RECLAIM));
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_KERNEL | GFP_DMA));
}

/*
 * claim 2.7: __GFP_NOFAIL is for small allocations. Above order 1 a kernel before
 * 6.12 warns at once, a later one only when memory is not to be had at once, so
 * that a test on an idle machine sees nothing: no proof that the code is right.
 */
static void nofail_is_for_small_orders(struct kunit *test)
{
	struct page *page;

	page = alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 1);
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 1);
	if (kernel_before(6, 12))
		expect_report("mm/page_alloc.c");
	page = alloc_pages(GFP_KERNEL | __GFP_NOFAIL, 2);
	if (kernel_before(6, 12))
		end_of_report();
	KUNIT_ASSERT_NOT_NULL(test, page);
	__free_pages(page, 2);
}

/*
 * claim 2.8: GFP_KERNEL under a spinlock is a bug that only a kernel with
 * CONFIG_DEBUG_ATOMIC_SLEEP reports; elsewhere it works until memory is short.
 */
static void kernel_under_spinlock_is_reported(struct kunit *test)
{
	spinlock_t lock; /* protects nothing, is only held */
	void *p;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		kunit_skip(test, "needs CONFIG_DEBUG_ATOMIC_SLEEP");
	/* At most one such report a second: let an earlier one pass. */
	ssleep(2);
	spin_lock_init(&lock);
	expect_report("sleeping function called from invalid context");
	spin_lock(&lock);
	p = kmalloc(64, GFP_KERNEL);
	spin_unlock(&lock);
	end_of_report();
	kfree(p);
}

/* Success: numbers of elements at, below and above the limits. */
static void reserve_limits(struct kunit *test)
{
	struct kmemlab_reserve reserve;

	KUNIT_EXPECT_EQ(test, kmemlab_reserve_init(&reserve, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_reserve_init(&reserve, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_reserve_init(&reserve, KMEMLAB_RESERVE_MAX + 1), -EINVAL);
	KUNIT_ASSERT_EQ(test, kmemlab_reserve_init(&reserve, 1), 0);
	kmemlab_reserve_exit(&reserve);
	KUNIT_ASSERT_EQ(test, kmemlab_reserve_init(&reserve, KMEMLAB_RESERVE_MAX), 0);
	kmemlab_reserve_exit(&reserve);
}

/*
 * Success: with the allocator failing, exactly what was set aside can be had, then
 * NULL; an element put back can be had again, and with the allocator back, more.
 */
static void reserve_outlives_allocator(struct kunit *test)
{
	gfp_t gfp = GFP_NOWAIT | __GFP_NOWARN;
	struct kmemlab_reserve reserve;
	void *taken[5];
	int i;

	KUNIT_ASSERT_EQ(test, kmemlab_reserve_init(&reserve, 4), 0);
	kmemlab_reserve_starve(&reserve, true);
	for (i = 0; i < 4; i++) {
		taken[i] = kmemlab_reserve_get(&reserve, gfp);
		KUNIT_ASSERT_NOT_NULL(test, taken[i]);
		memset(taken[i], 0xff, KMEMLAB_RESERVE_SIZE);
	}
	KUNIT_EXPECT_NULL(test, kmemlab_reserve_get(&reserve, gfp));
	kmemlab_reserve_put(&reserve, taken[3]);
	taken[3] = kmemlab_reserve_get(&reserve, gfp);
	KUNIT_EXPECT_NOT_NULL(test, taken[3]);
	kmemlab_reserve_starve(&reserve, false);
	taken[4] = kmemlab_reserve_get(&reserve, gfp);
	KUNIT_EXPECT_NOT_NULL(test, taken[4]);
	for (i = 0; i < 5; i++)
		kmemlab_reserve_put(&reserve, taken[i]);
	kmemlab_reserve_exit(&reserve);
}

struct lender {
	struct delayed_work work;
	struct kmemlab_reserve *reserve;
	void *element;
};

static void give_element_back(struct work_struct *work)
{
	struct lender *lender = container_of(to_delayed_work(work), struct lender, work);

	kmemlab_reserve_put(lender->reserve, lender->element);
}

/*
 * Success: a caller that may sleep is not refused, it waits until somebody else
 * puts an element back. (The pool itself looks again every five seconds, which
 * bounds the wait.)
 */
static void reserve_waits(struct kunit *test)
{
	struct kmemlab_reserve reserve;
	struct lender lender = { .reserve = &reserve };
	void *element;

	KUNIT_ASSERT_EQ(test, kmemlab_reserve_init(&reserve, 1), 0);
	kmemlab_reserve_starve(&reserve, true);
	lender.element = kmemlab_reserve_get(&reserve, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, lender.element);
	INIT_DELAYED_WORK_ONSTACK(&lender.work, give_element_back);
	schedule_delayed_work(&lender.work, HZ / 10);
	element = kmemlab_reserve_get(&reserve, GFP_KERNEL);
	KUNIT_EXPECT_PTR_EQ(test, element, lender.element);
	flush_delayed_work(&lender.work);
	destroy_delayed_work_on_stack(&lender.work);
	kmemlab_reserve_put(&reserve, element);
	kmemlab_reserve_exit(&reserve);
}

struct taker {
	struct work_struct work;
	struct kmemlab_reserve *reserve;
	unsigned int spoilt;
};

static void take_and_give(struct work_struct *work)
{
	struct taker *taker = container_of(work, struct taker, work);
	int i;

	for (i = 0; i < 1000; i++) {
		u8 *element = kmemlab_reserve_get(taker->reserve, GFP_KERNEL);

		memset(element, i, KMEMLAB_RESERVE_SIZE);
		cond_resched();
		taker->spoilt += !!memchr_inv(element, i, KMEMLAB_RESERVE_SIZE);
		kmemlab_reserve_put(taker->reserve, element);
	}
}

/* Success: four at once on two elements, and nobody sees another's bytes. */
static void reserve_is_shared(struct kunit *test)
{
	struct kmemlab_reserve reserve;
	struct taker takers[4] = {};
	int i;

	KUNIT_ASSERT_EQ(test, kmemlab_reserve_init(&reserve, 2), 0);
	kmemlab_reserve_starve(&reserve, true);
	for (i = 0; i < ARRAY_SIZE(takers); i++) {
		takers[i].reserve = &reserve;
		INIT_WORK_ONSTACK(&takers[i].work, take_and_give);
		queue_work(system_dfl_wq, &takers[i].work);
	}
	for (i = 0; i < ARRAY_SIZE(takers); i++) {
		flush_work(&takers[i].work);
		destroy_work_on_stack(&takers[i].work);
		KUNIT_EXPECT_EQ(test, takers[i].spoilt, 0U);
	}
	kmemlab_reserve_exit(&reserve);
}

struct optional_case {
	const char *name;
	size_t want;
	size_t least;
	gfp_t how_hard;
	size_t got;
};

static const struct optional_case optional_cases[] = {
	{ "as much as wanted", SZ_64K, PAGE_SIZE, __GFP_NORETRY, SZ_64K },
	{ "as much, trying hard", SZ_64K, PAGE_SIZE, __GFP_RETRY_MAYFAIL, SZ_64K },
	{ "half of too much", 2 * KMALLOC_MAX_SIZE, PAGE_SIZE, __GFP_NORETRY, KMALLOC_MAX_SIZE },
	{ "half, trying hard", 2 * KMALLOC_MAX_SIZE, 1, __GFP_RETRY_MAYFAIL, KMALLOC_MAX_SIZE },
	{ "the least", 2 * KMALLOC_MAX_SIZE, KMALLOC_MAX_SIZE, __GFP_NORETRY, KMALLOC_MAX_SIZE },
	{ "no choice", 100, 100, __GFP_NORETRY, 100 },
	{ "no least", 100, 0, __GFP_NORETRY, 0 },
	{ "least above want", 100, 101, __GFP_NORETRY, 0 },
	{ "neither flag", 100, 1, 0, 0 },
	{ "both flags", 100, 1, __GFP_NORETRY | __GFP_RETRY_MAYFAIL, 0 },
};

static void optional_desc(const struct optional_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(optional, optional_cases, optional_desc);

/* Success: the size asked for, else the half of it, quietly; wrong arguments give NULL. */
static void optional_falls_back(struct kunit *test)
{
	const struct optional_case *c = test->param_value;
	size_t got = 0;
	void *p;

	p = kmemlab_optional_alloc(c->want, c->least, c->how_hard, &got);
	KUNIT_EXPECT_EQ(test, !!p, !!c->got);
	KUNIT_EXPECT_EQ(test, got, c->got);
	if (p)
		memset(p, 0xff, got);
	kfree(p);
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE_PARAM(rule_fits_context, context_gen_params),
	KUNIT_CASE_PARAM(context_is_real, context_gen_params),
	KUNIT_CASE_PARAM(context_limits, context_gen_params),
	KUNIT_CASE(context_unknown),
	KUNIT_CASE(scopes_take_bits_away),
	KUNIT_CASE(atomic_is_made_of),
	KUNIT_CASE(spinlock_may_be_invisible),
	KUNIT_CASE(dma32_is_stripped),
	KUNIT_CASE(dma_alone_does_not_block),
	KUNIT_CASE(nofail_is_for_small_orders),
	KUNIT_CASE(kernel_under_spinlock_is_reported),
	KUNIT_CASE(reserve_limits),
	KUNIT_CASE(reserve_outlives_allocator),
	KUNIT_CASE(reserve_waits),
	KUNIT_CASE(reserve_is_shared),
	KUNIT_CASE_PARAM(optional_falls_back, optional_gen_params),
	{}
};

static struct kunit_suite gfp_suite = {
	.name = "kmemlab_gfp",
	.test_cases = gfp_cases,
};

kunit_test_suite(gfp_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of gfp-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
