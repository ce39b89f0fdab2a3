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

#include "../tests/action.h"
#include "../tests/claim.h"
#include "../tests/report.h"
#include "gfp_context.h"
#include "gfp_plain.h"
#include "io_queue.h"

static const enum kmemlab_context all_contexts[] = {
	KMEMLAB_PROCESS, KMEMLAB_MUTEX, KMEMLAB_WORKQUEUE, KMEMLAB_NOFS_SCOPE,
	KMEMLAB_NOIO_SCOPE, KMEMLAB_SPINLOCK, KMEMLAB_RCU_READ, KMEMLAB_PREEMPT_OFF,
	KMEMLAB_IRQS_OFF, KMEMLAB_SOFTIRQ, KMEMLAB_HARDIRQ,
};

static_assert(ARRAY_SIZE(all_contexts) == KMEMLAB_NR_CONTEXTS);

static void context_to_desc(const enum kmemlab_context *context, char *desc)
{
	strscpy(desc, kmemlab_context_name(*context), KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(context, all_contexts, context_to_desc);

static gfp_t flags_for(enum kmemlab_context context)
{
	return kmemlab_context_may_sleep(context) ? GFP_KERNEL : GFP_ATOMIC;
}

/* Where the locks of the allocators must not sleep, and on PREEMPT_RT they do. */
static bool forbidden_here(enum kmemlab_context context)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) &&
	       (context == KMEMLAB_PREEMPT_OFF || context == KMEMLAB_IRQS_OFF ||
		context == KMEMLAB_HARDIRQ);
}

/*
 * Success: the allocation succeeds, and the kernel itself confirms the context: by the
 * task's flags, the preemption count, lockdep or RCU. A kernel without what could
 * confirm it says so, and there nothing more than the allocation is proven.
 */
static void context_is_proven(struct kunit *test)
{
	enum kmemlab_context context = *(enum kmemlab_context *)test->param_value;
	struct kmemlab_trial trial;
	int err;

	err = kmemlab_context_try(context, flags_for(context), 64, &trial);
	if (forbidden_here(context)) {
		KUNIT_EXPECT_EQ(test, err, -EOPNOTSUPP);
		return;
	}
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_TRUE(test, trial.succeeded);
	if (trial.cannot_tell)
		kunit_info(test, "this kernel cannot tell: %s", kmemlab_context_name(context));
	else
		KUNIT_EXPECT_TRUE_MSG(test, trial.proven, "the kernel does not confirm: %s",
				      kmemlab_context_name(context));
	if (context == KMEMLAB_HARDIRQ)
		KUNIT_EXPECT_STREQ(test, trial.where, "hard interrupt context");
	else if (context != KMEMLAB_SOFTIRQ)
		KUNIT_EXPECT_STREQ(test, trial.where, "task context");
}

/*
 * Success: where the kernel says that code must not sleep, it says the same in this
 * context; and where flags may block, it does not report them.
 */
static void sleeping_is_as_declared(struct kunit *test)
{
	enum kmemlab_context context = *(enum kmemlab_context *)test->param_value;
	struct kmemlab_trial trial;

	if (kmemlab_context_may_sleep(context))
		KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, GFP_KERNEL, 64, &trial), 0);
	else
		KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, GFP_KERNEL, 64, &trial),
				-EINVAL);
}

/* Success: sizes at the limits work, beyond them they are errors. */
static void context_limits(struct kunit *test)
{
	enum kmemlab_context context = *(enum kmemlab_context *)test->param_value;
	gfp_t gfp = flags_for(context);
	struct kmemlab_trial trial;

	if (forbidden_here(context))
		kunit_skip(test, "no allocation there on PREEMPT_RT");
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, gfp, 1, &trial), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, gfp, KMEMLAB_GFP_LIMIT, &trial), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, gfp, KMEMLAB_GFP_LIMIT + 1, &trial),
			-E2BIG);
	KUNIT_EXPECT_EQ(test, kmemlab_context_try(context, gfp, 0, &trial), -EINVAL);
}

