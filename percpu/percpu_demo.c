// SPDX-License-Identifier: GPL-2.0
/*
 * percpu-demo: chapter 5.4, Per-CPU variables.
 *
 * At load, one counter kept in five ways and what an update of each costs, then
 * what an interrupt handler loses. In debugfs:
 *
 *   packet      write a length, 0 to 65535: count a packet (E2BIG, ENODEV:
 *               frozen)
 *   error       write 1: count an error (EINVAL, ENODEV)
 *   reset       write 1: start from 0 again (EINVAL)
 *   frozen      1: allow no new users and wait for those inside; 0: allow users
 *               again (EINVAL; EALREADY)
 *   report      write a number, 1 to 1024: add so many reports (EINVAL, E2BIG)
 *   collect     read: flush all batches, then remove all reports and show how
 *               many
 *   updates     updates of each counter that table makes, 1 to 10000000
 *               (EINVAL, E2BIG)
 *   table       makes them, and shows what they cost
 *   interrupts  100 interrupts during updates made in three ways
 *   stats       packets, reports, and CPUs that came and went
 */
#include "../kmemlab.h"

#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "batch.h"
#include "counter.h"
#include "dev_queue.h"
#include "hotplug.h"
#include "lost_update.h"
#include "packet_count.h"
#include "packet_stats.h"

#define LOAD_UPDATES	100000
#define REPORTS_MAX	1024
#define INTERRUPTS	100
/* Without high-resolution timers each interrupt takes a tick. */
#define LOAD_INTERRUPTS	10

static struct packet_stats stats;
static struct port port;
static struct dev_queue queue;
static struct report_log reports;
static unsigned long updates = LOAD_UPDATES;
static struct dentry *demo_dir;

