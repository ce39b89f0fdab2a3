// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: hrtimer_init(), which later kernels do not have. */
#include <linux/hrtimer.h>
#include <linux/module.h>

static struct hrtimer timer;

static enum hrtimer_restart own_old_expired(struct hrtimer *expired)
{
	return HRTIMER_NORESTART;
}

static int __init own_old_init(void)
{
	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);	/* wrong on 6.15 */
	timer.function = own_old_expired;
	hrtimer_start(&timer, ms_to_ktime(1), HRTIMER_MODE_REL);
	return 0;
}
module_init(own_old_init);

static void __exit own_old_exit(void)
{
	hrtimer_cancel(&timer);
}
module_exit(own_old_exit);

MODULE_DESCRIPTION("kmemlab: a sample that new kernels cannot build");
MODULE_LICENSE("GPL");
