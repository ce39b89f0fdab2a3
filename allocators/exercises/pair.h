/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-pair is about; its suite is pair_kunit.c. */
#ifndef KMEMLAB_EXERCISE_PAIR_H
#define KMEMLAB_EXERCISE_PAIR_H

#include <linux/types.h>

struct pair {
	size_t length;
	u8 *data;
};

/* NULL if there is no memory. */
struct pair *pair_create(size_t length);
void pair_destroy(struct pair *pair);

#endif /* KMEMLAB_EXERCISE_PAIR_H */