/* Success: a value that is no context is an error. */
static void context_unknown(struct kunit *test)
{
	struct kmemlab_trial trial;

	KUNIT_EXPECT_EQ(test, kmemlab_context_try(KMEMLAB_NR_CONTEXTS, GFP_KERNEL, 64, &trial),
			-ENOENT);
	KUNIT_EXPECT_NULL(test, kmemlab_context_name(KMEMLAB_NR_CONTEXTS));
	KUNIT_EXPECT_FALSE(test, kmemlab_context_may_sleep(KMEMLAB_NR_CONTEXTS));
}

/*
 * claim 2.5: GFP_ATOMIC works in every atomic context. It does not in NMI, nor under a
 * raw spinlock on PREEMPT_RT. Success: under a raw spinlock it works where the kernel is
 * not PREEMPT_RT; and kmalloc_nolock(), from 6.18 on, works there on each kernel whose
 * architecture can exchange two words at once, which User-Mode Linux cannot.
 */
static void atomic_has_limits(struct kunit *test)
{
	raw_spinlock_t lock; /* protects nothing: only its effect matters here */
	void *p = NULL;

	raw_spin_lock_init(&lock);
	/* PROVE_RAW_LOCK_NESTING reports what is wrong on PREEMPT_RT on each kernel. */
	if (!IS_ENABLED(CONFIG_PREEMPT_RT) && !IS_ENABLED(CONFIG_PROVE_RAW_LOCK_NESTING)) {
		raw_spin_lock(&lock);
		p = kmalloc(64, GFP_ATOMIC);
		raw_spin_unlock(&lock);
		KUNIT_EXPECT_NOT_NULL(test, p);
		kfree(p);
	}
#ifdef kmalloc_nolock
	raw_spin_lock(&lock);
	p = kmalloc_nolock(64, 0, NUMA_NO_NODE);
	raw_spin_unlock(&lock);
	if (!IS_ENABLED(CONFIG_UML))
		KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		kfree_nolock(p);
#endif
	/* NMI and PREEMPT_RT: by the kernel's documents, since no case can enter an NMI. */
	claim(test, "2.5", "differs: not in all");
}

/*
 * claim 2.6: filesystem code passes GFP_NOFS, block code GFP_NOIO. Success: the scopes,
 * which the documents prefer, do it for every call: GFP_KERNEL loses __GFP_FS in a NOFS
 * scope, __GFP_IO as well in a NOIO scope, nothing elsewhere.
 */
static void scopes_remove_flags(struct kunit *test)
{
	struct kmemlab_trial nofs, noio, plain;
	bool removed;

	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_NOFS_SCOPE, GFP_KERNEL, 64, &nofs), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_NOIO_SCOPE, GFP_KERNEL, 64, &noio), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_context_try(KMEMLAB_PROCESS, GFP_KERNEL, 64, &plain), 0);
	removed = (nofs.requested & ~nofs.effective) == __GFP_FS &&
		  (noio.requested & ~noio.effective) == (__GFP_FS | __GFP_IO);
	KUNIT_EXPECT_TRUE(test, removed);
	KUNIT_EXPECT_TRUE(test, plain.effective == plain.requested);
	if (removed)
		claim(test, "2.6", "differs: a scope and GFP_KERNEL are preferred");
}

/*
 * claim 2.1: there are flags __GFP_WAIT and __GFP_ATOMIC. Success: GFP_ATOMIC consists of
 * __GFP_HIGH and __GFP_KSWAPD_RECLAIM; up to 6.2 it had a third bit, __GFP_ATOMIC.
 */
