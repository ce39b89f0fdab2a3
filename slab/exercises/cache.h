/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise slab-cache is about; its suite is cache_kunit.c. */
#ifndef KMEMLAB_EXERCISE_CACHE_H
#define KMEMLAB_EXERCISE_CACHE_H

#include <linux/list.h>
#include <linux/types.h>

struct session {
	struct list_head node;
	u32 user;
};

struct session_table {
	struct kmem_cache *cache;
	struct list_head sessions;
};

/* 0 or -ENOMEM. */
int session_table_init(struct session_table *table, const char *name);
/* NULL if there is no memory; all but node and user is 0. */
struct session *session_open(struct session_table *table, u32 user);
void session_close(struct session_table *table, struct session *session);
/* Closes what is open. */
void session_table_exit(struct session_table *table);

#endif /* KMEMLAB_EXERCISE_CACHE_H */
