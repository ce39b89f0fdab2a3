// SPDX-License-Identifier: GPL-2.0
/*
 * A sample for make check M=: a module without a suite, in which nothing is wrong. It wants
 * a parameter, which modprobe.conf has.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>

static unsigned int count;
module_param(count, uint, 0444);
MODULE_PARM_DESC(count, "how many numbers are allocated, at least 1");

static unsigned long *numbers;

static int __init own_plain_init(void)
{
	if (!count)
		return -EINVAL;
	numbers = kcalloc(count, sizeof(*numbers), GFP_KERNEL);
	if (!numbers)
		return -ENOMEM;
	pr_info("%u numbers allocated\n", count);
	return 0;
}
module_init(own_plain_init);

static void __exit own_plain_exit(void)
{
	kfree(numbers);
	pr_info("%u numbers freed\n", count);
}
module_exit(own_plain_exit);

MODULE_DESCRIPTION("kmemlab: a sample without a suite");
MODULE_LICENSE("GPL");
