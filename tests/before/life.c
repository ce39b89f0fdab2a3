// SPDX-License-Identifier: GPL-2.0
/* A module's life: init, use, exit; what init takes, exit gives back. */
#include <linux/module.h>
#include <linux/slab.h>

static char *message;

static int __init life_init(void)
{
	message = kstrdup("hello", GFP_KERNEL);
	if (!message)
		return -ENOMEM;
	pr_info("life: %s\n", message);
	return 0;
}
module_init(life_init);

static void __exit life_exit(void)
{
	pr_info("life: goodbye\n");
	kfree(message);
}
module_exit(life_exit);

MODULE_DESCRIPTION("kmemlab: the life of a module");
MODULE_LICENSE("GPL");
