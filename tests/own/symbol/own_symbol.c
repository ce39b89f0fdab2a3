// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: a function that no kernel has. */
#include <linux/module.h>

int own_symbol_of_no_kernel(void);

static int __init own_symbol_init(void)
{
	return own_symbol_of_no_kernel();
}
module_init(own_symbol_init);

static void __exit own_symbol_exit(void)
{
}
module_exit(own_symbol_exit);

MODULE_DESCRIPTION("kmemlab: a sample that needs a function of no kernel");
MODULE_LICENSE("GPL");
