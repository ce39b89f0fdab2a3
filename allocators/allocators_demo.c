// SPDX-License-Identifier: GPL-2.0
/*
 * allocators-demo: chapter 5.1, Memory allocators.
 *
 * At load, what the plain forms of recorder.c allocated, and the guide's table
 * of allocators, measured. In debugfs, a recorder to be used by hand:
 *
 *   gains      write 16-bit numbers, binary: at most 64 (EINVAL, E2BIG)
 *   sample     write a number of 32 bits: append a sample (ERANGE; ENOSPC,
 *              ENOMEM)
 *   history    write a number of entries: resize the history (EINVAL, ERANGE,
 *              ENOMEM)
 *   recorder   read: what the recorder has allocated
 *   temporary  read: runs the functions that allocate, use and free
 *
 * and the instrument of alloc_probe.c: allocator, size, count, align to
 * describe a request, measure to make it, table for the lines of the log. A
 * value that the instrument does not accept gets the errno of
 * kmemlab_alloc_check(), and E2BIG for a name that is too long; then nothing
 * changes.
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/limits.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/uaccess.h>

#include "alloc_probe.h"
#include "recorder.h"

#define TABLE_BYTES	((size_t)SZ_256K)
#define TABLE_HEAD	"256 KiB from  memory        pages  ranges  largest now  with GFP_NOWAIT"

static struct recorder *recorder;
static DEFINE_MUTEX(recorder_lock);	/* protects what it has allocated */

static struct kmemlab_request request = {
	.allocator = KMEMLAB_KMALLOC,
	.size = 100,
	.count = 1,
	.gfp = GFP_KERNEL | __GFP_NOWARN,
	.node = NUMA_NO_NODE,
};

static DEFINE_MUTEX(request_lock);	/* protects request */

static struct dentry *demo_dir;

static const char *without_sleeping(const struct kmemlab_request *req)
{
	struct kmemlab_request try = *req;
	struct kmemlab_measurement m;

	try.gfp = GFP_NOWAIT | __GFP_NOWARN;
	switch (kmemlab_alloc_probe(&try, &m)) {
	case 0:
		return "succeeded";
	case -ENOMEM:
		return "failed";
	default:
		return "not tried: this kernel sleeps";
	}
}

static int format_row(enum kmemlab_allocator allocator, char *line, size_t size)
{
	struct kmemlab_request req = {
		.allocator = allocator,
		.size = TABLE_BYTES,
		.count = 1,
		.gfp = GFP_KERNEL,
		.node = NUMA_NO_NODE,
	};
	struct kmemlab_measurement m;
	int err = kmemlab_alloc_probe(&req, &m);

	if (err)
		return err;
	scnprintf(line, size, "%-12s  %-12s  %5lu  %6lu  %7zu KiB  %s",
		  kmemlab_allocator_name(allocator), m.region, m.pages,
		  m.ranges, kmemlab_alloc_largest(&req) / SZ_1K,
		  without_sleeping(&req));
	return 0;
}

static const enum kmemlab_allocator table_rows[] = {
	KMEMLAB_KMALLOC, KMEMLAB_VMALLOC, KMEMLAB_KVMALLOC,
	KMEMLAB_KMEM_CACHE, KMEMLAB_ALLOC_PAGES,
};

