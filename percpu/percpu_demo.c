// SPDX-License-Identifier: GPL-2.0
/*
 * percpu-demo: chapter 5.4, Per-CPU variables.
 *
 * At load, one counter kept in five ways and what an update of each costs, then
 * what becomes of updates that an interrupt divides. In debugfs:
 *
 *   packet      write a length, 0 to 65535: counts a packet (ENODEV while the
 *               gate is closed, E2BIG)
 *   error       write 1: counts an error (EINVAL, ENODEV)
 *   reset       write 1: starts from 0 again (EINVAL)
 *   gate        1 open, 0 closed: whether events are let in (EINVAL; EALREADY)
 *   requests    write how many objects to take and put back, 1 to 1024 (EINVAL,
 *               E2BIG, ENOMEM)
 *   updates     updates of each counter that table makes, 1 to 10000000 (EINVAL,
 *               E2BIG)
 *   table       makes them, and says what they cost
 *   interrupts  an interrupt within each of 100 updates, in three ways
 *   stats       events, magazines and CPUs that came and went
 */
#include "../kmemlab.h"

#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "counter.h"
#include "events.h"
#include "gate.h"
#include "hotplug.h"
#include "interrupt.h"
#include "magazine.h"

#define LOAD_UPDATES	100000
#define REQUESTS_MAX	1024
#define INTERRUPTS	100
/* Where interrupts wait for the next tick, a hundred would take a second. */
#define LOAD_INTERRUPTS	10

/* Static: room for it is set aside on every possible CPU when the module loads. */
static DEFINE_PER_CPU(struct kmemlab_event_cpu, events_since_load);

static struct kmemlab_events since_load;
static struct kmemlab_events events;
static struct kmemlab_gate gate;
static struct kmemlab_magazines magazines;
static unsigned long updates = LOAD_UPDATES;
static struct dentry *demo_dir;

