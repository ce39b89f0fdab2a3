// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: an allocation that may sleep, under a spinlock. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static unsigned long *number;

static int __init own_atomic_init(void)
{
	spin_lock(&lock);
	number = kzalloc(sizeof(*number), GFP_KERNEL);	/* wrong: GFP_KERNEL */
	spin_unlock(&lock);
	if (!number)
		return -ENOMEM;
	pr_info("a number allocated\n");
	return 0;
}
module_init(own_atomic_init);

static void __exit own_atomic_exit(void)
{
	kfree(number);
}
module_exit(own_atomic_exit);

MODULE_DESCRIPTION("kmemlab: a sample that may sleep under a spinlock");
MODULE_LICENSE("GPL");
