// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise slab-cache.
 *
 * Hint: kmem_cache_destroy() is the last step, and every object must be back by then:
 * walk the list first.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "cache.h"

int session_table_init(struct session_table *table, const char *name)
{
	INIT_LIST_HEAD(&table->sessions);
	table->cache = kmem_cache_create(name, sizeof(struct session), NULL, 0);
	return table->cache ? 0 : -ENOMEM;
}

struct session *session_open(struct session_table *table, u32 user)
{
	struct session *session = kmem_cache_zalloc(table->cache, GFP_KERNEL);

	if (!session)
		return NULL;
	session->user = user;
	list_add_tail(&session->node, &table->sessions);
	return session;
}

void session_close(struct session_table *table, struct session *session)
{
	list_del(&session->node);
	kmem_cache_free(table->cache, session);
}

void session_table_exit(struct session_table *table)
{
	struct session *session, *next;

	list_for_each_entry_safe(session, next, &table->sessions, node)
		session_close(table, session);
	kmem_cache_destroy(table->cache);
}
