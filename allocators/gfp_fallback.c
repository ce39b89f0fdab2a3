// SPDX-License-Identifier: GPL-2.0
/*
 * Failure handled, not hoped away.
 *
 * Two answers to "no memory". Where an element must be had for the system to go
 * on (the request that writes out dirty pages, so that memory becomes free), a
 * mempool keeps a few aside: when the allocator fails, they are used, and a
 * caller that may sleep waits for one to come back. Where memory only makes
 * things faster, ask for much without insisting, and live with less.
 *
 * __GFP_NOFAIL is neither. It makes the allocator try for ever, needs direct
 * reclaim, and is meant for small allocations in code that cannot unwind.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/slab.h>

#include "gfp_fallback.h"

/*
 * The pool's own allocator. A system without memory cannot be had on demand, so
 * the lesson's switch says no in its place.
 */
static void *reserve_alloc(gfp_t gfp, void *data)
{
	struct kmemlab_reserve *reserve = data;

	if (READ_ONCE(reserve->starved))
		return NULL;
	return kmalloc(KMEMLAB_RESERVE_SIZE, gfp);
}

static void reserve_free(void *element, void *data)
{
	kfree(element);
}

/**
 * kmemlab_reserve_init() - set elements aside
 * @reserve: to be initialised
 * @min_nr: how many, 1 to KMEMLAB_RESERVE_MAX
 *
 * Rests on mm/mempool.c.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for a number out of range, or -ENOMEM.
 */
int kmemlab_reserve_init(struct kmemlab_reserve *reserve, int min_nr)
{
	if (min_nr < 1 || min_nr > KMEMLAB_RESERVE_MAX)
		return -EINVAL;
	reserve->starved = false;
	reserve->pool = mempool_create(min_nr, reserve_alloc, reserve_free, reserve);
	return reserve->pool ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_reserve_init, "KMEMLAB");

/**
 * kmemlab_reserve_exit() - free the elements that were set aside
 * @reserve: all its elements must have been put back
 *
 * Context: process context, may sleep.
 */
void kmemlab_reserve_exit(struct kmemlab_reserve *reserve)
{
	mempool_destroy(reserve->pool);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_reserve_exit, "KMEMLAB");

/**
 * kmemlab_reserve_starve() - make the allocator behind the reserve fail, or work again
 * @reserve: the reserve
 * @starved: true to let it fail
 *
 * Context: any.
 */
void kmemlab_reserve_starve(struct kmemlab_reserve *reserve, bool starved)
{
	WRITE_ONCE(reserve->starved, starved);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_reserve_starve, "KMEMLAB");

/**
 * kmemlab_reserve_get() - get an element, from the allocator or else from the reserve
 * @reserve: the reserve
 * @gfp: flags; with direct reclaim the call waits until an element is put back
 *
 * Context: any that @gfp is right for.
 * Return: the element, contents undefined; NULL only if @gfp may not sleep and
 * both the allocator and the reserve are empty.
 */
void *kmemlab_reserve_get(struct kmemlab_reserve *reserve, gfp_t gfp)
{
	return mempool_alloc(reserve->pool, gfp);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_reserve_get, "KMEMLAB");

/**
 * kmemlab_reserve_put() - give an element back, to the reserve first
 * @reserve: where it came from
 * @element: the element
 *
 * Context: any.
 */
void kmemlab_reserve_put(struct kmemlab_reserve *reserve, void *element)
{
	mempool_free(element, reserve->pool);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_reserve_put, "KMEMLAB");

/**
 * kmemlab_optional_alloc() - a large buffer, or a smaller one
 * @want: bytes that would be best
 * @least: bytes below which it is of no use, from 1 on
 * @how_hard: __GFP_NORETRY to give up at the first difficulty, or
 *	__GFP_RETRY_MAYFAIL to let the allocator try hard, short of killing tasks
 * @got: set to the size of what was given
 *
 * Halves the size until one is given. No attempt above @least prints anything:
 * it is optional. The last one is made with plain GFP_KERNEL and reports as usual.
 *
 * Context: process context, may sleep.
 * Return: memory for kfree(); NULL if even @least was not to be had, if @least
 * is 0 or above @want, or if @how_hard is neither of the two.
 */
void *kmemlab_optional_alloc(size_t want, size_t least, gfp_t how_hard, size_t *got)
{
	size_t size;
	void *buffer;

	if (!least || least > want)
		return NULL;
	if (how_hard != __GFP_NORETRY && how_hard != __GFP_RETRY_MAYFAIL)
		return NULL;
	for (size = want; size > least; size = max(size / 2, least)) {
		buffer = kmalloc(size, GFP_KERNEL | how_hard | __GFP_NOWARN);
		*got = size;
		if (buffer)
			return buffer;
	}
	*got = least;
	return kmalloc(least, GFP_KERNEL);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_optional_alloc, "KMEMLAB");
