// SPDX-License-Identifier: GPL-2.0
/*
 * kmem-cache-demo: chapter 5.3, Slab allocator.
 *
 * At load, when the constructor runs. In debugfs:
 *
 *   push        write a length in bytes: queue a frame (EINVAL 0, E2BIG above
 *               65535; ENOSPC: 1024 are queued, ENOMEM)
 *   pop         read: remove the oldest frame and show its length (ENOENT)
 *   create      write a name of printable characters, 39 bytes at most with its
 *               newline: add a connection (EINVAL, E2BIG; ENOSPC, ENOMEM)
 *   packet      write an id: count a packet of this connection (ENOENT)
 *   remove      write an id: remove the connection (ENOENT)
 *   remove_all  write 1: remove all connections (EINVAL)
 *   conns       id, packets and name of each connection
 *   compute     write a number from 1 on: compute its result (EINVAL, ERANGE)
 *   mtu         write a number: replace the settings (EINVAL 0, ERANGE)
 *   stats       the counters
 *   cost        nanoseconds for one allocation and its free
 *
 * Module parameter: limit, connections at most, 1 to 1024.
 */
#include "../kmemlab.h"

#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/limits.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "conn_table.h"
#include "cost.h"
#include "frame_queue.h"
#include "results.h"
#include "settings.h"

#define LESSON_NR 100

static unsigned int limit = 256;
module_param(limit, uint, 0444);
MODULE_PARM_DESC(limit, "connections at most (1 to 1024, default 256)");

static struct frame_queue frames;
static struct conn_table conns;
static struct results results;
static struct settings __rcu *settings;
static struct dentry *demo_dir;

static int push_set(void *data, u64 length)
{
	return length > U32_MAX ? -E2BIG : frame_queue_push(&frames, length);
}
DEFINE_DEBUGFS_ATTRIBUTE(push_fops, NULL, push_set, "%llu\n");

static int pop_get(void *data, u64 *length)
{
	u32 popped;
	int err = frame_queue_pop(&frames, &popped);

	if (!err)
		*length = popped;
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(pop_fops, pop_get, NULL, "%llu\n");

/* Into the object itself, which the usercopy window of the cache allows. */
static int conn_name_from_user(struct conn *conn, const char __user *buf,
			       size_t len)
{
	char *at;

	if (copy_from_user(conn->name, buf, len))
		return -EFAULT;
	conn->name[len] = '\0';
	conn->name[strcspn(conn->name, "\n")] = '\0';
	for (at = conn->name; *at; at++)
		if (!isprint(*at))
			return -EINVAL;
	return at == conn->name ? -EINVAL : 0;
}

static ssize_t create_write(struct file *file, const char __user *buf,
			    size_t len, loff_t *pos)
{
	struct conn *conn;
	int err;
	u32 id;

	if (!len)
		return -EINVAL;
	if (len >= CONN_NAME_SIZE)
		return -E2BIG;
	conn = conn_alloc(&conns, "");
	if (!conn)
		return -ENOMEM;
	err = conn_name_from_user(conn, buf, len);
	if (!err)
		err = conn_add(&conns, conn, &id);
	if (err)
		conn_free(&conns, conn);
	return err ?: len;
}

static const struct file_operations create_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = create_write,
	.llseek = noop_llseek,
};

static int packet_set(void *data, u64 id)
{
	u32 packets;

	return id > U32_MAX ? -ENOENT : conn_count_packet(&conns, id, &packets);
}
DEFINE_DEBUGFS_ATTRIBUTE(packet_fops, NULL, packet_set, "%llu\n");

static int remove_set(void *data, u64 id)
{
	return id > U32_MAX ? -ENOENT : conn_remove(&conns, id);
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_fops, NULL, remove_set, "%llu\n");

static int remove_all_set(void *data, u64 value)
{
	if (value != 1)
		return -EINVAL;
	conn_remove_all(&conns);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_all_fops, NULL, remove_all_set, "%llu\n");

