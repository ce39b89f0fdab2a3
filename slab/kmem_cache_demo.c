// SPDX-License-Identifier: GPL-2.0
/*
 * kmem-cache-demo: chapter 5.3, Slab allocator.
 *
 * At load, the life of a hundred objects in numbers. In debugfs:
 *
 *   create      write a label of printable characters, 23 bytes at most with its
 *               newline (EINVAL, E2BIG; ENOSPC when the limit is reached, ENOMEM)
 *   use         write an id: uses the object once (ENOENT)
 *   remove      write an id: removes the object (ENOENT)
 *   remove_all  write 1: removes all objects (EINVAL)
 *   shrink      write how many idle objects to give back, from 1 on (EINVAL)
 *   starve      0 or 1: let the cache fail, so that the reserve is used (EINVAL)
 *   objects     id, uses, label of each object
 *   stats       the counters
 *
 * Module parameter: limit, live objects at the most, 1 to 1024.
 */
#include "../kmemlab.h"

#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/limits.h>
#include <linux/mempool.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "registry.h"

#define CACHE_NAME	"kmemlab_object"
#define LIFE_NR		100

static unsigned int limit = 256;
module_param(limit, uint, 0444);
MODULE_PARM_DESC(limit, "live objects at the most (1 to 1024, default 256)");

static struct kmemlab_registry registry;
static struct dentry *demo_dir;

/* Copies into the object itself: its label is the cache's usercopy window. */
static int label_from_user(struct kmemlab_object *object, const char __user *buf, size_t len)
{
	char *at;

	if (copy_from_user(object->label, buf, len))
		return -EFAULT;
	object->label[len] = '\0';
	object->label[strcspn(object->label, "\n")] = '\0';
	for (at = object->label; *at; at++)
		if (!isprint(*at))
			return -EINVAL;
	return at == object->label ? -EINVAL : 0;
}

static ssize_t create_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	struct kmemlab_object *object;
	int err;
	u32 id;

	if (!len)
		return -EINVAL;
	if (len >= KMEMLAB_LABEL_SIZE)
		return -E2BIG;
	object = kmemlab_stock_get(&registry.stock, GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	err = label_from_user(object, buf, len);
	if (!err)
		err = kmemlab_registry_add(&registry, object, GFP_KERNEL, &id);
	if (err)
		kmemlab_stock_put(&registry.stock, object);
	return err ?: len;
}

static const struct file_operations create_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = create_write,
	.llseek = noop_llseek,
};

static int use_set(void *data, u64 id)
{
	u32 uses;

	return id > U32_MAX ? -ENOENT : kmemlab_registry_use(&registry, id, &uses);
}
DEFINE_DEBUGFS_ATTRIBUTE(use_fops, NULL, use_set, "%llu\n");

static int remove_set(void *data, u64 id)
{
	return id > U32_MAX ? -ENOENT : kmemlab_registry_remove(&registry, id);
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_fops, NULL, remove_set, "%llu\n");

static int remove_all_set(void *data, u64 value)
{
	if (value != 1)
		return -EINVAL;
	kmemlab_registry_remove_all(&registry);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_all_fops, NULL, remove_all_set, "%llu\n");

