// SPDX-License-Identifier: GPL-2.0
/*
 * Looking a connection up without a lock.
 *
 * The reader runs under rcu_read_lock() alone. Between finding a pointer and
 * using it, another CPU may remove the connection, free it, allocate the same
 * memory for a new connection, and add that one under another id.
 * SLAB_TYPESAFE_BY_RCU promises only that the memory remains a struct conn
 * until the reader has finished, so its count and its lock are valid. It may be
 * another connection by then. Hence three steps, in this order:
 *
 *   1. find the pointer;
 *   2. take a reference, unless the count is 0: such an object is free;
 *   3. compare the id: with a reference held, it cannot change any more.
 *
 * Step 3 must not read the id before step 2 has read the count. So step 2 is an
 * acquire operation. Its partner is refcount_set_release() in conn_add(), which
 * stores the count after the id and the name. See the comment of
 * SLAB_TYPESAFE_BY_RCU in include/linux/slab.h.
 */
#include "../kmemlab.h"

#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include "compat.h"
#include "conn_table.h"

/**
 * conn_get_rcu() - look a connection up, without a lock
 * @table: the table
 * @id: of the connection
 *
 * Context: any but NMI.
 * Return: the connection with a reference for conn_put(), or NULL.
 */
struct conn *conn_get_rcu(struct conn_table *table, u32 id)
{
	struct conn *conn;

	rcu_read_lock();
	conn = xa_load(&table->conns, id);
	if (conn && !refcount_inc_not_zero_acquire(&conn->refs))
		conn = NULL;
	rcu_read_unlock();

	if (conn && conn->id != id) {
		conn_put(table, conn);
		conn = NULL;
	}
	return conn;
}
EXPORT_SYMBOL_NS_GPL(conn_get_rcu, "KMEMLAB");
