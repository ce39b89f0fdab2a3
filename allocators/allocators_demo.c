// SPDX-License-Identifier: GPL-2.0
/*
 * allocators-demo: chapter 5.1, Memory allocators.
 *
 * At load the overview's table of allocators, measured. In debugfs, a request
 * that a reader fills in field by field, and the facts of one allocation made
 * as it says:
 *
 *   allocator  the list, the chosen one in brackets; write a name to choose
 *   size       bytes of one element
 *   count      number of elements
 *   align      alignment in bytes that the allocator must promise, 0 for none
 *   facts      allocates, measures, frees, shows
 *   table      the table of the log, measured anew
 *
 * Errors of a write are those of kmemlab_alloc_check(), E2BIG for a word too
 * long to be a name, and EINVAL or ERANGE for what is no number; none of them
 * changes the request.
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/uaccess.h>

#include "alloc_probe.h"

#define TABLE_BYTES ((size_t)SZ_256K)

struct table_row {
	enum kmemlab_allocator allocator;
	const char *said;
};

static const struct table_row table_rows[] = {
	{ KMEMLAB_KMALLOC, "< ~128KB, physical, sleeps with GFP_KERNEL" },
	{ KMEMLAB_VMALLOC, "> PAGE_SIZE, virtual only, always sleeps" },
	{ KMEMLAB_KVMALLOC, "any size, best effort, sleeps" },
	{ KMEMLAB_KMEM_CACHE, "fixed, physical, depends" },
	{ KMEMLAB_ALLOC_PAGES, "pages, physical, depends" },
};

static DEFINE_MUTEX(request_lock);
static struct kmemlab_request request = {
	.allocator = KMEMLAB_KMALLOC,
	.size = 100,
	.count = 1,
	.gfp = GFP_KERNEL | __GFP_NOWARN,
	.node = NUMA_NO_NODE,
};

static struct dentry *demo_dir;

/* Without __GFP_DIRECT_RECLAIM nothing sleeps: is the request taken like that? */
static const char *without_sleeping(const struct kmemlab_request *req)
{
	struct kmemlab_request try = *req;
	struct kmemlab_facts facts;

	try.gfp = GFP_NOWAIT | __GFP_NOWARN;
	switch (kmemlab_alloc_probe(&try, &facts)) {
	case 0:
		return "given";
	case -ENOMEM:
		return "no memory";
	default:
		return "refused";
	}
}

static int format_row(const struct table_row *row, char *line, size_t size)
{
	struct kmemlab_request req = {
		.allocator = row->allocator,
		.size = TABLE_BYTES,
		.count = 1,
		.gfp = GFP_KERNEL,
		.node = NUMA_NO_NODE,
	};
	struct kmemlab_facts facts;
	int err = kmemlab_alloc_probe(&req, &facts);

	if (err)
		return err;
	scnprintf(line, size, "%-11s %-7s %3lu pages in %3lu runs  %5zu KiB  %-9s  %s",
		  kmemlab_allocator_name(row->allocator), kmemlab_region_name(facts.region),
		  facts.pages, facts.runs, kmemlab_alloc_largest(&req) / SZ_1K,
		  without_sleeping(&req), row->said);
	return 0;
}

#define TABLE_HEAD "allocator   region  256 KiB came as       up to      no sleep   the guide says"

