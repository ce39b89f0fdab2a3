// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: it waits while it loads for what nothing completes. */
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int __init own_hang_init(void)
{
	wait_for_completion(&never);	/* wrong: without an end */
	return 0;
}
module_init(own_hang_init);

static void __exit own_hang_exit(void)
{
}
module_exit(own_hang_exit);

MODULE_DESCRIPTION("kmemlab: a sample that hangs on load");
MODULE_LICENSE("GPL");
