// SPDX-License-Identifier: GPL-2.0
/* A sample for make check M=: it needs a module of Debian's kernel, crc7. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/crc7.h>
#include <linux/module.h>
#include <linux/printk.h>

static int __init own_stock_init(void)
{
	static const u8 command[] = { 0x40, 0, 0, 0, 0 };

	pr_info("the checksum of an SD card's first command: %#x\n",
		crc7_be(0, command, sizeof(command)) | 1);
	return 0;
}
module_init(own_stock_init);

static void __exit own_stock_exit(void)
{
}
module_exit(own_stock_exit);

MODULE_DESCRIPTION("kmemlab: a sample that needs a module of the stock kernel");
MODULE_LICENSE("GPL");
