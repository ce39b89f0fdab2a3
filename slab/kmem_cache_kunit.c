// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.3: the queue, the table and its lookups, the settings, the
 * results. What the chapter's claims say of the kernel itself is in claims_kunit.c.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/bitmap.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../tests/action.h"
#include "../tests/thread.h"
#include "conn_table.h"
#include "frame_queue.h"
#include "results.h"
#include "settings.h"

#define LIMIT 100

KUNIT_DEFINE_ACTION_WRAPPER(exit_queue, frame_queue_exit, struct frame_queue *);
KUNIT_DEFINE_ACTION_WRAPPER(exit_table, conn_table_exit, struct conn_table *);
KUNIT_DEFINE_ACTION_WRAPPER(exit_results, results_exit, struct results *);

static struct frame_queue *new_queue(struct kunit *test)
{
	struct frame_queue *queue = kunit_kzalloc(test, sizeof(*queue), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, queue);
	KUNIT_ASSERT_EQ(test, frame_queue_init(queue, "kmemlab_kunit_frame"), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_queue, queue), 0);
	return queue;
}

static struct conn_table *new_table(struct kunit *test)
{
	struct conn_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, conn_table_init(table, "kmemlab_kunit_conn", LIMIT), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_table, table), 0);
	return table;
}

static struct results *new_results(struct kunit *test)
{
	struct results *results = kunit_kzalloc(test, sizeof(*results), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, results);
	KUNIT_ASSERT_EQ(test, results_init(results, "kmemlab_kunit_result"), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_results, results), 0);
	return results;
}

/* Success: frames come out in the order in which they went in, and then no more. */
static void queue_is_in_order(struct kunit *test)
{
	struct frame_queue *queue = new_queue(test);
	u32 length = 0, i;

	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), -ENOENT);
	for (i = 1; i <= 300; i++)
		KUNIT_ASSERT_EQ(test, frame_queue_push(queue, i), 0);
	for (i = 1; i <= 300; i++) {
		KUNIT_ASSERT_EQ(test, frame_queue_pop(queue, &length), 0);
		KUNIT_EXPECT_EQ(test, length, i);
	}
	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), -ENOENT);
}

/* Success: each length that fits is accepted, and what does not fit adds no frame. */
static void queue_limits(struct kunit *test)
{
	struct frame_queue *queue = new_queue(test);
	u32 length = 0;

	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, FRAME_LENGTH_MAX + 1), -E2BIG);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, U32_MAX), -E2BIG);
	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), -ENOENT);
	KUNIT_EXPECT_EQ(test, queue->nr, 0U);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 1), 0);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, FRAME_LENGTH_MAX), 0);
	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), 0);
	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), 0);
	KUNIT_EXPECT_EQ(test, length, (u32)FRAME_LENGTH_MAX);
}

/* Success: as many frames as the limit, not one more, and again one after a pop. */
static void queue_is_bounded(struct kunit *test)
{
	struct frame_queue *queue = new_queue(test);
	u32 length = 0;
	int i;

	for (i = 0; i < FRAME_QUEUE_MAX; i++)
		KUNIT_ASSERT_EQ(test, frame_queue_push(queue, 64 + i), 0);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, frame_queue_pop(queue, &length), 0);
	KUNIT_EXPECT_EQ(test, length, 64U);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 1), 0);
	KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, queue->nr, (unsigned int)FRAME_QUEUE_MAX);
}

/* Success: what is still queued is freed before the cache; the kernel would report it. */
static void queue_exit_frees(struct kunit *test)
{
	struct frame_queue *queue = new_queue(test);
	int i;

	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, frame_queue_push(queue, 64), 0);
}

