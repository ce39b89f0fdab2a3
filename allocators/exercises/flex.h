/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-flex is about; its suite is flex_kunit.c. */
#ifndef KMEMLAB_EXERCISE_FLEX_H
#define KMEMLAB_EXERCISE_FLEX_H

#include <linux/types.h>

struct number_list {
	unsigned int nr;
	u32 numbers[];
};

/* NULL if there is no memory. The caller calls kfree(). */
struct number_list *list_copy(const struct number_list *from);

#endif /* KMEMLAB_EXERCISE_FLEX_H */