static int packet_set(void *data, u64 bytes)
{
	int err;

	if (bytes > U16_MAX)
		return -E2BIG;
	err = dev_queue_enter(&queue);
	if (err) {
		port_count_drop(&port);
		return err;
	}
	packet_count_inc();
	packet_stats_add(&stats, bytes);
	dev_queue_leave(&queue);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(packet_fops, NULL, packet_set, "%llu\n");

static int error_set(void *data, u64 value)
{
	int err;

	if (value != 1)
		return -EINVAL;
	err = dev_queue_enter(&queue);
	if (err)
		return err;
	packet_stats_add_error(&stats);
	dev_queue_leave(&queue);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(error_fops, NULL, error_set, "%llu\n");

static int reset_set(void *data, u64 value)
{
	struct packet_totals totals;

	if (value != 1)
		return -EINVAL;
	packet_stats_reset(&stats, &totals);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(reset_fops, NULL, reset_set, "%llu\n");

static int frozen_get(void *data, u64 *value)
{
	*value = dev_queue_is_frozen(&queue);
	return 0;
}

static int frozen_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	return value ? dev_queue_freeze(&queue) : dev_queue_unfreeze(&queue);
}
DEFINE_DEBUGFS_ATTRIBUTE(frozen_fops, frozen_get, frozen_set, "%llu\n");

static int report_set(void *data, u64 nr)
{
	u32 code;

	if (!nr)
		return -EINVAL;
	if (nr > REPORTS_MAX)
		return -E2BIG;
	for (code = 1; code <= nr; code++)
		report_log_add(&reports, code);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(report_fops, NULL, report_set, "%llu\n");

/* At most a full log, however fast other tasks add. */
static unsigned int remove_reports(void)
{
	unsigned int nr, all = 0;
	u32 codes[32];

	do {
		nr = report_log_take(&reports, codes, ARRAY_SIZE(codes));
		all += nr;
	} while (nr && all < REPORT_LOG_SIZE);
	return all;
}

static int collect_show(struct seq_file *seq, void *unused)
{
	unsigned int in_log = remove_reports(), waited;

	report_log_flush(&reports);
	waited = remove_reports();
	seq_printf(seq, "%u reports removed, %u of them had waited in batches\n",
		   in_log + waited, waited);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(collect);

static int updates_get(void *data, u64 *value)
{
	*value = READ_ONCE(updates);
	return 0;
}

static int updates_set(void *data, u64 value)
{
	if (!value)
		return -EINVAL;
	if (value > KMEMLAB_UPDATES_MAX)
		return -E2BIG;
	WRITE_ONCE(updates, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(updates_fops, updates_get, updates_set, "%llu\n");

/**
 * struct cost - what one update costs, as it is printed
 * @ns: nanoseconds
 * @tenths: and tenths of one
 */
struct cost {
	u64 ns;
	u32 tenths;
};

/* On 32 bits a division of 64 is a function, which has to be called by name. */
static struct cost cost_of(const struct kmemlab_measurement *all)
{
	u64 ps = div64_u64(all->nsec * 1000, all->updates);
	struct cost cost;

	cost.ns = div_u64_rem(ps, 1000, &cost.tenths);
	cost.tenths /= 100;
	return cost;
}

/* One line of the table, for the log and for the file. */
static int describe_way(enum kmemlab_way way, unsigned long nr, char *line,
			size_t size)
{
	struct kmemlab_measurement alone, every;
	struct cost one, each;
	bool exact;
	int err;

	err = kmemlab_counter_measure(way, nr, false, &alone) ?:
	      kmemlab_counter_measure(way, nr, true, &every);
	if (err)
		return err;
	one = cost_of(&alone);
	each = cost_of(&every);
	exact = every.sum == every.updates && alone.sum == alone.updates;
	scnprintf(line, size,
		  "%-14s %5llu.%u ns  %5llu.%u ns on %u  sum %lu of %lu, %s",
		  kmemlab_way_name(way), one.ns, one.tenths, each.ns,
		  each.tenths, every.cpus, every.sum, every.updates,
		  exact ? "exact" : "WRONG");
	return 0;
}

static const struct {
	const char *name;
	void (*update)(unsigned long __percpu *count);
} update_ways[] = {
	{ "this_cpu_inc", update_by_this_cpu_inc },
	{ "__this_cpu_inc", update_by_raw_inc },
	{ "read, then write", update_by_read_and_write },
};

static int describe_update(int way, unsigned int interrupts, char *line,
			   size_t size)
{
	struct lost_update result;
	int err = lost_update_run(update_ways[way].update, interrupts, &result);

	if (err)
		return err;
	scnprintf(line, size, "%-16s %lu updates by a task, %lu by an interrupt handler: %lu lost",
		  update_ways[way].name, result.updates, result.interrupts,
		  result.updates + result.interrupts - result.counted);
	return 0;
}

static int table_show(struct seq_file *seq, void *unused)
{
	unsigned long nr = READ_ONCE(updates);
	enum kmemlab_way way;
	char line[128];
	int err;

	for (way = 0; way < KMEMLAB_WAYS; way++) {
		err = describe_way(way, nr, line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(table);

static int interrupts_show(struct seq_file *seq, void *unused)
{
	char line[128];
	int way, err;

	for (way = 0; way < ARRAY_SIZE(update_ways); way++) {
		err = describe_update(way, INTERRUPTS, line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(interrupts);

static void show_totals(struct seq_file *seq, const char *name,
			const struct packet_totals *totals)
{
	seq_printf(seq, "%-12s packets %-8llu bytes %-10llu errors %llu\n",
		   name, totals->packets, totals->bytes, totals->errors);
}

static int stats_show(struct seq_file *seq, void *unused)
{
	struct packet_totals totals;
	unsigned int cpu;
	char name[16];

	packet_stats_read(&stats, &totals);
	show_totals(seq, "since reset", &totals);
	for_each_possible_cpu(cpu) {
		packet_stats_read_cpu(&stats, cpu, &totals);
		scnprintf(name, sizeof(name), "on CPU %u", cpu);
		show_totals(seq, name, &totals);
	}
	seq_printf(seq, "since load   packets %-8lu dropped %lu\n",
		   packet_count_sum(), port_sum_drops(&port));
	seq_printf(seq, "reports      waiting %-8u dropped %-8lu flushes %lu\n",
		   report_log_waiting(&reports), READ_ONCE(reports.dropped),
		   READ_ONCE(reports.flushes));
	for_each_possible_cpu(cpu)
		seq_printf(seq, "CPU %-8u came %u went %u\n", cpu,
			   hotplug_count_onlines(cpu),
			   hotplug_count_offlines(cpu));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int show_lesson(void)
{
	enum kmemlab_way way;
	char line[128];
	int i, err;

	pr_info("way            one CPU     every CPU\n");
	for (way = 0; way < KMEMLAB_WAYS; way++) {
		err = describe_way(way, LOAD_UPDATES, line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	for (i = 0; i < ARRAY_SIZE(update_ways); i++) {
		err = describe_update(i, LOAD_INTERRUPTS, line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	pr_info("CPU hotplug: dynamic state %d\n", hotplug_count_state());
	return 0;
}

static void create_files(void)
{
	demo_dir = debugfs_create_dir("percpu_demo", NULL);
	debugfs_create_file("packet", 0200, demo_dir, NULL, &packet_fops);
	debugfs_create_file("error", 0200, demo_dir, NULL, &error_fops);
	debugfs_create_file("reset", 0200, demo_dir, NULL, &reset_fops);
	debugfs_create_file("frozen", 0600, demo_dir, NULL, &frozen_fops);
	debugfs_create_file("report", 0200, demo_dir, NULL, &report_fops);
	debugfs_create_file("collect", 0400, demo_dir, NULL, &collect_fops);
	debugfs_create_file("updates", 0600, demo_dir, NULL, &updates_fops);
	debugfs_create_file("table", 0400, demo_dir, NULL, &table_fops);
	debugfs_create_file("interrupts", 0400, demo_dir, NULL,
			    &interrupts_fops);
	debugfs_create_file("stats", 0400, demo_dir, NULL, &stats_fops);
}

static int __init percpu_demo_init(void)
{
	int err;

	err = hotplug_count_init();
	if (err)
		return err;
	err = report_log_register();
	if (err)
		goto err_hotplug;
	err = report_log_init(&reports);
	if (err)
		goto err_unregister;
	err = dev_queue_init(&queue);
	if (err)
		goto err_reports;
	err = packet_stats_init(&stats, GFP_KERNEL);
	if (err)
		goto err_queue;
	err = port_init(&port);
	if (err)
		goto err_stats;
	err = show_lesson();
	if (err)
		goto err_port;
	create_files();
	return 0;

err_port:
	port_exit(&port);
err_stats:
	packet_stats_exit(&stats);
err_queue:
	dev_queue_exit(&queue);
err_reports:
	report_log_exit(&reports);
err_unregister:
	report_log_unregister();
err_hotplug:
	hotplug_count_exit();
	return err;
}

static void __exit percpu_demo_exit(void)
{
	debugfs_remove(demo_dir);
	dev_queue_exit(&queue);
	pr_info("queue frozen, no user is inside: %lu packets since load, %lu dropped\n",
		packet_count_sum(), port_sum_drops(&port));
	port_exit(&port);
	packet_stats_exit(&stats);
	report_log_exit(&reports);
	report_log_unregister();
	hotplug_count_exit();
}

module_init(percpu_demo_init);
module_exit(percpu_demo_exit);

MODULE_DESCRIPTION("5.4 Per-CPU variables: counters, batches, references");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