/* Success: a frame comes zeroed, whatever its memory held before. */
static void frames_are_zeroed(struct kunit *test)
{
	struct frame_queue *queue = new_queue(test);
	struct frame *frame;
	u32 length;
	int i;

	if (want_init_on_alloc(GFP_KERNEL))
		kunit_skip(test, "init_on_alloc=1: the kernel zeroes every object");
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test, frame_queue_push(queue, 64), 0);
		frame = list_first_entry(&queue->frames, struct frame, node);
		KUNIT_EXPECT_NULL(test, memchr_inv(frame->header, 0, sizeof(frame->header)));
		memset(frame->header, 0xff, sizeof(frame->header));
		KUNIT_ASSERT_EQ(test, frame_queue_pop(queue, &length), 0);
	}
}

static int add(struct conn_table *table, const char *name, u32 *id)
{
	struct conn *conn = conn_alloc(table, name);
	int err;

	if (!conn)
		return -ENOMEM;
	err = conn_add(table, conn, id);
	if (err)
		conn_free(table, conn);
	return err;
}

static bool is_constructed(const struct conn *conn)
{
	return !refcount_read(&conn->refs) && !conn->id && !conn->packets;
}

/* Success: however often an object was used, it comes as the constructor left it. */
static void objects_come_constructed(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn;
	u32 id, packets;
	int round, i;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < LIMIT; i++) {
			conn = conn_alloc(table, "x");
			KUNIT_ASSERT_NOT_NULL(test, conn);
			KUNIT_EXPECT_TRUE(test, is_constructed(conn));
			KUNIT_ASSERT_EQ(test, conn_add(table, conn, &id), 0);
			KUNIT_EXPECT_EQ(test, conn_count_packet(table, id, &packets), 0);
			KUNIT_EXPECT_EQ(test, packets, 1U);
		}
		KUNIT_EXPECT_EQ(test, conn_remove_all(table), (unsigned int)LIMIT);
	}
}

/* Success: nothing of an earlier, longer name is left where user space may look. */
static void a_name_ends_in_zeroes(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn;

	conn = conn_alloc(table, "x");
	KUNIT_ASSERT_NOT_NULL(test, conn);
	memset(conn->name, 'y', sizeof(conn->name));
	conn_free(table, conn);
	/* The same object comes again, but where KASAN keeps it for a while. */
	conn = conn_alloc(table, "x");
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_STREQ(test, conn->name, "x");
	KUNIT_EXPECT_NULL(test, memchr_inv(conn->name + 1, 0, sizeof(conn->name) - 1));
	conn_free(table, conn);
}

/* Success: an object that could not be added is still the caller's, and constructed. */
static void failed_add_keeps_the_object(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn;
	u32 id = 0, more = 12345;
	int i;

	for (i = 0; i < LIMIT; i++)
		KUNIT_ASSERT_EQ(test, add(table, "x", &id), 0);
	conn = conn_alloc(table, "x");
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_EQ(test, conn_add(table, conn, &more), -ENOSPC);
	KUNIT_EXPECT_EQ(test, more, 12345U);
	KUNIT_EXPECT_TRUE(test, is_constructed(conn));
	KUNIT_EXPECT_EQ(test, conn_table_live(table), (long)LIMIT);
	conn_free(table, conn);
}

/* Success: a connection is added, found, counted, removed, and then gone. */
static void conn_life(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn;
	u32 id, packets;

	KUNIT_ASSERT_EQ(test, add(table, "one", &id), 0);
	KUNIT_EXPECT_EQ(test, id, 1U);
	KUNIT_EXPECT_EQ(test, conn_table_live(table), 1L);
	KUNIT_EXPECT_EQ(test, conn_count_packet(table, id, &packets), 0);
	KUNIT_EXPECT_EQ(test, conn_count_packet(table, id, &packets), 0);
	KUNIT_EXPECT_EQ(test, packets, 2U);
	conn = conn_get(table, id);
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_STREQ(test, conn->name, "one");
	KUNIT_EXPECT_EQ(test, conn->packets, 2U);
	KUNIT_EXPECT_EQ(test, conn_remove(table, id), 0);
	KUNIT_EXPECT_EQ(test, conn_remove(table, id), -ENOENT);
	KUNIT_EXPECT_EQ(test, conn_count_packet(table, id, &packets), -ENOENT);
	/* Removed, but valid as long as this reference is held. */
	KUNIT_EXPECT_EQ(test, refcount_read(&conn->refs), 1U);
	KUNIT_EXPECT_STREQ(test, conn->name, "one");
	KUNIT_EXPECT_EQ(test, conn_table_live(table), 1L);
	conn_put(table, conn);
	KUNIT_EXPECT_EQ(test, conn_table_live(table), 0L);
}

