// SPDX-License-Identifier: GPL-2.0
/*
 * "Choosing an allocator", the flowchart, as a function with an answer for
 * every need.
 *
 * The chart as usually drawn leaves three things out. "Can the caller sleep?"
 * stands apart, although it decides the flags of every other answer. The answer
 * for large memory that need not be contiguous is vmalloc(), although
 * kvmalloc() does the same and tries the cheaper way first. And a caller that
 * needs much memory and cannot sleep is sent to vmalloc(), which sleeps.
 *
 * That last gap has no allocator in it. Up to 7.1 nothing of the vmalloc()
 * family runs without sleeping, and kvmalloc() with flags that forbid it is a
 * kmalloc() that fails as soon as memory is fragmented. What closes the gap is
 * time: get the memory earlier, in a context that may sleep, and only use it
 * here. Hence the answer KMEMLAB_CHOOSE_EARLIER.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>

#include "alloc_choice.h"

static struct kmemlab_answer choose_small(const struct kmemlab_need *need, gfp_t gfp)
{
	if (need->frequent)
		return (struct kmemlab_answer) { KMEMLAB_CHOOSE_KMEM_CACHE, gfp,
			"many of one size: a cache of their own wastes least" };
	return (struct kmemlab_answer) { KMEMLAB_CHOOSE_KMALLOC, gfp,
		"below a page: kmalloc(), contiguous in any case" };
}

static struct kmemlab_answer choose_contiguous(const struct kmemlab_need *need, gfp_t gfp)
{
	if (need->size > PAGE_SIZE << MAX_PAGE_ORDER)
		return (struct kmemlab_answer) { KMEMLAB_CHOOSE_NOTHING, 0,
			"beyond the largest order: reserve it at boot (CMA)" };
	return (struct kmemlab_answer) { KMEMLAB_CHOOSE_PAGES, gfp,
		"whole pages in one run: the page allocator" };
}

static struct kmemlab_answer choose_large(const struct kmemlab_need *need)
{
	if (need->size > INT_MAX)
		return (struct kmemlab_answer) { KMEMLAB_CHOOSE_NOTHING, 0,
			"kvmalloc() refuses more than INT_MAX: no driver needs it" };
	if (!need->may_sleep)
		return (struct kmemlab_answer) { KMEMLAB_CHOOSE_EARLIER, GFP_KERNEL,
			"no large allocation without sleeping: kvmalloc() it beforehand" };
	return (struct kmemlab_answer) { KMEMLAB_CHOOSE_KVMALLOC, GFP_KERNEL,
		"contiguous if that is cheap, else page by page" };
}

/**
 * kmemlab_choose() - which allocator fits a need
 * @need: the need; every combination of its fields has an answer
 *
 * Rests on Documentation/core-api/memory-allocation.rst and, for INT_MAX, on
 * __kvmalloc_node_noprof() in mm/util.c.
 *
 * Context: any.
 * Return: the answer. For KMEMLAB_CHOOSE_NOTHING its flags are 0; for
 * KMEMLAB_CHOOSE_EARLIER they are for the earlier call, in process context.
 */
struct kmemlab_answer kmemlab_choose(const struct kmemlab_need *need)
{
	gfp_t gfp = need->may_sleep ? GFP_KERNEL : GFP_ATOMIC;

	if (!need->size)
		return (struct kmemlab_answer) { KMEMLAB_CHOOSE_NOTHING, 0, "nothing is needed" };
	if (need->size < PAGE_SIZE)
		return choose_small(need, gfp);
	if (need->contiguous)
		return choose_contiguous(need, gfp);
	return choose_large(need);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_choose, "KMEMLAB");
