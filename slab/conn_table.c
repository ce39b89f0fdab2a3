// SPDX-License-Identifier: GPL-2.0
/*
 * Connections by id: a cache with a constructor, a window for user copies, and
 * reference counts.
 *
 * The table holds one reference to each connection in it. A lookup takes
 * another one under the lock of the table. Removal takes the connection out of
 * the table under the same lock, and only then drops the reference of the
 * table. So a lookup that finds a connection finds a count of at least one.
 *
 * An object must go back to the cache as the constructor left it, because the
 * constructor does not run again when the object is reused.
 */
#include "../kmemlab.h"

#include <linux/slab.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "compat.h"
#include "conn_table.h"

/* A constructor gets the object alone, so one count serves all tables. */
static atomic_long_t constructor_calls = ATOMIC_LONG_INIT(0);

static void conn_construct(void *object)
{
	struct conn *conn = object;

	spin_lock_init(&conn->lock);
	refcount_set(&conn->refs, 0);
	conn->id = 0;
	conn->packets = 0;
	atomic_long_inc(&constructor_calls);
}

/**
 * conn_constructor_calls() - how often the constructor ran
 *
 * Context: any.
 * Return: the calls since the module was loaded, for all tables together.
 */
long conn_constructor_calls(void)
{
	return atomic_long_read(&constructor_calls);
}
EXPORT_SYMBOL_NS_GPL(conn_constructor_calls, "KMEMLAB");

/**
 * conn_table_init() - create the cache and an empty table
 * @table: to be initialised
 * @name: of the cache in /sys/kernel/slab; no other cache may have this name
 * @limit: connections at most, 1 to CONN_TABLE_MAX
 *
 * Rests on include/linux/slab.h, struct kmem_cache_args.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for a limit out of range, or -ENOMEM.
 */
