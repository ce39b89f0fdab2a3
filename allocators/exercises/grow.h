/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-grow is about; its suite is grow_kunit.c. */
#ifndef KMEMLAB_EXERCISE_GROW_H
#define KMEMLAB_EXERCISE_GROW_H

#include <linux/types.h>

struct buffer {
	u8 *data;
	size_t size;
};

/* 0, or -ENOMEM with the buffer unchanged. */
int buffer_grow(struct buffer *buffer, size_t size);

#endif /* KMEMLAB_EXERCISE_GROW_H */
