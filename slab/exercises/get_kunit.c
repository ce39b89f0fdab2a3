// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise slab-get. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "get.h"

static void new_table(struct kunit *test, struct conn_slots *table)
{
	struct conn *conn;

	memset(table, 0, sizeof(*table));
	spin_lock_init(&table->lock);
	table->cache = kmem_cache_create("exercise_conn", sizeof(struct conn), NULL,
					 SLAB_NO_MERGE);
	KUNIT_ASSERT_NOT_NULL(test, table->cache);
	conn = kmem_cache_zalloc(table->cache, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, conn);
	refcount_set(&conn->refs, 1);
	conn->id = 5;
	table->slots[2] = conn;
}

/* What the table does when a connection ends. */
static void drop(struct conn_slots *table)
{
	struct conn *conn;

	spin_lock(&table->lock);
	conn = table->slots[2];
	table->slots[2] = NULL;
	spin_unlock(&table->lock);
	conn_put(table, conn);
}

static void a_finder_has_a_reference(struct kunit *test)
{
	struct conn_slots table;
	struct conn *found;

	new_table(test, &table);
	KUNIT_EXPECT_NULL_MSG(test, conn_find(&table, 6), "no connection has the id 6");
	found = conn_find(&table, 5);
	KUNIT_EXPECT_PTR_EQ_MSG(test, found, table.slots[2], "the connection was not found");
	if (found) {
		KUNIT_EXPECT_EQ_MSG(test, refcount_read(&found->refs), 2,
				    "the finder has no reference");
		if (refcount_read(&found->refs) == 2)
			conn_put(&table, found);
	}
	drop(&table);
	/* The kernel reports a cache that is destroyed with objects in use. */
	kmem_cache_destroy(table.cache);
}

/* KASAN reports the memory that is read after it was freed. */
static void a_dropped_connection_stays_for_its_finder(struct kunit *test)
{
	struct conn_slots table;
	struct conn *found;

	new_table(test, &table);
	found = conn_find(&table, 5);
	drop(&table);
	if (found) {
		KUNIT_EXPECT_EQ(test, found->id, 5);
		conn_put(&table, found);
	} else {
		KUNIT_FAIL(test, "the connection was not found");
	}
	kmem_cache_destroy(table.cache);
}

static struct kunit_case get_cases[] = {
	KUNIT_CASE(a_finder_has_a_reference),
	KUNIT_CASE(a_dropped_connection_stays_for_its_finder),
	{}
};

static struct kunit_suite get_suite = {
	.name = "exercise_slab_get",
	.test_cases = get_cases,
};

kunit_test_suite(get_suite);

MODULE_DESCRIPTION("kmemlab: the exercise slab-get");
MODULE_LICENSE("GPL");