int conn_table_init(struct conn_table *table, const char *name, u32 limit)
{
	struct kmem_cache_args args = {
		.align = __alignof__(struct conn),
		.useroffset = offsetof(struct conn, name),
		.usersize = sizeof_field(struct conn, name),
		.ctor = conn_construct,
	};

	if (!limit || limit > CONN_TABLE_MAX)
		return -EINVAL;
	xa_init_flags(&table->conns, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	table->limit = limit;
	atomic_long_set(&table->created, 0);
	atomic_long_set(&table->released, 0);
	/* User space decides how many there are: charge its cgroup. */
	table->cache = kmem_cache_create(name, sizeof(struct conn), &args,
					 SLAB_HWCACHE_ALIGN | SLAB_ACCOUNT |
					 SLAB_TYPESAFE_BY_RCU);
	return table->cache ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(conn_table_init, "KMEMLAB");

/**
 * conn_table_exit() - remove all connections and destroy the cache
 * @table: the table; no other code uses it or holds a reference any more
 *
 * The kernel frees the slabs of a SLAB_TYPESAFE_BY_RCU cache when its RCU
 * readers have finished: kmem_cache_destroy() waits for them, or on 6.1 leaves
 * that to a work item.
 *
 * Context: process context, may sleep.
 */
void conn_table_exit(struct conn_table *table)
{
	conn_remove_all(table);
	xa_destroy(&table->conns);
	kmem_cache_destroy(table->cache);
}
EXPORT_SYMBOL_NS_GPL(conn_table_exit, "KMEMLAB");

/**
 * conn_alloc() - allocate a connection that is in no table yet
 * @table: the table that it is for
 * @name: its name, cut to CONN_NAME_SIZE - 1 bytes
 *
 * Context: process context, may sleep.
 * Return: the connection in constructed state, to be passed to conn_add() or to
 * conn_free(); NULL if there is no memory.
 */
struct conn *conn_alloc(struct conn_table *table, const char *name)
{
	/* Not kmem_cache_zalloc(): it would erase what the constructor did. */
	struct conn *conn = kmem_cache_alloc(table->cache, GFP_KERNEL);

	/* Padded: user space may see the whole field, which was used before. */
	if (conn)
		strscpy_pad(conn->name, name, sizeof(conn->name));
	return conn;
}
EXPORT_SYMBOL_NS_GPL(conn_alloc, "KMEMLAB");

/**
 * conn_free() - free a connection that is in no table
 * @table: the table that it was for
 * @conn: from conn_alloc(), in constructed state
 *
 * Context: any but NMI.
 */
void conn_free(struct conn_table *table, struct conn *conn)
{
	kmem_cache_free(table->cache, conn);
}
EXPORT_SYMBOL_NS_GPL(conn_free, "KMEMLAB");

/**
 * conn_add() - put a connection into the table
 * @table: the table
 * @conn: from conn_alloc(); on success it belongs to the table
 * @id: set to its id, 1 to the limit
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOSPC when the table is full, or -ENOMEM. On failure the
 * connection still belongs to the caller and is in constructed state.
 */
int conn_add(struct conn_table *table, struct conn *conn, u32 *id)
{
	int err;

	xa_lock(&table->conns);
	err = __xa_alloc(&table->conns, &conn->id, conn,
			 XA_LIMIT(1, table->limit), GFP_KERNEL);
	if (err) {
		conn->id = 0;
	} else {
		*id = conn->id;
		/*
		 * Last, and with release semantics: a reader that gets a
		 * reference without the lock (conn_get_rcu()) then sees the id
		 * and the name.
		 */
		refcount_set_release(&conn->refs, 1);
		atomic_long_inc(&table->created);
	}
	xa_unlock(&table->conns);
	return err == -EBUSY ? -ENOSPC : err;
}
EXPORT_SYMBOL_NS_GPL(conn_add, "KMEMLAB");

/**
 * conn_get() - look a connection up
 * @table: the table
 * @id: of the connection
 *
 * Context: process context.
 * Return: the connection with a reference for conn_put(), or NULL.
 */
struct conn *conn_get(struct conn_table *table, u32 id)
{
	struct conn *conn;

	xa_lock(&table->conns);
	conn = xa_load(&table->conns, id);
	if (conn)
		refcount_inc(&conn->refs);
	xa_unlock(&table->conns);
	return conn;
}
EXPORT_SYMBOL_NS_GPL(conn_get, "KMEMLAB");

/**
 * conn_put() - drop a reference
 * @table: the table that the connection is or was in
 * @conn: the connection; the last reference frees it
 *
 * Context: any but NMI.
 */
void conn_put(struct conn_table *table, struct conn *conn)
{
	if (!refcount_dec_and_test(&conn->refs))
		return;
	/* The state that the constructor left. The lock is unlocked already. */
	conn->id = 0;
	conn->packets = 0;
	atomic_long_inc(&table->released);
	kmem_cache_free(table->cache, conn);
}
EXPORT_SYMBOL_NS_GPL(conn_put, "KMEMLAB");

/**
 * conn_count_packet() - look a connection up and count one packet
 * @table: the table
 * @id: of the connection
 * @packets: set to the number of packets so far
 *
 * Context: process context.
 * Return: 0, or -ENOENT if no connection has this id.
 */
int conn_count_packet(struct conn_table *table, u32 id, u32 *packets)
{
	struct conn *conn = conn_get_rcu(table, id);

	if (!conn)
		return -ENOENT;
	spin_lock(&conn->lock);
	*packets = conn->packets + 1;
	WRITE_ONCE(conn->packets, *packets);
	spin_unlock(&conn->lock);
	conn_put(table, conn);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(conn_count_packet, "KMEMLAB");

/**
 * conn_remove() - take a connection out of the table
 * @table: the table
 * @id: of the connection
 *
 * A caller that holds a reference may go on using the connection.
 *
 * Context: process context.
 * Return: 0, or -ENOENT if no connection has this id.
 */
int conn_remove(struct conn_table *table, u32 id)
{
	/* Of two callers that remove the same id, one gets NULL. */
	struct conn *conn = xa_erase(&table->conns, id);

	if (!conn)
		return -ENOENT;
	conn_put(table, conn);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(conn_remove, "KMEMLAB");

/**
 * conn_remove_all() - empty the table
 * @table: the table
 *
 * Context: process context.
 * Return: the number of connections removed.
 */
unsigned int conn_remove_all(struct conn_table *table)
{
	unsigned int nr = 0;
	struct conn *conn;
	unsigned long id;

	xa_for_each(&table->conns, id, conn)
		nr += !conn_remove(table, id);
	return nr;
}
EXPORT_SYMBOL_NS_GPL(conn_remove_all, "KMEMLAB");

/**
 * conn_table_live() - how many connections are not freed yet
 * @table: the table
 *
 * Context: any.
 * Return: the connections in the table, and those removed that are still in
 * use.
 */
long conn_table_live(struct conn_table *table)
{
	return atomic_long_read(&table->created) -
	       atomic_long_read(&table->released);
}
EXPORT_SYMBOL_NS_GPL(conn_table_live, "KMEMLAB");
