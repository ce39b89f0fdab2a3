// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: the second allocation fails, and the first one is lost. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

static unsigned long **rows;

static int __init own_leak_init(void)
{
	unsigned long **all = kcalloc(2, sizeof(*all), GFP_KERNEL);

	if (!all)
		return -ENOMEM;
	all[0] = kcalloc(64, sizeof(*all[0]), GFP_KERNEL);
	if (!all[0])
		return -ENOMEM;	/* wrong: without kfree(all) */
	rows = all;
	pr_info("a row allocated\n");
	return 0;
}
module_init(own_leak_init);

static void __exit own_leak_exit(void)
{
	kfree(rows[0]);
	kfree(rows);
}
module_exit(own_leak_exit);

MODULE_DESCRIPTION("kmemlab: a sample that leaks on an error path");
MODULE_LICENSE("GPL");
