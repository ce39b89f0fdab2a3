// SPDX-License-Identifier: GPL-2.0
/*
 * gfp-demo: chapter 5.2, GFP flags.
 *
 * At load, one allocation in each context and what became of its flags. In
 * debugfs:
 *
 *   contexts    the lines of the log, run anew
 *   composites  what each composite flag is made of on this kernel
 *   rules       which flags where, and why
 *   size        bytes to allocate in each context, 1 to 2048 (EINVAL, E2BIG)
 *   starve      0 or 1: let the allocator behind the reserve fail (EINVAL)
 *   reserve     takes twice what is set aside, says how much came, puts it back
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/gfp.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#include "gfp_context.h"
#include "gfp_fallback.h"

#define RESERVE_NR 4

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

static struct kmemlab_reserve reserve;
static DEFINE_MUTEX(reserve_lock);
static size_t trial_size = 64;
static struct dentry *demo_dir;

static const char *place(const struct kmemlab_trial *trial)
{
	if (trial->in_hardirq)
		return "hard irq";
	if (trial->in_softirq)
		return "softirq";
	return trial->in_task ? "task" : "elsewhere";
}

static int format_trial(enum kmemlab_context context, char *line, size_t size)
{
	const struct kmemlab_rule *rule = kmemlab_context_rule(context);
	struct kmemlab_trial trial;
	gfp_t lost;
	int err;

	err = kmemlab_context_try(context, rule->gfp, READ_ONCE(trial_size), &trial);
	if (err == -EOPNOTSUPP) {
		scnprintf(line, size, "%-10s no allocation on PREEMPT_RT", rule->name);
		return 0;
	}
	if (err)
		return err;
	lost = trial.asked & ~trial.effective;
	/* 0 has no name of its own. */
	scnprintf(line, size, lost ? "%-10s %pGg: %s, ran in %s on CPU %d, lost %pGg" :
				     "%-10s %pGg: %s, ran in %s on CPU %d",
		  rule->name, &trial.asked, trial.given ? "given" : "not given",
		  place(&trial), trial.cpu, &lost);
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

/* %pGg would name the composite again: bit by bit it names what is in it. */
static void show_composite(struct seq_file *seq, const struct composite *composite)
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

static int rules_show(struct seq_file *seq, void *unused)
{
	const struct kmemlab_rule *rule;
	enum kmemlab_context context;

	for (context = 0; context < KMEMLAB_NR_CONTEXTS; context++) {
		rule = kmemlab_context_rule(context);
		seq_printf(seq, "%-10s %pGg: %s\n", rule->name, &rule->gfp, rule->why);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(rules);

static int reserve_show(struct seq_file *seq, void *unused)
{
	void *taken[2 * RESERVE_NR];
	int i, nr = 0;

	mutex_lock(&reserve_lock);
	for (i = 0; i < ARRAY_SIZE(taken); i++) {
		taken[nr] = kmemlab_reserve_get(&reserve, GFP_NOWAIT | __GFP_NOWARN);
		nr += !!taken[nr];
	}
	for (i = 0; i < nr; i++)
		kmemlab_reserve_put(&reserve, taken[i]);
	mutex_unlock(&reserve_lock);
	seq_printf(seq, "%d set aside, allocator %s: asked for %zu, got %d\n", RESERVE_NR,
		   READ_ONCE(reserve.starved) ? "made to fail" : "works", ARRAY_SIZE(taken), nr);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(reserve);

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

static int starve_get(void *data, u64 *value)
{
	*value = READ_ONCE(reserve.starved);
	return 0;
}

static int starve_set(void *data, u64 value)
{
	if (value > 1)
		return -EINVAL;
	kmemlab_reserve_starve(&reserve, value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(starve_fops, starve_get, starve_set, "%llu\n");

static void create_files(void)
{
	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_file("contexts", 0400, demo_dir, NULL, &contexts_fops);
	debugfs_create_file("composites", 0400, demo_dir, NULL, &composites_fops);
	debugfs_create_file("rules", 0400, demo_dir, NULL, &rules_fops);
	debugfs_create_file("reserve", 0400, demo_dir, NULL, &reserve_fops);
	debugfs_create_file_unsafe("size", 0600, demo_dir, NULL, &size_fops);
	debugfs_create_file_unsafe("starve", 0600, demo_dir, NULL, &starve_fops);
}

static int __init gfp_demo_init(void)
{
	int err;

	err = kmemlab_reserve_init(&reserve, RESERVE_NR);
	if (err)
		return err;
	err = print_contexts();
	if (err) {
		kmemlab_reserve_exit(&reserve);
		return err;
	}
	create_files();
	return 0;
}
module_init(gfp_demo_init);

static void __exit gfp_demo_exit(void)
{
	debugfs_remove(demo_dir);
	kmemlab_reserve_exit(&reserve);
	pr_info("unloaded\n");
}
module_exit(gfp_demo_exit);

MODULE_DESCRIPTION("5.2 GFP flags: one allocation in each context");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