static int packet_set(void *data, u64 bytes)
{
	int err;

	if (bytes > U16_MAX)
		return -E2BIG;
	err = kmemlab_gate_enter(&gate);
	if (err)
		return err;
	kmemlab_events_packet(&events, bytes);
	kmemlab_events_packet(&since_load, bytes);
	kmemlab_gate_leave(&gate);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(packet_fops, NULL, packet_set, "%llu\n");

static int error_set(void *data, u64 value)
{
	int err;

	if (value != 1)
		return -EINVAL;
	err = kmemlab_gate_enter(&gate);
	if (err)
		return err;
	kmemlab_events_error(&events);
	kmemlab_events_error(&since_load);
	kmemlab_gate_leave(&gate);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(error_fops, NULL, error_set, "%llu\n");

static int reset_set(void *data, u64 value)
{
	struct kmemlab_event_counts counts;

	if (value != 1)
		return -EINVAL;
	kmemlab_events_reset(&events, &counts);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(reset_fops, NULL, reset_set, "%llu\n");

static int gate_get(void *data, u64 *value)
{
	*value = kmemlab_gate_is_open(&gate);
	return 0;
}

static int gate_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	return value ? kmemlab_gate_open(&gate) : kmemlab_gate_close(&gate);
}
DEFINE_DEBUGFS_ATTRIBUTE(gate_fops, gate_get, gate_set, "%llu\n");

static int take_and_put_back(unsigned int nr)
{
	struct kmemlab_request **taken = kcalloc(nr, sizeof(*taken), GFP_KERNEL);
	unsigned int i;
	int err = 0;

	if (!taken)
		return -ENOMEM;
	for (i = 0; i < nr && !err; i++) {
		taken[i] = kmemlab_magazines_get(&magazines, GFP_KERNEL);
		if (!taken[i])
			err = -ENOMEM;
	}
	for (i = 0; i < nr && taken[i]; i++)
		kmemlab_magazines_put(&magazines, taken[i]);
	kfree(taken);
	return err;
}

static int requests_set(void *data, u64 nr)
{
	if (!nr)
		return -EINVAL;
	return nr > REQUESTS_MAX ? -E2BIG : take_and_put_back(nr);
}
DEFINE_DEBUGFS_ATTRIBUTE(requests_fops, NULL, requests_set, "%llu\n");

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
static int describe_way(enum kmemlab_way way, unsigned long nr, char *line, size_t size)
{
	struct kmemlab_measurement alone, every;
	struct cost one, each;
	int err;

	err = kmemlab_counter_measure(way, nr, false, &alone) ?:
	      kmemlab_counter_measure(way, nr, true, &every);
	if (err)
		return err;
	one = cost_of(&alone);
	each = cost_of(&every);
	scnprintf(line, size, "%-14s %5llu.%u ns  %5llu.%u ns on %u  sum %lu of %lu, %s",
		  kmemlab_way_name(way), one.ns, one.tenths, each.ns, each.tenths, every.cpus,
		  every.sum, every.updates,
		  every.sum == every.updates && alone.sum == alone.updates ? "exact" : "WRONG");
	return 0;
}

static int describe_update(enum kmemlab_update update, unsigned int times, char *line,
			   size_t size)
{
	struct kmemlab_interrupted result;
	int err = kmemlab_interrupt_run(update, times, &result);

	if (err)
		return err;
	scnprintf(line, size, "%-16s %lu updates and %lu interrupts: %lu counted, %lu lost",
		  kmemlab_update_name(update), result.process, result.interrupts, result.counted,
		  result.process + result.interrupts - result.counted);
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
	enum kmemlab_update update;
	char line[128];
	int err;

	for (update = 0; update < KMEMLAB_UPDATES; update++) {
		err = describe_update(update, INTERRUPTS, line, sizeof(line));
		if (err)
			return err;
		seq_printf(seq, "%s\n", line);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(interrupts);

static void show_counts(struct seq_file *seq, const char *name,
			const struct kmemlab_event_counts *counts)
{
	seq_printf(seq, "%-12s packets %-8llu bytes %-10llu errors %llu\n", name, counts->packets,
		   counts->bytes, counts->errors);
}

static void show_events(struct seq_file *seq)
{
	struct kmemlab_event_counts counts;
	unsigned int cpu;
	char name[16];

	kmemlab_events_snapshot(&events, &counts);
	show_counts(seq, "since reset", &counts);
	kmemlab_events_snapshot(&since_load, &counts);
	show_counts(seq, "since load", &counts);
	for_each_possible_cpu(cpu) {
		kmemlab_events_on_cpu(&since_load, cpu, &counts);
		scnprintf(name, sizeof(name), "on CPU %u", cpu);
		show_counts(seq, name, &counts);
	}
}

static int stats_show(struct seq_file *seq, void *unused)
{
	struct kmemlab_magazine_stats stats;
	unsigned int cpu;

	show_events(seq);
	kmemlab_magazines_stats(&magazines, &stats);
	seq_printf(seq, "magazines    hits %lu misses %lu held %lu drained %ld\n", stats.hits,
		   stats.misses, stats.held, atomic_long_read(&magazines.drained));
	for_each_possible_cpu(cpu)
		seq_printf(seq, "CPU %-8u came %u went %u\n", cpu, kmemlab_hotplug_onlines(cpu),
			   kmemlab_hotplug_offlines(cpu));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static int say(void)
{
	enum kmemlab_update update;
	enum kmemlab_way way;
	char line[128];
	int err;

	pr_info("way            one CPU     every CPU\n");
	for (way = 0; way < KMEMLAB_WAYS; way++) {
		err = describe_way(way, LOAD_UPDATES, line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	for (update = 0; update < KMEMLAB_UPDATES; update++) {
		err = describe_update(update, LOAD_INTERRUPTS, line, sizeof(line));
		if (err)
			return err;
		pr_info("%s\n", line);
	}
	pr_info("CPU hotplug: dynamic state %d\n", kmemlab_hotplug_state());
	return 0;
}

static void make_files(void)
{
	demo_dir = debugfs_create_dir("percpu_demo", NULL);
	debugfs_create_file("packet", 0200, demo_dir, NULL, &packet_fops);
	debugfs_create_file("error", 0200, demo_dir, NULL, &error_fops);
	debugfs_create_file("reset", 0200, demo_dir, NULL, &reset_fops);
	debugfs_create_file("gate", 0600, demo_dir, NULL, &gate_fops);
	debugfs_create_file("requests", 0200, demo_dir, NULL, &requests_fops);
	debugfs_create_file("updates", 0600, demo_dir, NULL, &updates_fops);
	debugfs_create_file("table", 0400, demo_dir, NULL, &table_fops);
	debugfs_create_file("interrupts", 0400, demo_dir, NULL, &interrupts_fops);
	debugfs_create_file("stats", 0400, demo_dir, NULL, &stats_fops);
}

static int __init percpu_demo_init(void)
{
	int err;

	err = kmemlab_hotplug_init();
	if (err)
		return err;
	err = kmemlab_magazines_register();
	if (err)
		goto remove_hotplug;
	err = kmemlab_magazines_init(&magazines, "kmemlab_request");
	if (err)
		goto unregister;
	err = kmemlab_gate_init(&gate);
	if (err)
		goto exit_magazines;
	err = kmemlab_events_alloc(&events, GFP_KERNEL);
	if (err)
		goto exit_gate;
	kmemlab_events_attach(&since_load, &events_since_load);
	err = say();
	if (err)
		goto free_events;
	make_files();
	return 0;

free_events:
	kmemlab_events_free(&events);
exit_gate:
	kmemlab_gate_exit(&gate);
exit_magazines:
	kmemlab_magazines_exit(&magazines);
unregister:
	kmemlab_magazines_unregister();
remove_hotplug:
	kmemlab_hotplug_exit();
	return err;
}

static void __exit percpu_demo_exit(void)
{
	struct kmemlab_event_counts counts;

	debugfs_remove(demo_dir);
	kmemlab_gate_exit(&gate);
	kmemlab_events_snapshot(&since_load, &counts);
	pr_info("gate closed, all are out: %llu packets, %llu bytes, %llu errors\n",
		counts.packets, counts.bytes, counts.errors);
	kmemlab_events_free(&events);
	kmemlab_magazines_exit(&magazines);
	kmemlab_magazines_unregister();
	kmemlab_hotplug_exit();
}

module_init(percpu_demo_init);
module_exit(percpu_demo_exit);

MODULE_DESCRIPTION("5.4 Per-CPU variables: counts, caches and references for each CPU");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
