// SPDX-License-Identifier: GPL-2.0
/*
 * The debugfs files of a device; dma_demo.c lists them.
 *
 * The settings are three files, since a file takes one value; a run takes all three at
 * once, under the lock, and is then on its own: other settings do not change it.
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "cost.h"
#include "engine.h"
#include "files.h"

#define COST_TIMES	1000

static const char * const directions[] = {
	[DMA_BIDIRECTIONAL] = "bidirectional",
	[DMA_TO_DEVICE] = "to-device",
	[DMA_FROM_DEVICE] = "from-device",
};

static const char *kind_name(unsigned int kind)
{
	static const char * const others[] = { "coherent", "ring" };

	return kind < KMEMLAB_KINDS ? kmemlab_kind_name(kind) : others[kind - KMEMLAB_KINDS];
}

static const char *direction_name(unsigned int direction)
{
	return directions[direction];
}

/* The number of the name that is written, of @nr that @name_of knows. */
static int name_from_user(const char __user *user, size_t count,
			  const char *(*name_of)(unsigned int number), unsigned int nr)
{
	char name[16] = "";
	unsigned int i;

	if (count >= sizeof(name))
		return -EINVAL;
	if (copy_from_user(name, user, count))
		return -EFAULT;
	for (i = 0; i < nr; i++)
		if (sysfs_streq(name, name_of(i)))
			return i;
	return -EINVAL;
}

static ssize_t kind_write(struct file *file, const char __user *user, size_t count,
			  loff_t *pos)
{
	struct dma_files *files = file_inode(file)->i_private;
	int kind = name_from_user(user, count, kind_name, DMA_FILES_KINDS);

	if (kind < 0)
		return kind;
	mutex_lock(&files->lock);
	WRITE_ONCE(files->kind, kind);
	mutex_unlock(&files->lock);
	return count;
}

static int kind_show(struct seq_file *seq, void *unused)
{
	struct dma_files *files = seq->private;

	seq_printf(seq, "%s\n", kind_name(READ_ONCE(files->kind)));
	return 0;
}
DEFINE_SHOW_STORE_ATTRIBUTE(kind);

static ssize_t direction_write(struct file *file, const char __user *user, size_t count,
			       loff_t *pos)
{
	struct dma_files *files = file_inode(file)->i_private;
	int direction = name_from_user(user, count, direction_name, ARRAY_SIZE(directions));

	if (direction < 0)
		return direction;
	mutex_lock(&files->lock);
	WRITE_ONCE(files->direction, direction);
	mutex_unlock(&files->lock);
	return count;
}

static int direction_show(struct seq_file *seq, void *unused)
{
	struct dma_files *files = seq->private;

	seq_printf(seq, "%s\n", direction_name(READ_ONCE(files->direction)));
	return 0;
}
DEFINE_SHOW_STORE_ATTRIBUTE(direction);

static int offset_get(void *data, u64 *value)
{
	struct dma_files *files = data;

	*value = READ_ONCE(files->offset);
	return 0;
}

static int offset_set(void *data, u64 value)
{
	struct dma_files *files = data;

	if (value >= PAGE_SIZE)
		return -E2BIG;
	mutex_lock(&files->lock);
	WRITE_ONCE(files->offset, value);
	mutex_unlock(&files->lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(offset_fops, offset_get, offset_set, "%llu\n");

static void get_settings(struct dma_files *files, struct dma_files *now)
{
	mutex_lock(&files->lock);
	now->kind = files->kind;
	now->direction = files->direction;
	now->offset = files->offset;
	mutex_unlock(&files->lock);
}

static int run(struct kmemlab_engine *engine, const struct dma_files *now, size_t bytes)
{
	switch (now->kind) {
	case DMA_FILES_COHERENT:
		return kmemlab_selftest_coherent(engine, bytes);
	case DMA_FILES_RING:
		return kmemlab_selftest_ring(engine, bytes);
	default:
		return kmemlab_selftest_stream(engine, now->kind, now->direction, now->offset,
					       bytes);
	}
}

static int run_set(void *data, u64 bytes)
{
	struct dma_files *files = data;
	struct dma_files now;
	int err;

	if (!bytes)
		return -EINVAL;
	if (bytes > KMEMLAB_SELFTEST_MAX)
		return -E2BIG;
	get_settings(files, &now);
	err = run(files->engine, &now, bytes);
	if (err)
		return err;
	dev_info(files->engine->dev, "%-11s %-13s %5llu bytes there and back, all equal\n",
		 kind_name(now.kind),
		 now.kind < KMEMLAB_KINDS ? direction_name(now.direction) : "", bytes);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(run_fops, NULL, run_set, "%llu\n");

static int stats_show(struct seq_file *seq, void *unused)
{
	struct dma_files *files = seq->private;
	struct kmemlab_engine_stats stats;

	kmemlab_engine_stats(files->engine, &stats);
	seq_printf(seq, "device     %s\n", files->engine->ops->name);
	seq_printf(seq, "transfers  %llu\n", stats.transfers);
	seq_printf(seq, "bytes      %llu\n", stats.bytes);
	seq_printf(seq, "errors     %llu\n", stats.errors);
	seq_printf(seq, "interrupts %llu\n", stats.interrupts);
	seq_printf(seq, "missed     %llu\n", stats.missed);
	seq_printf(seq, "time       %llu us\n", div_u64(stats.nsec, NSEC_PER_USEC));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int cost_show(struct seq_file *seq, void *unused)
{
	struct dma_files *files = seq->private;
	unsigned int i;
	u64 nsec;
	int err;

	for (i = 0; i < KMEMLAB_COSTS; i++) {
		err = kmemlab_cost_measure(files->engine->dev, i, COST_TIMES, &nsec);
		if (err)
			return err;
		seq_printf(seq, "%-19s %7llu ns\n", kmemlab_cost_name(i),
			   div_u64(nsec, COST_TIMES));
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(cost);

/**
 * dma_files_add() - make the files of a device
 * @files: to be initialised
 * @engine: the device
 * @parent: the module's folder
 *
 * Context: process context, may sleep.
 */
void dma_files_add(struct dma_files *files, struct kmemlab_engine *engine,
		   struct dentry *parent)
{
	mutex_init(&files->lock);
	files->engine = engine;
	files->kind = KMEMLAB_SINGLE;
	files->direction = DMA_BIDIRECTIONAL;
	files->offset = 0;
	files->dir = debugfs_create_dir(dev_name(engine->dev), parent);
	debugfs_create_file("kind", 0600, files->dir, files, &kind_fops);
	debugfs_create_file("direction", 0600, files->dir, files, &direction_fops);
	debugfs_create_file("offset", 0600, files->dir, files, &offset_fops);
	debugfs_create_file("run", 0200, files->dir, files, &run_fops);
	debugfs_create_file("stats", 0400, files->dir, files, &stats_fops);
	debugfs_create_file("cost", 0400, files->dir, files, &cost_fops);
}

/**
 * dma_files_remove() - take the files away, wait for those who use them
 * @files: of a stopped engine, so that nobody uses them for long
 *
 * Context: process context, may sleep.
 */
void dma_files_remove(struct dma_files *files)
{
	debugfs_remove_recursive(files->dir);
}