/* Success: both lookups refuse each id that no connection has. */
static void unknown_ids(struct kunit *test)
{
	static const u32 ids[] = { 0, 1, LIMIT, LIMIT + 1, U32_MAX };
	struct conn_table *table = new_table(test);
	u32 packets;
	int i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		KUNIT_EXPECT_NULL(test, conn_get(table, ids[i]));
		KUNIT_EXPECT_NULL(test, conn_get_rcu(table, ids[i]));
		KUNIT_EXPECT_EQ(test, conn_remove(table, ids[i]), -ENOENT);
		KUNIT_EXPECT_EQ(test, conn_count_packet(table, ids[i], &packets), -ENOENT);
	}
}

/* Success: as many as the limit, each with its own id from 1 on, and not one more. */
static void table_limit(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	DECLARE_BITMAP(seen, LIMIT + 1) = {};
	u32 id = 0, more;
	int i;

	for (i = 0; i < LIMIT; i++) {
		KUNIT_ASSERT_EQ(test, add(table, "x", &id), 0);
		KUNIT_ASSERT_GE(test, id, 1U);
		KUNIT_ASSERT_LE(test, id, (u32)LIMIT);
		KUNIT_EXPECT_FALSE(test, test_and_set_bit(id, seen));
	}
	KUNIT_EXPECT_EQ(test, add(table, "x", &more), -ENOSPC);
	KUNIT_EXPECT_EQ(test, conn_remove(table, id), 0);
	KUNIT_EXPECT_EQ(test, add(table, "x", &more), 0);
	KUNIT_EXPECT_EQ(test, more, id);
	KUNIT_EXPECT_EQ(test, conn_remove_all(table), (unsigned int)LIMIT);
	KUNIT_EXPECT_EQ(test, conn_remove_all(table), 0U);
	KUNIT_EXPECT_EQ(test, conn_table_live(table), 0L);
}