static int table_print(void)
{
	char line[128];
	int i, err;

	pr_info(TABLE_HEAD "\n");
	for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
		err = format_row(&table_rows[i], line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	return 0;
}

static int table_show(struct seq_file *seq, void *unused)
{
	char line[128];
	int i, err;

	seq_puts(seq, TABLE_HEAD "\n");
	for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
		err = format_row(&table_rows[i], line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(table);

static void show_facts(struct seq_file *seq, const struct kmemlab_facts *facts)
{
	seq_printf(seq, "region   %s\n", kmemlab_region_name(facts->region));
	seq_printf(seq, "usable   %zu bytes\n", facts->usable);
	if (facts->taken)
		seq_printf(seq, "taken    %zu bytes\n", facts->taken);
	else
		seq_puts(seq, "taken    unknown\n");
	seq_printf(seq, "aligned  %zu bytes\n", facts->align);
	seq_printf(seq, "pages    %lu\n", facts->pages);
	seq_printf(seq, "runs     %lu\n", facts->runs);
	seq_printf(seq, "zeroed   %s\n", str_yes_no(facts->zeroed));
	seq_printf(seq, "code     %s\n", facts->executable < 0 ? "unknown" :
		   facts->executable ? "executable" : "not executable");
}

static int facts_show(struct seq_file *seq, void *unused)
{
	struct kmemlab_request req;
	struct kmemlab_facts facts;
	int err;

	mutex_lock(&request_lock);
	req = request;
	mutex_unlock(&request_lock);

	err = kmemlab_alloc_probe(&req, &facts);
	if (err)
		return err;
	seq_printf(seq, "request  %s, %zu x %zu bytes\n",
		   kmemlab_allocator_name(req.allocator), req.count, req.size);
	show_facts(seq, &facts);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(facts);

/* data points to a size_t of the request. */
static int field_get(void *data, u64 *value)
{
	mutex_lock(&request_lock);
	*value = *(size_t *)data;
	mutex_unlock(&request_lock);
	return 0;
}

static int field_set(void *data, u64 value)
{
	size_t *field = data, old;
	int err;

	if (value > SIZE_MAX)
		return -ERANGE;
	mutex_lock(&request_lock);
	old = *field;
	*field = value;
	err = kmemlab_alloc_check(&request);
	if (err)
		*field = old;
	mutex_unlock(&request_lock);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(field_fops, field_get, field_set, "%llu\n");

static int allocator_show(struct seq_file *seq, void *unused)
{
	enum kmemlab_allocator chosen, i;

	mutex_lock(&request_lock);
	chosen = request.allocator;
	mutex_unlock(&request_lock);
	for (i = 0; i < KMEMLAB_NR_ALLOCATORS; i++)
		seq_printf(seq, i == chosen ? "[%s]\n" : "%s\n", kmemlab_allocator_name(i));
	return 0;
}

static int allocator_open(struct inode *inode, struct file *file)
{
	return single_open(file, allocator_show, NULL);
}

static ssize_t allocator_write(struct file *file, const char __user *buf, size_t len, loff_t *pos)
{
	enum kmemlab_allocator old;
	char word[32] = "";
	int found, err;

	if (!len)
		return -EINVAL;
	if (len >= sizeof(word))
		return -E2BIG;
	if (copy_from_user(word, buf, len))
		return -EFAULT;
	if (!*strim(word))
		return -EINVAL;
	found = kmemlab_allocator_find(strim(word));
	if (found < 0)
		return found;

	mutex_lock(&request_lock);
	old = request.allocator;
	request.allocator = found;
	err = kmemlab_alloc_check(&request);
	if (err)
		request.allocator = old;
	mutex_unlock(&request_lock);
	return err ?: len;
}

static const struct file_operations allocator_fops = {
	.owner = THIS_MODULE,
	.open = allocator_open,
	.read = seq_read,
	.write = allocator_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/* Nothing checks what debugfs returns: a driver works without its files. */
static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("allocator", 0600, demo_dir, NULL, &allocator_fops);
	debugfs_create_file_unsafe("size", 0600, demo_dir, &request.size, &field_fops);
	debugfs_create_file_unsafe("count", 0600, demo_dir, &request.count, &field_fops);
	debugfs_create_file_unsafe("align", 0600, demo_dir, &request.align, &field_fops);
	debugfs_create_file("facts", 0400, demo_dir, NULL, &facts_fops);
	debugfs_create_file("table", 0400, demo_dir, NULL, &table_fops);
}

static int __init allocators_demo_init(void)
{
	int err;

	/* The owner of devm_kmalloc()'s memory; its release frees what is left. */
	request.dev = root_device_register(KBUILD_MODNAME);
	if (IS_ERR(request.dev))
		return PTR_ERR(request.dev);
	err = table_print();
	if (err) {
		root_device_unregister(request.dev);
		return err;
	}
	create_files();
	return 0;
}
module_init(allocators_demo_init);

static void __exit allocators_demo_exit(void)
{
	debugfs_remove(demo_dir);
	root_device_unregister(request.dev);
	pr_info("unloaded\n");
}
module_exit(allocators_demo_exit);

MODULE_DESCRIPTION("5.1 Memory allocators: what each one gives, measured");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
