// SPDX-License-Identifier: GPL-2.0
/*
 * gfp-demo: chapter 5.2, GFP flags.
 *
 * At load, one allocation in each context. In debugfs:
 *
 *   contexts    the lines of the log, measured now
 *   composites  the flags that each composite consists of on this kernel
 *   size        bytes to allocate in each context, 1 to 2048 (EINVAL, E2BIG)
 *   event       write a number: log an event (ERANGE; ENOSPC: 1024 are logged,
 *               ENOMEM)
 *   take        read: remove the oldest event and show its number (ENOENT)
 *   table       write bytes: allocate a lookup table of at most that size, free
 *               it, and remember its size (EINVAL; ENOMEM); read: that size
 *   submit      write a number, 1 to 1000: submit requests (EINVAL, E2BIG;
 *               ENOMEM)
 *   starve      0 or 1: allocations of requests fail (EINVAL)
 *   requests    requests submitted and completed
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "gfp_context.h"
#include "gfp_plain.h"
#include "io_queue.h"

#define RESERVE		4
#define SUBMIT_MAX	1000
#define TABLE_LEAST	64

struct composite {
	const char *name;
	gfp_t gfp;
};

#define COMPOSITE(flags) { #flags, flags }
static const struct composite composites[] = {
	COMPOSITE(GFP_ATOMIC),
	COMPOSITE(GFP_NOWAIT),
	COMPOSITE(GFP_NOIO),
	COMPOSITE(GFP_NOFS),
	COMPOSITE(GFP_KERNEL),
	COMPOSITE(GFP_KERNEL_ACCOUNT),
	COMPOSITE(GFP_USER),
	COMPOSITE(GFP_HIGHUSER),
	COMPOSITE(GFP_DMA),
	COMPOSITE(GFP_DMA32),
};

static struct event_log event_log;
static struct io_queue io_queue;
static size_t table_size;
static size_t trial_size = 64;
static struct dentry *demo_dir;

static int format_trial(enum kmemlab_context context, char *line, size_t size)
{
	bool may_sleep = kmemlab_context_may_sleep(context);
	const char *name = kmemlab_context_name(context);
	struct kmemlab_trial trial;
	char without[32] = "";
	gfp_t lost;
	int err;

	err = kmemlab_context_try(context,
				  may_sleep ? GFP_KERNEL :
					      GFP_NOWAIT | __GFP_NOWARN,
				  READ_ONCE(trial_size), &trial);
	if (err == -EOPNOTSUPP) {
		scnprintf(line, size, "%s: no allocation on PREEMPT_RT", name);
		return 0;
	}
	if (err)
		return err;
	lost = trial.requested & ~trial.effective;
	if (lost)
		scnprintf(without, sizeof(without), " without %pGg", &lost);
	scnprintf(line, size, "%s: %s allocation %s%s (%s, CPU %d)", name,
		  may_sleep ? "GFP_KERNEL" : "GFP_NOWAIT",
		  trial.succeeded ? "succeeded" : "failed", without,
		  trial.where, trial.cpu);
	return 0;
}

static int print_contexts(void)
{
	enum kmemlab_context context;
	char line[128];
	int err;

	for (context = 0; context < KMEMLAB_NR_CONTEXTS; context++) {
		err = format_trial(context, line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	return 0;
}

static int contexts_show(struct seq_file *seq, void *unused)
{
	enum kmemlab_context context;
	char line[128];
	int err;

	for (context = 0; context < KMEMLAB_NR_CONTEXTS; context++) {
		err = format_trial(context, line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(contexts);

/* %pGg would name the composite again, so each bit is printed alone. */
static void show_composite(struct seq_file *seq,
			   const struct composite *composite)
{
	unsigned long bits = (__force unsigned long)composite->gfp;
	unsigned int bit;
	gfp_t one;

	seq_printf(seq, "%-18s", composite->name);
	for_each_set_bit(bit, &bits, BITS_PER_LONG) {
		one = (__force gfp_t)BIT(bit);
		seq_printf(seq, " %pGg", &one);
	}
	seq_putc(seq, '\n');
}