static void atomic_consists_of(struct kunit *test)
{
	gfp_t rest = GFP_ATOMIC & ~(__GFP_HIGH | __GFP_KSWAPD_RECLAIM);

	KUNIT_EXPECT_TRUE(test, GFP_ATOMIC & __GFP_HIGH);
	KUNIT_EXPECT_TRUE(test, GFP_ATOMIC & __GFP_KSWAPD_RECLAIM);
	KUNIT_EXPECT_EQ(test, hweight32((__force u32)rest), kernel_before(6, 3) ? 1U : 0U);
#ifdef __GFP_WAIT
	KUNIT_FAIL(test, "this kernel has __GFP_WAIT");
#endif
	claim(test, "2.1", "%s", rest ? "differs: no __GFP_WAIT" : "false");
}

/*
 * claim 2.2: in_atomic() tells which flags to use. Success: it looks at preempt_count(),
 * and a spinlock does not change that where the kernel does not count preemption.
 */
static void spinlock_may_be_invisible(struct kunit *test)
{
	int before, under;
	spinlock_t lock; /* protects nothing: only its effect matters here */

	spin_lock_init(&lock);
	before = preempt_count();
	spin_lock(&lock);
	under = preempt_count();
	spin_unlock(&lock);
	if (IS_ENABLED(CONFIG_PREEMPT_COUNT) && !IS_ENABLED(CONFIG_PREEMPT_RT))
		KUNIT_EXPECT_NE(test, under, before);
	else
		KUNIT_EXPECT_EQ(test, under, before);
	if (!IS_ENABLED(CONFIG_PREEMPT_COUNT))
		claim_is(test, "2.2", under != before);
}

/*
 * claim 2.3: kmalloc() with GFP_DMA32 returns memory below 4 GB. Success: the allocation
 * succeeds, but the kernel removes the flag and prints "Fix your code!".
 */
static void dma32_is_stripped(struct kunit *test)
{
	void *p;

	expect_report("Fix your code!");
	p = kmalloc(4 * KMALLOC_MAX_CACHE_SIZE, GFP_KERNEL | GFP_DMA32);
	end_of_report();
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
	claim(test, "2.3", "false");
}

/*
 * claim 2.4: GFP_DMA alone is enough. Success: it has no reclaim flag, so the allocation
 * neither sleeps nor wakes kswapd; GFP_KERNEL | GFP_DMA is what is meant.
 */
static void dma_alone_does_not_reclaim(struct kunit *test)
{
	void *p;

	local_bh_disable();
	p = kmalloc(64, GFP_DMA | __GFP_NOWARN);
	local_bh_enable();
	kfree(p);
	KUNIT_EXPECT_FALSE(test, !!(GFP_DMA & __GFP_RECLAIM));
	KUNIT_EXPECT_TRUE(test, gfpflags_allow_blocking(GFP_KERNEL | GFP_DMA));
	claim_is(test, "2.4", gfpflags_allow_blocking(GFP_DMA));
}

/*
 * claim 2.7: __GFP_NOFAIL never fails. Success: it does not. But above order 1 a kernel
 * before 6.12 warns at once, 6.12 when it does not find memory at once, and 7.2 not at
 * all. It needs direct reclaim, so it is for callers that may sleep.
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
	claim(test, "2.7", "%s", kernel_before(6, 12) ? "differs: warns above order 1" : "true");
}

/*
 * claim 2.8: GFP_KERNEL under a spinlock is a bug. Success: a kernel with
 * CONFIG_DEBUG_ATOMIC_SLEEP reports it, although the allocation succeeds.
 */
static void kernel_under_spinlock_is_reported(struct kunit *test)
{
	spinlock_t lock; /* protects nothing: only its effect matters here */
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
	KUNIT_EXPECT_NOT_NULL(test, p);
	kfree(p);
	claim(test, "2.8", "true");
}

KUNIT_DEFINE_ACTION_WRAPPER(exit_queue, io_queue_exit, struct io_queue *);

