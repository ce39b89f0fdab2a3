/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MYDRIVER_H
#define MYDRIVER_H

#include <linux/types.h>

#define MYDRIVER_SLOTS_MAX 4096

struct mydriver_table {
	unsigned int slots;
	u32 numbers[];
};

struct mydriver_table *mydriver_create(unsigned int slots);
void mydriver_destroy(struct mydriver_table *table);
int mydriver_set(struct mydriver_table *table, u32 slot, u32 number);
int mydriver_get(const struct mydriver_table *table, u32 slot, u32 *number);

#endif /* MYDRIVER_H */
