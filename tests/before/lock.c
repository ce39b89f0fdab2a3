// SPDX-License-Identifier: GPL-2.0
/* Two locks: a mutex may sleep, a spinlock must not. */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

static DEFINE_MUTEX(long_lock);
static DEFINE_SPINLOCK(short_lock);
static int value;

static int __init lock_init(void)
{
	mutex_lock(&long_lock);
	msleep(20);	/* fine: a task that waits for a mutex sleeps as well */
	mutex_unlock(&long_lock);

	spin_lock(&short_lock);
	value++;	/* a few instructions: a CPU that waits for a spinlock spins */
	spin_unlock(&short_lock);
	pr_info("lock: value %d\n", value);
	return 0;
}
module_init(lock_init);

static void __exit lock_exit(void)
{
}
module_exit(lock_exit);

MODULE_DESCRIPTION("kmemlab: two locks");
MODULE_LICENSE("GPL");