static struct io_queue *new_queue(struct kunit *test, int reserve)
{
	struct io_queue *queue = kunit_kzalloc(test, sizeof(*queue), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, queue);
	KUNIT_ASSERT_EQ(test, io_queue_init(queue, reserve), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_queue, queue), 0);
	return queue;
}

/* Success: events come out in order; a log that is empty says so. */
static void events_are_in_order(struct kunit *test)
{
	struct event_log log;
	u32 code = 0, i;

	event_log_init(&log);
	KUNIT_EXPECT_EQ(test, event_log_take(&log, &code), -ENOENT);
	for (i = 1; i <= 100; i++)
		KUNIT_EXPECT_EQ(test, event_log_add(&log, i), 0);
	for (i = 101; i <= 200; i++)
		KUNIT_EXPECT_TRUE(test, event_log_add_atomic(&log, i));
	for (i = 1; i <= 150; i++) {
		KUNIT_EXPECT_EQ(test, event_log_take(&log, &code), 0);
		KUNIT_EXPECT_EQ(test, code, i);
	}
	KUNIT_EXPECT_EQ(test, log.dropped, 0UL);
	event_log_exit(&log);
	KUNIT_EXPECT_EQ(test, event_log_take(&log, &code), -ENOENT);
}

/* Success: as many events as the limit; more are an error, or dropped and counted. */
static void events_are_bounded(struct kunit *test)
{
	struct event_log log;
	u32 code = 0, i;

	event_log_init(&log);
	for (i = 0; i < EVENT_LOG_MAX; i++)
		KUNIT_EXPECT_EQ(test, event_log_add(&log, i), 0);
	KUNIT_EXPECT_EQ(test, event_log_add(&log, i), -ENOSPC);
	KUNIT_EXPECT_FALSE(test, event_log_add_atomic(&log, i));
	KUNIT_EXPECT_EQ(test, log.dropped, 1UL);
	KUNIT_EXPECT_EQ(test, log.nr, (unsigned int)EVENT_LOG_MAX);
	KUNIT_EXPECT_EQ(test, event_log_take(&log, &code), 0);
	KUNIT_EXPECT_EQ(test, code, 0U);
	KUNIT_EXPECT_TRUE(test, event_log_add_atomic(&log, i));
	KUNIT_EXPECT_FALSE(test, event_log_add_atomic(&log, i));
	event_log_exit(&log);
	KUNIT_EXPECT_EQ(test, log.nr, 0U);
}

/* Success: the atomic form works with softirqs disabled. */
static void events_from_atomic_context(struct kunit *test)
{
	struct event_log log;
	u32 code = 0;

	event_log_init(&log);
	local_bh_disable();
	KUNIT_EXPECT_TRUE(test, event_log_add_atomic(&log, 5));
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, event_log_take(&log, &code), 0);
	KUNIT_EXPECT_EQ(test, code, 5U);
	event_log_exit(&log);
}

/* Success: each empty slot gets a buffer, and a full one keeps the buffer it has. */
static void ring_is_refilled(struct kunit *test)
{
	struct rx_ring ring = {};
	void *first;
	int i;

	local_bh_disable();
	KUNIT_EXPECT_EQ(test, rx_ring_refill_atomic(&ring), 0U);
	local_bh_enable();
	for (i = 0; i < RX_RING_SLOTS; i++) {
		KUNIT_EXPECT_NOT_NULL(test, ring.buffers[i]);
		if (ring.buffers[i])
			memset(ring.buffers[i], 0xff, RX_BUFFER_BYTES);
	}
	first = ring.buffers[0];
	kfree(ring.buffers[3]);
	ring.buffers[3] = NULL;
	KUNIT_EXPECT_EQ(test, rx_ring_refill_atomic(&ring), 0U);
	KUNIT_EXPECT_PTR_EQ(test, ring.buffers[0], first);
	KUNIT_EXPECT_NOT_NULL(test, ring.buffers[3]);
	rx_ring_exit(&ring);
	for (i = 0; i < RX_RING_SLOTS; i++)
		KUNIT_EXPECT_NULL(test, ring.buffers[i]);
}