/* Success: a limit out of range is an error, and creates no cache. */
static void table_init_limits(struct kunit *test)
{
	struct conn_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_EXPECT_EQ(test, conn_table_init(table, "kmemlab_other", 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, conn_table_init(table, "kmemlab_other", CONN_TABLE_MAX + 1),
			-EINVAL);
	KUNIT_EXPECT_NULL(test, table->cache);
	KUNIT_ASSERT_EQ(test, conn_table_init(table, "kmemlab_other", 1), 0);
	conn_table_exit(table);
	KUNIT_ASSERT_EQ(test, conn_table_init(table, "kmemlab_other", CONN_TABLE_MAX), 0);
	conn_table_exit(table);
}

/* Success: a name that fits is kept whole, a longer one is cut and ended. */
static void names_are_cut(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	char name[CONN_NAME_SIZE + 1];
	struct conn *conn;

	memset(name, 'x', CONN_NAME_SIZE);
	name[CONN_NAME_SIZE] = '\0';
	conn = conn_alloc(table, name);
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_EQ(test, strlen(conn->name), (size_t)CONN_NAME_SIZE - 1);
	conn_free(table, conn);
	conn = conn_alloc(table, name + 1);
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_STREQ(test, conn->name, name + 1);
	conn_free(table, conn);
}

/*
 * Step 2 of the lookup without a lock. Success: a free object is not found, even
 * though the table, like a stale pointer, still leads to it.
 */
static void lookup_refuses_free_object(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn = conn_alloc(table, "x");

	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_ASSERT_FALSE(test, xa_is_err(xa_store(&table->conns, 7, conn, GFP_KERNEL)));
	conn->id = 7;
	KUNIT_EXPECT_NULL_MSG(test, conn_get_rcu(table, 7),
			      "a count of 0 must not be increased: the object is free");
	KUNIT_EXPECT_EQ(test, refcount_read(&conn->refs), 0U);
	conn->id = 0;
	xa_erase(&table->conns, 7);
	conn_free(table, conn);
}

/*
 * Step 3 of the lookup without a lock. Success: an object that was reused under
 * another id is not found under the old one, and its count is as before.
 */
static void lookup_refuses_reused(struct kunit *test)
{
	struct conn_table *table = new_table(test);
	struct conn *conn;
	u32 id;

	KUNIT_ASSERT_EQ(test, add(table, "x", &id), 0);
	conn = conn_get_rcu(table, id);
	KUNIT_ASSERT_NOT_NULL(test, conn);
	KUNIT_EXPECT_EQ(test, refcount_read(&conn->refs), 2U);
	KUNIT_ASSERT_FALSE(test, xa_is_err(xa_store(&table->conns, 7, conn, GFP_KERNEL)));
	KUNIT_EXPECT_NULL_MSG(test, conn_get_rcu(table, 7),
			      "the id must be compared after the reference is taken");
	KUNIT_EXPECT_EQ(test, refcount_read(&conn->refs), 2U);
	xa_erase(&table->conns, 7);
	conn_put(table, conn);
}

/* One of several threads that use the same object at once. */
struct racer {
	void *shared;
	bool odd;
	unsigned long rounds;
	unsigned long wrong;
};

/* Success: each of up to four threads has run, and has seen nothing wrong. */
static void run_racers(struct kunit *test, int (*function)(void *data), void *shared, int nr,
		       unsigned int ms)
{
	struct racer *racers = kunit_kcalloc(test, nr, sizeof(*racers), GFP_KERNEL);
	struct task_struct *tasks[4] = {};
	int i;

	KUNIT_ASSERT_NOT_NULL(test, racers);
	for (i = 0; i < nr; i++) {
		racers[i].shared = shared;
		racers[i].odd = i % 2;
		tasks[i] = new_thread(test, function, &racers[i]);
	}
	msleep(ms);
	for (i = 0; i < nr; i++) {
		if (tasks[i])
			kthread_stop(tasks[i]);
		KUNIT_EXPECT_EQ(test, racers[i].wrong, 0UL);
		KUNIT_EXPECT_GT(test, racers[i].rounds, 0UL);
	}
}

/* Adds, looks up what others may be removing, removes what others may be using. */
static int race(void *data)
{
	struct racer *racer = data;
	struct conn_table *table = racer->shared;
	struct conn *conn;
	u32 id, at, packets;

	while (!kthread_should_stop()) {
		at = 1 + racer->rounds++ % (LIMIT / 4);
		if (!add(table, "race", &id))
			conn_count_packet(table, id, &packets);
		conn = racer->odd ? conn_get(table, at) : conn_get_rcu(table, at);
		if (conn) {
			cond_resched();
			racer->wrong += conn->id != at || strcmp(conn->name, "race");
			conn_put(table, conn);
		}
		conn_remove(table, at);
		cond_resched();
	}
	return 0;
}

/*
 * Success: four threads use the same few ids for a quarter of a second, two of them
 * with the lock and two without. No thread ever holds another connection than it
 * looked up, and in the end each one has been freed once.
 */
static void table_is_shared(struct kunit *test)
{
	struct conn_table *table = new_table(test);

	run_racers(test, race, table, 4, 250);
	conn_remove_all(table);
	KUNIT_EXPECT_EQ(test, conn_table_live(table), 0L);
}

/* Success: a reader sees what the last writer published, both values of one object. */
static void settings_are_replaced(struct kunit *test)
{
	struct settings __rcu *slot = NULL;
	u32 mtu = 0, burst = 0;

	KUNIT_EXPECT_EQ(test, settings_read(&slot, &mtu, &burst), -ENOENT);
	KUNIT_EXPECT_EQ(test, settings_replace(&slot, 1500, 64), 0);
	KUNIT_EXPECT_EQ(test, settings_read(&slot, &mtu, &burst), 0);
	KUNIT_EXPECT_EQ(test, mtu, 1500U);
	KUNIT_EXPECT_EQ(test, burst, 64U);
	KUNIT_EXPECT_EQ(test, settings_replace(&slot, 9000, 8), 0);
	KUNIT_EXPECT_EQ(test, settings_read(&slot, &mtu, &burst), 0);
	KUNIT_EXPECT_EQ(test, mtu, 9000U);
	KUNIT_EXPECT_EQ(test, burst, 8U);
	settings_remove(&slot);
	KUNIT_EXPECT_EQ(test, settings_read(&slot, &mtu, &burst), -ENOENT);
	settings_remove(&slot);
}

struct writer {
	struct settings __rcu *slot;
	unsigned long rounds;
};

static int replace_again_and_again(void *data)
{
	struct writer *writer = data;
	u32 burst;

	while (!kthread_should_stop()) {
		burst = 1 + writer->rounds++ % 100;
		settings_replace(&writer->slot, 10 * burst, burst);
		cond_resched();
	}
	return 0;
}

/*
 * Success: while a writer replaces the settings, a reader always sees two values of the
 * same object. (An object freed too early would be reported by KASAN.)
 */
static void settings_are_whole(struct kunit *test)
{
	struct writer *writer = kunit_kzalloc(test, sizeof(*writer), GFP_KERNEL);
	unsigned long end = jiffies + HZ / 10, wrong = 0;
	struct task_struct *task;
	u32 mtu, burst;

	KUNIT_ASSERT_NOT_NULL(test, writer);
	task = new_thread(test, replace_again_and_again, writer);
	while (task && time_before(jiffies, end)) {
		if (!settings_read(&writer->slot, &mtu, &burst))
			wrong += mtu != 10 * burst;
		usleep_range(10, 20);
	}
	if (task)
		kthread_stop(task);
	settings_remove(&writer->slot);
	KUNIT_EXPECT_EQ(test, wrong, 0UL);
	KUNIT_EXPECT_GT(test, writer->rounds, 0UL);
}

/* Success: a result is computed once, then remembered, and it is the right one. */
static void results_are_remembered(struct kunit *test)
{
	struct results *results = new_results(test);

	KUNIT_EXPECT_EQ(test, results_lookup(results, 1), 0U);
	KUNIT_EXPECT_EQ(test, results_lookup(results, 6), 8U);
	KUNIT_EXPECT_EQ(test, results_lookup(results, 27), 111U);
	KUNIT_EXPECT_EQ(test, results_lookup(results, 27), 111U);
	KUNIT_EXPECT_EQ(test, results_lookup(results, 0), 0U);
	KUNIT_EXPECT_EQ(test, results->computed, 4UL);
	KUNIT_EXPECT_EQ(test, results->hits, 1UL);
	KUNIT_EXPECT_EQ(test, results->nr, 4UL);
}

/* Success: the result used longest ago is forgotten first, and computed anew. */
static void oldest_is_forgotten_first(struct kunit *test)
{
	struct results *results = new_results(test);

	results_lookup(results, 3);
	results_lookup(results, 5);
	results_lookup(results, 7);
	results_lookup(results, 3);
	KUNIT_EXPECT_EQ(test, results_shrink(results, 0), 0UL);
	KUNIT_EXPECT_EQ(test, results_shrink(results, 1), 1UL);
	results_lookup(results, 3);
	results_lookup(results, 7);
	KUNIT_EXPECT_EQ(test, results->computed, 3UL);
	KUNIT_EXPECT_EQ(test, results_lookup(results, 5), 5U);
	KUNIT_EXPECT_EQ(test, results->computed, 4UL);
	KUNIT_EXPECT_EQ(test, results_shrink(results, ULONG_MAX), 3UL);
	KUNIT_EXPECT_EQ(test, results->nr, 0UL);
	KUNIT_EXPECT_EQ(test, results->shrunk, 4UL);
}

/* Success: of one result too many, the one used longest ago is forgotten. */
static void results_have_a_limit(struct kunit *test)
{
	struct results *results = new_results(test);
	u32 key;

	for (key = 1; key <= RESULTS_MAX; key++)
		results_lookup(results, key);
	results_lookup(results, 1);
	KUNIT_EXPECT_EQ(test, results->nr, (unsigned long)RESULTS_MAX);
	KUNIT_EXPECT_EQ(test, results->hits, 1UL);
	results_lookup(results, RESULTS_MAX + 1);
	KUNIT_EXPECT_EQ(test, results->nr, (unsigned long)RESULTS_MAX);
	results_lookup(results, 1);
	KUNIT_EXPECT_EQ(test, results->hits, 2UL);
	results_lookup(results, 2);
	KUNIT_EXPECT_EQ(test, results->hits, 2UL);
	KUNIT_EXPECT_EQ(test, results->shrunk, 0UL);
}

/* Success: the shrinker counts and scans as include/linux/shrinker.h asks. */
static void shrinker_counts_and_scans(struct kunit *test)
{
	struct results *results = new_results(test);
	struct shrink_control control = { .gfp_mask = GFP_KERNEL, .nr_to_scan = 10 };
	struct shrinker *shrinker = results->shrinker;
	u32 key;

	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), SHRINK_EMPTY);
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), SHRINK_STOP);
	for (key = 1; key <= 64; key++)
		results_lookup(results, key);
	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), 64UL);
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), 10UL);
	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), 54UL);
	control.nr_to_scan = ULONG_MAX;
	KUNIT_EXPECT_EQ(test, shrinker->scan_objects(shrinker, &control), 54UL);
	KUNIT_EXPECT_EQ(test, shrinker->count_objects(shrinker, &control), SHRINK_EMPTY);
}

