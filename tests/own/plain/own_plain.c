// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: a module without a suite, in which nothing is wrong. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

static unsigned long *numbers;

static int __init own_plain_init(void)
{
	numbers = kcalloc(16, sizeof(*numbers), GFP_KERNEL);
	if (!numbers)
		return -ENOMEM;
	pr_info("16 numbers allocated\n");
	return 0;
}
module_init(own_plain_init);

static void __exit own_plain_exit(void)
{
	kfree(numbers);
	pr_info("16 numbers freed\n");
}
module_exit(own_plain_exit);

MODULE_DESCRIPTION("kmemlab: a sample without a suite");
MODULE_LICENSE("GPL");