static int compute_set(void *data, u64 key)
{
	if (!key)
		return -EINVAL;
	if (key > U32_MAX)
		return -ERANGE;
	results_lookup(&results, key);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(compute_fops, NULL, compute_set, "%llu\n");

static int mtu_get(void *data, u64 *value)
{
	u32 mtu, burst;
	int err = settings_read(&settings, &mtu, &burst);

	if (!err)
		*value = mtu;
	return err;
}

static int mtu_set(void *data, u64 mtu)
{
	if (!mtu)
		return -EINVAL;
	if (mtu > FRAME_LENGTH_MAX)
		return -ERANGE;
	return settings_replace(&settings, mtu, 64);
}
DEFINE_DEBUGFS_ATTRIBUTE(mtu_fops, mtu_get, mtu_set, "%llu\n");

static int conns_show(struct seq_file *seq, void *unused)
{
	struct conn *conn;
	unsigned int id;

	for (id = 1; id <= conns.limit; id++) {
		conn = conn_get(&conns, id);
		if (!conn)
			continue;
		seq_printf(seq, "%4u %6u %s\n", id, READ_ONCE(conn->packets),
			   conn->name);
		conn_put(&conns, conn);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(conns);

static int stats_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "object_size       %u\n", kmem_cache_size(conns.cache));
	seq_printf(seq, "constructor_calls %ld\n", conn_constructor_calls());
	seq_printf(seq, "created           %ld\n",
		   atomic_long_read(&conns.created));
	seq_printf(seq, "released          %ld\n",
		   atomic_long_read(&conns.released));
	seq_printf(seq, "live              %ld\n", conn_table_live(&conns));
	seq_printf(seq, "limit             %u\n", conns.limit);
	spin_lock(&results.lock);
	seq_printf(seq, "results           %lu\n", results.nr);
	seq_printf(seq, "hits              %lu\n", results.hits);
	seq_printf(seq, "computed          %lu\n", results.computed);
	seq_printf(seq, "shrunk            %lu\n", results.shrunk);
	spin_unlock(&results.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int cost_show(struct seq_file *seq, void *unused)
{
	return slab_cost_show(seq);
}
DEFINE_SHOW_ATTRIBUTE(cost);

static int create_conns(unsigned int nr)
{
	struct conn *conn;
	unsigned int i;
	int err;
	u32 id;

	for (i = 0; i < nr; i++) {
		conn = conn_alloc(&conns, "lesson");
		if (!conn)
			return -ENOMEM;
		err = conn_add(&conns, conn, &id);
		if (err) {
			conn_free(&conns, conn);
			return err;
		}
	}
	return 0;
}

static int show_constructor(void)
{
	unsigned int nr = min_t(unsigned int, LESSON_NR, conns.limit);
	int round, err = 0;
	long before;

	/* What is freed stays with this CPU: another gets new slabs. */
	migrate_disable();
	for (round = 0; round < 2; round++) {
		before = conn_constructor_calls();
		err = create_conns(nr);
		if (err)
			break;
		pr_info("%u connections created%s: %ld constructor calls\n", nr,
			round ? " again" : "",
			conn_constructor_calls() - before);
		before = conn_constructor_calls();
		nr = conn_remove_all(&conns);
		pr_info("%u connections removed: %ld constructor calls\n", nr,
			conn_constructor_calls() - before);
	}
	migrate_enable();
	return err;
}

/* Nothing checks what debugfs returns: a driver works without its files. */
static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file_unsafe("push", 0200, demo_dir, NULL, &push_fops);
	debugfs_create_file_unsafe("pop", 0400, demo_dir, NULL, &pop_fops);
	debugfs_create_file("create", 0200, demo_dir, NULL, &create_fops);
	debugfs_create_file_unsafe("packet", 0200, demo_dir, NULL,
				   &packet_fops);
	debugfs_create_file_unsafe("remove", 0200, demo_dir, NULL,
				   &remove_fops);
	debugfs_create_file_unsafe("remove_all", 0200, demo_dir, NULL,
				   &remove_all_fops);
	debugfs_create_file("conns", 0400, demo_dir, NULL, &conns_fops);
	debugfs_create_file_unsafe("compute", 0200, demo_dir, NULL,
				   &compute_fops);
	debugfs_create_file_unsafe("mtu", 0600, demo_dir, NULL, &mtu_fops);
	debugfs_create_file("stats", 0400, demo_dir, NULL, &stats_fops);
	debugfs_create_file("cost", 0400, demo_dir, NULL, &cost_fops);
}

static int __init kmem_cache_demo_init(void)
{
	int err;

	err = frame_queue_init(&frames, "kmemlab_frame");
	if (err)
		return err;
	err = conn_table_init(&conns, "kmemlab_conn", limit);
	if (err)
		goto err_exit_frames;
	err = results_init(&results, "kmemlab_result");
	if (err)
		goto err_exit_conns;
	err = settings_replace(&settings, 1500, 64);
	if (err)
		goto err_exit_results;
	pr_info("cache kmemlab_conn created: %u bytes an object\n",
		kmem_cache_size(conns.cache));
	err = show_constructor();
	if (err)
		goto err_remove_settings;
	create_files();
	return 0;

err_remove_settings:
	settings_remove(&settings);
err_exit_results:
	results_exit(&results);
err_exit_conns:
	conn_table_exit(&conns);
err_exit_frames:
	frame_queue_exit(&frames);
	return err;
}
module_init(kmem_cache_demo_init);

static void __exit kmem_cache_demo_exit(void)
{
	/* First: afterwards no file operation runs that could use the rest. */
	debugfs_remove(demo_dir);
	settings_remove(&settings);
	results_exit(&results);
	conn_table_exit(&conns);
	frame_queue_exit(&frames);
	pr_info("all objects freed, caches destroyed\n");
}
module_exit(kmem_cache_demo_exit);

MODULE_DESCRIPTION("5.3 Slab: caches, constructors, lookups, a shrinker");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