struct table_case {
	const char *name;
	size_t want;
	size_t least;
	size_t size;
};

static const struct table_case table_cases[] = {
	{ "as much as wanted", SZ_64K, PAGE_SIZE, SZ_64K },
	{ "half of too much", 2 * KMALLOC_MAX_SIZE, PAGE_SIZE, KMALLOC_MAX_SIZE },
	{ "least is not halved", 2 * KMALLOC_MAX_SIZE, KMALLOC_MAX_SIZE, KMALLOC_MAX_SIZE },
	{ "no choice", 100, 100, 100 },
	{ "one byte", 1, 1, 1 },
	{ "no least", 100, 0, 0 },
	{ "least above want", 100, 101, 0 },
};

static void table_desc(const struct table_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(table, table_cases, table_desc);

/* Success: the size that was wanted, else a half of it, and NULL for wrong arguments. */
static void table_is_halved(struct kunit *test)
{
	const struct table_case *c = test->param_value;
	size_t size = 0;
	void *table;

	table = lookup_table_alloc(c->want, c->least, &size);
	KUNIT_EXPECT_EQ(test, !!table, !!c->size);
	KUNIT_EXPECT_EQ(test, size, c->size);
	if (table)
		memset(table, 0xff, size);
	kfree(table);
}

/* Success: a reserve at the limits works, beyond them it is an error. */
static void reserve_limits(struct kunit *test)
{
	struct io_queue *queue = kunit_kzalloc(test, sizeof(*queue), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, queue);
	KUNIT_EXPECT_EQ(test, io_queue_init(queue, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, io_queue_init(queue, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, io_queue_init(queue, IO_QUEUE_RESERVE_MAX + 1), -EINVAL);
	KUNIT_EXPECT_NULL(test, queue->pool);
	new_queue(test, 1);
	new_queue(test, IO_QUEUE_RESERVE_MAX);
}

/* Success: with the allocator failing, all requests are completed all the same. */
static void requests_make_progress(struct kunit *test)
{
	struct io_queue *queue = new_queue(test, 2);
	int i;

	WRITE_ONCE(queue->starved, true);
	for (i = 0; i < 1000; i++)
		KUNIT_EXPECT_EQ(test, io_queue_submit(queue, GFP_NOIO), 0);
	flush_workqueue(queue->device);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&queue->submitted), 1000L);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&queue->completed), 1000L);
	KUNIT_EXPECT_EQ(test, queue->pool->curr_nr, 2);
}

/* Success: the reserve is not touched while the allocator works. */
static void reserve_is_the_last_resort(struct kunit *test)
{
	struct io_queue *queue = new_queue(test, 2);
	void *element = mempool_alloc(queue->pool, GFP_NOIO);

	KUNIT_EXPECT_NOT_NULL(test, element);
	KUNIT_EXPECT_EQ(test, queue->pool->curr_nr, 2);
	if (element)
		mempool_free(element, queue->pool);
}

/*
 * Success: a caller that must not sleep gets exactly what is in reserve, then an error;
 * after a request was completed, it can submit again.
 */
static void nowait_submits_what_is_reserved(struct kunit *test)
{
	struct io_queue *queue = new_queue(test, 3);
	void *elements[3];
	int i;

	WRITE_ONCE(queue->starved, true);
	for (i = 0; i < 3; i++) {
		elements[i] = mempool_alloc(queue->pool, GFP_NOWAIT | __GFP_NOWARN);
		KUNIT_EXPECT_NOT_NULL(test, elements[i]);
	}
	KUNIT_EXPECT_EQ(test, io_queue_submit(queue, GFP_NOWAIT | __GFP_NOWARN), -ENOMEM);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&queue->submitted), 0L);
	for (i = 0; i < 3; i++)
		if (elements[i])
			mempool_free(elements[i], queue->pool);
	KUNIT_EXPECT_EQ(test, io_queue_submit(queue, GFP_NOWAIT | __GFP_NOWARN), 0);
}