static int ask(void *data)
{
	struct racer *racer = data;
	struct results *results = racer->shared;

	while (!kthread_should_stop()) {
		racer->wrong += results_lookup(results, 27) != 111;
		racer->wrong += results_lookup(results, 1 + racer->rounds % 64) > 112;
		results_shrink(results, 1 + racer->rounds++ % 3);
		cond_resched();
	}
	return 0;
}

/* Success: three threads look up and forget at once, and each result is right. */
static void results_are_shared(struct kunit *test)
{
	run_racers(test, ask, new_results(test), 3, 100);
}

static struct kunit_case slab_cases[] = {
	KUNIT_CASE(queue_is_in_order),
	KUNIT_CASE(queue_limits),
	KUNIT_CASE(queue_is_bounded),
	KUNIT_CASE(queue_exit_frees),
	KUNIT_CASE(frames_are_zeroed),
	KUNIT_CASE(objects_come_constructed),
	KUNIT_CASE(a_name_ends_in_zeroes),
	KUNIT_CASE(failed_add_keeps_the_object),
	KUNIT_CASE(conn_life),
	KUNIT_CASE(unknown_ids),
	KUNIT_CASE(table_limit),
	KUNIT_CASE(table_init_limits),
	KUNIT_CASE(names_are_cut),
	KUNIT_CASE(lookup_refuses_free_object),
	KUNIT_CASE(lookup_refuses_reused),
	KUNIT_CASE(table_is_shared),
	KUNIT_CASE(settings_are_replaced),
	KUNIT_CASE(settings_are_whole),
	KUNIT_CASE(results_are_remembered),
	KUNIT_CASE(oldest_is_forgotten_first),
	KUNIT_CASE(results_have_a_limit),
	KUNIT_CASE(shrinker_counts_and_scans),
	KUNIT_CASE(results_are_shared),
	{}
};

static struct kunit_suite slab_suite = {
	.name = "kmemlab_slab",
	.test_cases = slab_cases,
};

kunit_test_suite(slab_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of kmem-cache-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
