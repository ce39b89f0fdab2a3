/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise slab-get is about; its suite is get_kunit.c. */
#ifndef KMEMLAB_EXERCISE_GET_H
#define KMEMLAB_EXERCISE_GET_H

#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct conn {
	refcount_t refs;	/* 1 for the table, 1 for each finder */
	u32 id;
};

struct conn_slots {
	struct kmem_cache *cache;
	spinlock_t lock;	/* protects the slots */
	struct conn *slots[4];
};

/* With a reference; NULL if no connection has that id. Context: any but NMI. */
struct conn *conn_find(struct conn_slots *table, u32 id);
/* Frees it when nothing refers to it any more. */
void conn_put(struct conn_slots *table, struct conn *conn);

#endif /* KMEMLAB_EXERCISE_GET_H */
