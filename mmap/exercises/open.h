/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmap-open is about; its suite is open_kunit.c. */
#ifndef KMEMLAB_EXERCISE_OPEN_H
#define KMEMLAB_EXERCISE_OPEN_H

#include <linux/mm.h>
#include <linux/refcount.h>
#include <linux/types.h>

struct buffer {
	refcount_t refs;	/* 1 when the first area is made */
	void (*release)(struct buffer *buffer);
};

/* For vm_operations_struct; vma->vm_private_data is the buffer. */
void area_open(struct vm_area_struct *vma);
/* Calls buffer->release() with the last area. */
void area_close(struct vm_area_struct *vma);

#endif /* KMEMLAB_EXERCISE_OPEN_H */
