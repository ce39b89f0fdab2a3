/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise slab-bulk is about; its suite is bulk_kunit.c. */
#ifndef KMEMLAB_EXERCISE_BULK_H
#define KMEMLAB_EXERCISE_BULK_H

#include <linux/types.h>

#define STOCK_SIZE 8

struct stock {
	struct kmem_cache *cache;
	unsigned int nr;
	void *objects[STOCK_SIZE];
};

/* 0 with STOCK_SIZE objects in an empty stock, or -ENOMEM with none. */
int stock_fill(struct stock *stock);
void stock_empty(struct stock *stock);

#endif /* KMEMLAB_EXERCISE_BULK_H */
