// SPDX-License-Identifier: GPL-2.0
/* The two contexts: a function that runs for a task, and one that interrupts it. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/timer.h>

static DECLARE_COMPLETION(expired);

static void context_timer(struct timer_list *timer)
{
	pr_info("context: in the timer:   in_task() is %d, must not sleep\n", in_task());
	complete(&expired);
}

static DEFINE_TIMER(timer, context_timer);

static int __init context_init(void)
{
	pr_info("context: in module_init: in_task() is %d, may sleep\n", in_task());
	mod_timer(&timer, jiffies + 1);
	wait_for_completion(&expired);
	return 0;
}
module_init(context_init);

static void __exit context_exit(void)
{
}
module_exit(context_exit);

MODULE_DESCRIPTION("kmemlab: two contexts");
MODULE_LICENSE("GPL");