struct lender {
	struct delayed_work work;
	struct io_queue *queue;
	void *element;
};

static void return_element(struct work_struct *work)
{
	struct lender *lender = container_of(to_delayed_work(work), struct lender, work);

	mempool_free(lender->element, lender->queue->pool);
}

/* Success: a caller that may sleep waits until a request comes back, and then submits. */
static void submit_waits(struct kunit *test)
{
	struct io_queue *queue = new_queue(test, 1);
	struct lender lender = { .queue = queue };

	WRITE_ONCE(queue->starved, true);
	lender.element = mempool_alloc(queue->pool, GFP_NOIO);
	KUNIT_ASSERT_NOT_NULL(test, lender.element);
	INIT_DELAYED_WORK_ONSTACK(&lender.work, return_element);
	schedule_delayed_work(&lender.work, HZ / 10);
	KUNIT_EXPECT_EQ(test, io_queue_submit(queue, GFP_NOIO), 0);
	flush_delayed_work(&lender.work);
	destroy_delayed_work_on_stack(&lender.work);
	flush_workqueue(queue->device);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&queue->completed), 1L);
}

struct submitter {
	struct work_struct work;
	struct io_queue *queue;
	int err;
};

static void submit_many(struct work_struct *work)
{
	struct submitter *submitter = container_of(work, struct submitter, work);
	int i;

	for (i = 0; i < 500 && !submitter->err; i++)
		submitter->err = io_queue_submit(submitter->queue, GFP_NOIO);
}

/* Success: four tasks submit at once with two requests in reserve, and none is lost. */
static void queue_is_shared(struct kunit *test)
{
	struct io_queue *queue = new_queue(test, 2);
	struct submitter *submitters = kunit_kcalloc(test, 4, sizeof(*submitters), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, submitters);
	WRITE_ONCE(queue->starved, true);
	for (i = 0; i < 4; i++) {
		submitters[i].queue = queue;
		INIT_WORK(&submitters[i].work, submit_many);
		queue_work(system_dfl_wq, &submitters[i].work);
	}
	for (i = 0; i < 4; i++) {
		flush_work(&submitters[i].work);
		KUNIT_EXPECT_EQ(test, submitters[i].err, 0);
	}
	flush_workqueue(queue->device);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&queue->completed), 2000L);
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE_PARAM(context_is_proven, context_gen_params),
	KUNIT_CASE_PARAM(sleeping_is_as_declared, context_gen_params),
	KUNIT_CASE_PARAM(context_limits, context_gen_params),
	KUNIT_CASE(context_unknown),
	KUNIT_CASE(atomic_has_limits),
	KUNIT_CASE(scopes_remove_flags),
	KUNIT_CASE(atomic_consists_of),
	KUNIT_CASE(spinlock_may_be_invisible),
	KUNIT_CASE(dma32_is_stripped),
	KUNIT_CASE(dma_alone_does_not_reclaim),
	KUNIT_CASE(nofail_is_for_small_orders),
	KUNIT_CASE(kernel_under_spinlock_is_reported),
	KUNIT_CASE(events_are_in_order),
	KUNIT_CASE(events_are_bounded),
	KUNIT_CASE(events_from_atomic_context),
	KUNIT_CASE(ring_is_refilled),
	KUNIT_CASE_PARAM(table_is_halved, table_gen_params),
	KUNIT_CASE(reserve_limits),
	KUNIT_CASE(requests_make_progress),
	KUNIT_CASE(reserve_is_the_last_resort),
	KUNIT_CASE(nowait_submits_what_is_reserved),
	KUNIT_CASE(submit_waits),
	KUNIT_CASE(queue_is_shared),
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