static int table_show(struct seq_file *seq, void *unused)
{
	char line[128];
	int i, err;

	seq_puts(seq, TABLE_HEAD "\n");
	for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
		err = format_row(table_rows[i], line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(table);

static int table_print(void)
{
	char line[128];
	int i, err;

	pr_info(TABLE_HEAD "\n");
	for (i = 0; i < ARRAY_SIZE(table_rows); i++) {
		err = format_row(table_rows[i], line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	return 0;
}

static int measure_show(struct seq_file *seq, void *unused)
{
	struct kmemlab_request req;
	struct kmemlab_measurement m;
	int err;

	mutex_lock(&request_lock);
	req = request;
	mutex_unlock(&request_lock);

	err = kmemlab_alloc_probe(&req, &m);
	if (err)
		return err;
	seq_printf(seq, "%s: %zu x %zu bytes\n",
		   kmemlab_allocator_name(req.allocator), req.count, req.size);
	seq_printf(seq, "memory      %s\n", m.region);
	seq_printf(seq, "requested   %zu bytes\n", m.requested);
	if (m.allocated)
		seq_printf(seq, "allocated   %zu bytes\n", m.allocated);
	seq_printf(seq, "aligned to  %zu bytes\n", m.align);
	seq_printf(seq, "consists of %lu pages, physical ranges: %lu\n",
		   m.pages, m.ranges);
	seq_printf(seq, "zeroed      %s\n", str_yes_no(m.zeroed));
	seq_printf(seq, "executable  %s\n",
		   m.executable < 0 ? "unknown" : str_yes_no(m.executable));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(measure);

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
	for (i = 0; i < KMEMLAB_NR_ALLOCATORS; i++) {
		if (i == chosen)
			seq_printf(seq, "[%s]\n", kmemlab_allocator_name(i));
		else
			seq_printf(seq, "%s\n", kmemlab_allocator_name(i));
	}
	return 0;
}

static ssize_t allocator_write(struct file *file, const char __user *buf,
			       size_t len, loff_t *pos)
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
DEFINE_SHOW_STORE_ATTRIBUTE(allocator);

static ssize_t gains_write(struct file *file, const char __user *buf,
			   size_t len, loff_t *pos)
{
	int err = -EINVAL;

	mutex_lock(&recorder_lock);
	if (len % sizeof(s16) == 0)
		err = recorder_set_gains(recorder, (const s16 __user *)buf,
					 len / sizeof(s16));
	mutex_unlock(&recorder_lock);
	return err ?: len;
}

static const struct file_operations gains_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = gains_write,
	.llseek = noop_llseek,
};

static int sample_set(void *data, u64 value)
{
	s64 sample = value;
	int err;

	if (sample < S32_MIN || sample > S32_MAX)
		return -ERANGE;
	mutex_lock(&recorder_lock);
	err = recorder_add_sample(recorder, sample);
	mutex_unlock(&recorder_lock);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(sample_fops, NULL, sample_set, "%lld\n");

static int history_set(void *data, u64 nr)
{
	int err;

	if (nr > RECORDER_HISTORY_MAX)
		return -ERANGE;
	mutex_lock(&recorder_lock);
	err = recorder_resize_history(recorder, nr);
	mutex_unlock(&recorder_lock);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(history_fops, NULL, history_set, "%llu\n");

static int recorder_show(struct seq_file *seq, void *unused)
{
	size_t bytes;

	mutex_lock(&recorder_lock);
	bytes = recorder->nr_history * sizeof(*recorder->history);
	seq_printf(seq, "name     \"%s\"\n", recorder->name);
	seq_printf(seq, "gains    %zu\n", recorder->nr_gains);
	seq_printf(seq, "samples  %zu, room for %zu\n", recorder->nr_samples,
		   recorder->max_samples);
	if (bytes)
		seq_printf(seq, "history  %zu entries, %zu bytes, %s, physical ranges: %lu\n",
			   recorder->nr_history, bytes,
			   kmemlab_region_of(recorder->history),
			   kmemlab_physical_ranges(recorder->history, bytes));
	mutex_unlock(&recorder_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(recorder);

static int temporary_show(struct seq_file *seq, void *unused)
{
	static const char message[] = "hello, kernel";
	struct packet *packet = packet_create(message, strlen(message));
	char *name = name_without_spaces("left channel");
	struct recorder *other = recorder_create_cleanup(2);
	int byte = most_frequent_byte(message, strlen(message));
	int err = pages_hold_pattern(2, 0x5a);

	if (!IS_ERR(packet) && name && other && byte >= 0 && !err) {
		seq_printf(seq, "packet of %u bytes in %zu bytes\n",
			   packet->length, ksize(packet));
		seq_printf(seq, "\"%s\", \"%s\"\n", name, other->name);
		seq_printf(seq, "most frequent: '%c'\n", byte);
		seq_puts(seq, "4 pages hold the pattern\n");
	} else {
		err = err ?: -ENOMEM;
	}
	recorder_destroy(other);
	kfree(name);
	if (!IS_ERR(packet))
		kfree(packet);
	return err;
}
DEFINE_SHOW_ATTRIBUTE(temporary);

static int use_recorder(void)
{
	size_t bytes = SZ_8M;
	int i, err;

	for (i = 0; i < 1000; i++) {
		err = recorder_add_sample(recorder, i);
		if (err)
			return err;
	}
	err = recorder_resize_history(recorder,
				      bytes / sizeof(*recorder->history));
	if (err)
		return err;
	pr_info("struct recorder: %zu bytes requested, %zu allocated\n",
		sizeof(*recorder), ksize(recorder));
	pr_info("name \"%s\": %zu bytes requested, %zu allocated\n",
		recorder->name, strlen(recorder->name) + 1,
		ksize(recorder->name));
	pr_info("ring: %d bytes requested: %lu pages, %s, physical ranges: %lu\n",
		RECORDER_RING_BYTES, RECORDER_RING_BYTES / PAGE_SIZE,
		kmemlab_region_of(recorder->ring),
		kmemlab_physical_ranges(recorder->ring, RECORDER_RING_BYTES));
	pr_info("%zu samples: room for %zu, %zu bytes allocated\n",
		recorder->nr_samples, recorder->max_samples,
		ksize(recorder->samples));
	pr_info("history: %zu bytes requested: %lu pages, %s, physical ranges: %lu\n",
		bytes, bytes / PAGE_SIZE, kmemlab_region_of(recorder->history),
		kmemlab_physical_ranges(recorder->history, bytes));
	return 0;
}

/* Nothing checks what debugfs returns: a driver works without its files. */
static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("gains", 0200, demo_dir, NULL, &gains_fops);
	debugfs_create_file_unsafe("sample", 0200, demo_dir, NULL,
				   &sample_fops);
	debugfs_create_file_unsafe("history", 0200, demo_dir, NULL,
				   &history_fops);
	debugfs_create_file("recorder", 0400, demo_dir, NULL, &recorder_fops);
	debugfs_create_file("temporary", 0400, demo_dir, NULL,
			    &temporary_fops);
	debugfs_create_file("allocator", 0600, demo_dir, NULL,
			    &allocator_fops);
	debugfs_create_file_unsafe("size", 0600, demo_dir, &request.size,
				   &field_fops);
	debugfs_create_file_unsafe("count", 0600, demo_dir, &request.count,
				   &field_fops);
	debugfs_create_file_unsafe("align", 0600, demo_dir, &request.align,
				   &field_fops);
	debugfs_create_file("measure", 0400, demo_dir, NULL, &measure_fops);
	debugfs_create_file("table", 0400, demo_dir, NULL, &table_fops);
}

static int __init allocators_demo_init(void)
{
	int err;

	recorder = recorder_create(1);
	if (!recorder)
		return -ENOMEM;
	err = use_recorder();
	if (!err)
		err = table_print();
	if (err)
		goto err_destroy_recorder;
	/* Owns devm_kmalloc()'s memory; its release frees what is left. */
	request.dev = root_device_register(KBUILD_MODNAME);
	if (IS_ERR(request.dev)) {
		err = PTR_ERR(request.dev);
		goto err_destroy_recorder;
	}
	create_files();
	return 0;

err_destroy_recorder:
	recorder_destroy(recorder);
	return err;
}
module_init(allocators_demo_init);

static void __exit allocators_demo_exit(void)
{
	debugfs_remove(demo_dir);
	root_device_unregister(request.dev);
	recorder_destroy(recorder);
	pr_info("all memory freed\n");
}
module_exit(allocators_demo_exit);

MODULE_DESCRIPTION("5.1 Memory allocators: the plain forms, and a probe");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
