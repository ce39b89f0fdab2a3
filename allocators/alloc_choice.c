// SPDX-License-Identifier: GPL-2.0
/*
 * The guide's flowchart "Choosing an allocator" as a function without gaps.
 *
 * In the flowchart no edge leads to "Can sleep?", although the answer decides
 * the flags of every allocation. Large memory that need not be contiguous comes
 * from vmalloc(), although kvmalloc() tries the cheaper way first. And a caller
 * that needs much memory and cannot sleep is sent to vmalloc(), which may
 * sleep.
 *
 * The last gap has no allocator. The memory must be allocated earlier, in a
 * context that may sleep, and only used here.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "alloc_choice.h"

#define ANSWER(choice, gfp, why) ((struct kmemlab_answer) { choice, gfp, why })

/* What the page allocator tries hard for. Above it, failing is normal. */
#define EASY_BYTES (PAGE_SIZE << PAGE_ALLOC_COSTLY_ORDER)

/**
 * kmemlab_choose() - which allocator fits a need
 * @need: the need; every combination of its fields has an answer
 *
 * Rests on Documentation/core-api/memory-allocation.rst. A caller that can do
 * with less (a smaller size, no contiguity, a context that may sleep) never
 * gets a worse answer.
 *
 * Context: any.
 * Return: the answer.
 */
struct kmemlab_answer kmemlab_choose(const struct kmemlab_need *need)
{
	/* Without sleeping: GFP_NOWAIT, and a plan for NULL. */
	gfp_t gfp = need->may_sleep ? GFP_KERNEL : GFP_NOWAIT;

	if (!need->size)
		return ANSWER(KMEMLAB_CHOOSE_NOTHING, 0, "nothing is needed");
	if (need->size < PAGE_SIZE && need->frequent)
		return ANSWER(KMEMLAB_CHOOSE_KMEM_CACHE, gfp,
			      "many objects of one size: a slab cache wastes least");
	if (need->size <= PAGE_SIZE)
		return ANSWER(KMEMLAB_CHOOSE_KMALLOC, gfp,
			      "up to a page: kmalloc(), which is always contiguous");
	if (need->contiguous && need->size > PAGE_SIZE << MAX_PAGE_ORDER)
		return ANSWER(KMEMLAB_CHOOSE_NOTHING, 0,
			      "above the largest order: reserve it at boot (CMA)");
	if (!need->contiguous && need->size > INT_MAX)
		return ANSWER(KMEMLAB_CHOOSE_NOTHING, 0,
			      "kvmalloc() refuses more than INT_MAX: allocate parts");
	if (!need->may_sleep && need->size > EASY_BYTES)
		return ANSWER(KMEMLAB_CHOOSE_EARLIER, GFP_KERNEL,
			      "too large without sleeping: allocate it earlier");
	if (!need->may_sleep)
		return ANSWER(KMEMLAB_CHOOSE_KMALLOC, gfp,
			      "a few pages: kmalloc(), which fails when memory is fragmented");
	if (need->contiguous)
		return ANSWER(KMEMLAB_CHOOSE_PAGES, gfp,
			      "whole contiguous pages: alloc_pages_exact()");
	return ANSWER(KMEMLAB_CHOOSE_KVMALLOC, gfp,
		      "contiguous if that is easy, else page by page");
}
EXPORT_SYMBOL_NS_GPL(kmemlab_choose, "KMEMLAB");
