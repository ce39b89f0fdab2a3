// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise mmap-open.
 *
 * Hint: vm_ops->open() is not called for the first area: its creator holds the first
 * reference.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "open.h"

void area_open(struct vm_area_struct *vma)
{
	struct buffer *buffer = vma->vm_private_data;

	refcount_inc(&buffer->refs);
}

void area_close(struct vm_area_struct *vma)
{
	struct buffer *buffer = vma->vm_private_data;

	if (refcount_dec_and_test(&buffer->refs))
		buffer->release(buffer);
}
