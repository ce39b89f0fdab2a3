/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-table is about; its suite is table_kunit.c. */
#ifndef KMEMLAB_EXERCISE_TABLE_H
#define KMEMLAB_EXERCISE_TABLE_H

#include <linux/types.h>

/* NULL if there is no memory, or if so many cannot exist. The caller calls kfree(). */
u64 *table_alloc(size_t n);

#endif /* KMEMLAB_EXERCISE_TABLE_H */