static int composites_show(struct seq_file *seq, void *unused)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(composites); i++)
		show_composite(seq, &composites[i]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(composites);

static int size_get(void *data, u64 *value)
{
	*value = READ_ONCE(trial_size);
	return 0;
}

static int size_set(void *data, u64 value)
{
	if (!value)
		return -EINVAL;
	if (value > KMEMLAB_GFP_LIMIT)
		return -E2BIG;
	WRITE_ONCE(trial_size, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(size_fops, size_get, size_set, "%llu\n");

static int event_set(void *data, u64 code)
{
	return code > U32_MAX ? -ERANGE : event_log_add(&event_log, code);
}
DEFINE_DEBUGFS_ATTRIBUTE(event_fops, NULL, event_set, "%llu\n");

static int take_get(void *data, u64 *value)
{
	u32 code;
	int err = event_log_take(&event_log, &code);

	if (!err)
		*value = code;
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(take_fops, take_get, NULL, "%llu\n");

static int table_get(void *data, u64 *value)
{
	*value = READ_ONCE(table_size);
	return 0;
}

static int table_set(void *data, u64 want)
{
	size_t size;
	void *table;

	if (want < TABLE_LEAST || want > SIZE_MAX)
		return -EINVAL;
	table = lookup_table_alloc(want, TABLE_LEAST, &size);
	if (!table)
		return -ENOMEM;
	kfree(table);
	WRITE_ONCE(table_size, size);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(table_fops, table_get, table_set, "%llu\n");

static int submit_set(void *data, u64 nr)
{
	int err = 0;

	if (!nr)
		return -EINVAL;
	if (nr > SUBMIT_MAX)
		return -E2BIG;
	while (nr-- && !err)
		err = io_queue_submit(&io_queue, GFP_NOIO);
	flush_workqueue(io_queue.device);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(submit_fops, NULL, submit_set, "%llu\n");

static int starve_get(void *data, u64 *value)
{
	*value = READ_ONCE(io_queue.starved);
	return 0;
}

static int starve_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	WRITE_ONCE(io_queue.starved, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(starve_fops, starve_get, starve_set, "%llu\n");

static int requests_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "submitted %ld, completed %ld, reserve of %d, allocation %s\n",
		   atomic_long_read(&io_queue.submitted),
		   atomic_long_read(&io_queue.completed), RESERVE,
		   READ_ONCE(io_queue.starved) ? "fails" : "works");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(requests);

static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("contexts", 0400, demo_dir, NULL, &contexts_fops);
	debugfs_create_file("composites", 0400, demo_dir, NULL,
			    &composites_fops);
	debugfs_create_file_unsafe("size", 0600, demo_dir, NULL, &size_fops);
	debugfs_create_file_unsafe("event", 0200, demo_dir, NULL, &event_fops);
	debugfs_create_file_unsafe("take", 0400, demo_dir, NULL, &take_fops);
	debugfs_create_file_unsafe("table", 0600, demo_dir, NULL, &table_fops);
	debugfs_create_file_unsafe("submit", 0200, demo_dir, NULL,
				   &submit_fops);
	debugfs_create_file_unsafe("starve", 0600, demo_dir, NULL,
				   &starve_fops);
	debugfs_create_file("requests", 0400, demo_dir, NULL, &requests_fops);
}

static int __init gfp_demo_init(void)
{
	int err;

	event_log_init(&event_log);
	err = io_queue_init(&io_queue, RESERVE);
	if (err)
		return err;
	err = print_contexts();
	if (err) {
		io_queue_exit(&io_queue);
		return err;
	}
	create_files();
	return 0;
}
module_init(gfp_demo_init);

static void __exit gfp_demo_exit(void)
{
	debugfs_remove(demo_dir);
	io_queue_exit(&io_queue);
	event_log_exit(&event_log);
	pr_info("all memory freed\n");
}
module_exit(gfp_demo_exit);

MODULE_DESCRIPTION("5.2 GFP flags: an allocation in each context");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
