/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_GFP_FALLBACK_H
#define KMEMLAB_GFP_FALLBACK_H

#include <linux/mempool.h>
#include <linux/types.h>

#define KMEMLAB_RESERVE_MAX	64
#define KMEMLAB_RESERVE_SIZE	((size_t)256)

/**
 * struct kmemlab_reserve - elements that can still be had when the allocator fails
 * @pool: the pool; its elements are KMEMLAB_RESERVE_SIZE bytes each
 * @starved: the allocator behind the pool is made to fail, to show what follows
 */
struct kmemlab_reserve {
	mempool_t *pool;
	bool starved;
};

int kmemlab_reserve_init(struct kmemlab_reserve *reserve, int min_nr);
void kmemlab_reserve_exit(struct kmemlab_reserve *reserve);
void kmemlab_reserve_starve(struct kmemlab_reserve *reserve, bool starved);
void *kmemlab_reserve_get(struct kmemlab_reserve *reserve, gfp_t gfp);
void kmemlab_reserve_put(struct kmemlab_reserve *reserve, void *element);

void *kmemlab_optional_alloc(size_t want, size_t least, gfp_t how_hard, size_t *got);

#endif /* KMEMLAB_GFP_FALLBACK_H */
