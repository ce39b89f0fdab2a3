// SPDX-License-Identifier: GPL-2.0
/* mydriver: a table of numbers, to begin a driver with. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "mydriver.h"

static unsigned int slots = 16;
module_param(slots, uint, 0444);
MODULE_PARM_DESC(slots, "numbers in the table, 1 to 4096");

/**
 * mydriver_create() - allocate a table whose numbers are all 0
 * @slots: numbers in it, 1 to MYDRIVER_SLOTS_MAX
 *
 * Context: process context, may sleep.
 * Return: the table, to be freed by mydriver_destroy(), or
 * * ERR_PTR(-EINVAL) - @slots is out of range
 * * ERR_PTR(-ENOMEM) - no memory
 */
struct mydriver_table *mydriver_create(unsigned int slots)
{
	struct mydriver_table *table;

	if (!slots || slots > MYDRIVER_SLOTS_MAX)
		return ERR_PTR(-EINVAL);
	table = kzalloc(struct_size(table, numbers, slots), GFP_KERNEL);
	if (!table)
		return ERR_PTR(-ENOMEM);
	table->slots = slots;
	return table;
}
EXPORT_SYMBOL_GPL(mydriver_create);

/**
 * mydriver_destroy() - free a table
 * @table: by mydriver_create()
 *
 * Context: process context.
 */
void mydriver_destroy(struct mydriver_table *table)
{
	kfree(table);
}
EXPORT_SYMBOL_GPL(mydriver_destroy);

/**
 * mydriver_set() - store a number
 * @table: the table; the caller excludes other callers
 * @slot: where, from 0
 * @number: any number
 *
 * Context: any context.
 * Return: 0, or -ERANGE if the table has no such slot.
 */
int mydriver_set(struct mydriver_table *table, u32 slot, u32 number)
{
	if (slot >= table->slots)
		return -ERANGE;
	table->numbers[slot] = number;
	return 0;
}
EXPORT_SYMBOL_GPL(mydriver_set);

/**
 * mydriver_get() - read a number
 * @table: the table; the caller excludes other callers
 * @slot: where, from 0
 * @number: receives the number
 *
 * Context: any context.
 * Return: 0, or -ERANGE if the table has no such slot.
 */
int mydriver_get(const struct mydriver_table *table, u32 slot, u32 *number)
{
	if (slot >= table->slots)
		return -ERANGE;
	*number = table->numbers[slot];
	return 0;
}
EXPORT_SYMBOL_GPL(mydriver_get);

static struct mydriver_table *table;

static int __init mydriver_init(void)
{
	table = mydriver_create(slots);
	if (IS_ERR(table)) {
		pr_err("no table of %u slots: error %ld\n", slots, PTR_ERR(table));
		return PTR_ERR(table);
	}
	pr_info("table of %u slots created\n", slots);
	return 0;
}
module_init(mydriver_init);

static void __exit mydriver_exit(void)
{
	mydriver_destroy(table);
	pr_info("table freed\n");
}
module_exit(mydriver_exit);

MODULE_DESCRIPTION("mydriver: a table of numbers");
MODULE_LICENSE("GPL");