static int shrink_set(void *data, u64 nr)
{
	if (!nr)
		return -EINVAL;
	kmemlab_stock_shrink(&registry.stock, min_t(u64, nr, ULONG_MAX));
	kmem_cache_shrink(registry.stock.cache);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(shrink_fops, NULL, shrink_set, "%llu\n");

static int starve_get(void *data, u64 *value)
{
	*value = READ_ONCE(registry.stock.starved);
	return 0;
}

static int starve_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	kmemlab_stock_starve(&registry.stock, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(starve_fops, starve_get, starve_set, "%llu\n");

static int objects_show(struct seq_file *seq, void *unused)
{
	struct kmemlab_object *object;
	unsigned int id;

	for (id = 1; id <= registry.limit; id++) {
		object = kmemlab_registry_get(&registry, id);
		if (!object)
			continue;
		seq_printf(seq, "%4u %6u %s\n", id, READ_ONCE(object->uses), object->label);
		kmemlab_registry_put(&registry, object);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(objects);

static int stats_show(struct seq_file *seq, void *unused)
{
	const struct kmemlab_stock *stock = &registry.stock;
	long slabs = kmemlab_registry_slabs(&registry);

	if (slabs < 0)
		return slabs;
	seq_printf(seq, "constructor_calls %ld\n", kmemlab_constructor_calls());
	seq_printf(seq, "created           %ld\n", atomic_long_read(&registry.created));
	seq_printf(seq, "released          %ld\n", atomic_long_read(&registry.released));
	seq_printf(seq, "live              %ld\n", kmemlab_registry_live(&registry));
	seq_printf(seq, "limit             %u\n", registry.limit);
	seq_printf(seq, "live_slabs        %ld\n", slabs);
	seq_printf(seq, "idle              %u\n", READ_ONCE(stock->nr_idle));
	/* The pool is not ours to lock, and writes it unmarked. */
	seq_printf(seq, "reserve           %d\n", data_race(stock->reserve->curr_nr));
	seq_printf(seq, "refills           %ld\n", atomic_long_read(&stock->refills));
	seq_printf(seq, "shrunk            %ld\n", atomic_long_read(&stock->shrunk));
	seq_printf(seq, "object_size       %zu\n", stock->object_size);
	seq_printf(seq, "slot_size         %zu\n", stock->slot_size);
	seq_printf(seq, "slack             %zu\n", stock->slot_size - stock->object_size);
	seq_printf(seq, "per_slab          %u\n", stock->per_slab);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int create_many(int nr)
{
	char label[KMEMLAB_LABEL_SIZE];
	int i, err;
	u32 id;

	for (i = 0; i < nr; i++) {
		scnprintf(label, sizeof(label), "life-%d", i);
		err = kmemlab_registry_create(&registry, label, GFP_KERNEL, &id);
		if (err)
			return err;
	}
	return 0;
}

static void print_state(const char *what, int nr, long calls_before)
{
	pr_info("%-13s %3d: %3ld constructor calls, live %3ld on %2ld slabs, idle %2u\n",
		what, nr, kmemlab_constructor_calls() - calls_before,
		kmemlab_registry_live(&registry), kmemlab_registry_slabs(&registry),
		READ_ONCE(registry.stock.nr_idle));
}

static int show_life(void)
{
	int nr = min_t(int, LIFE_NR, registry.limit);
	long calls;
	int round, err;

	for (round = 0; round < 2; round++) {
		calls = kmemlab_constructor_calls();
		err = create_many(nr);
		if (err)
			return err;
		print_state(round ? "created again" : "created", nr, calls);
		calls = kmemlab_constructor_calls();
		print_state("removed", kmemlab_registry_remove_all(&registry), calls);
	}
	print_state("shrunk", kmemlab_stock_shrink(&registry.stock, ULONG_MAX),
		    kmemlab_constructor_calls());
	return 0;
}

static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("create", 0200, demo_dir, NULL, &create_fops);
	debugfs_create_file_unsafe("use", 0200, demo_dir, NULL, &use_fops);
	debugfs_create_file_unsafe("remove", 0200, demo_dir, NULL, &remove_fops);
	debugfs_create_file_unsafe("remove_all", 0200, demo_dir, NULL, &remove_all_fops);
	debugfs_create_file_unsafe("shrink", 0200, demo_dir, NULL, &shrink_fops);
	debugfs_create_file_unsafe("starve", 0600, demo_dir, NULL, &starve_fops);
	debugfs_create_file("objects", 0400, demo_dir, NULL, &objects_fops);
	debugfs_create_file("stats", 0400, demo_dir, NULL, &stats_fops);
}

static int __init kmem_cache_demo_init(void)
{
	const struct kmemlab_stock *stock = &registry.stock;
	int err;

	err = kmemlab_registry_init(&registry, CACHE_NAME, limit);
	if (err)
		return err;
	pr_info("cache " CACHE_NAME ": %zu-byte objects in %zu-byte slots, %u to a slab\n",
		stock->object_size, stock->slot_size, stock->per_slab);
	err = show_life();
	if (err) {
		kmemlab_registry_exit(&registry);
		return err;
	}
	create_files();
	return 0;
}
module_init(kmem_cache_demo_init);

static void __exit kmem_cache_demo_exit(void)
{
	debugfs_remove(demo_dir);
	kmemlab_registry_exit(&registry);
	pr_info("cache " CACHE_NAME " destroyed\n");
}
module_exit(kmem_cache_demo_exit);

MODULE_DESCRIPTION("5.3 Slab allocator: a registry of objects on a cache of its own");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
