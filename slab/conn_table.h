/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_CONN_TABLE_H
#define KMEMLAB_CONN_TABLE_H

#include <linux/atomic.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>

struct kmem_cache;

#define CONN_NAME_SIZE	40
#define CONN_TABLE_MAX	1024

/**
 * struct conn - a connection, found by its id
 * @lock: protects @packets; initialised by the constructor alone
 * @refs: references; 0 while the object is free
 * @id: its index in the table; 0 while the object is free
 * @packets: how many packets were counted
 * @name: what user space calls it
 *
 * The last field is the only one that may be copied to and from user space.
 */
struct conn {
	spinlock_t lock; /* protects packets */
	refcount_t refs;
	u32 id;
	u32 packets;
	char name[CONN_NAME_SIZE];
};

/**
 * struct conn_table - connections by id
 * @cache: the slab cache of the connections
 * @conns: id to connection
 * @limit: connections at most, and the largest id
 * @created: connections added since init
 * @released: connections freed since init
 */
struct conn_table {
	struct kmem_cache *cache;
	struct xarray conns;
	u32 limit;
	atomic_long_t created;
	atomic_long_t released;
};

int conn_table_init(struct conn_table *table, const char *name, u32 limit);
void conn_table_exit(struct conn_table *table);
struct conn *conn_alloc(struct conn_table *table, const char *name);
void conn_free(struct conn_table *table, struct conn *conn);
int conn_add(struct conn_table *table, struct conn *conn, u32 *id);
struct conn *conn_get(struct conn_table *table, u32 id);
struct conn *conn_get_rcu(struct conn_table *table, u32 id);
void conn_put(struct conn_table *table, struct conn *conn);
int conn_count_packet(struct conn_table *table, u32 id, u32 *packets);
int conn_remove(struct conn_table *table, u32 id);
unsigned int conn_remove_all(struct conn_table *table);
long conn_table_live(struct conn_table *table);
long conn_constructor_calls(void);

#endif /* KMEMLAB_CONN_TABLE_H */
