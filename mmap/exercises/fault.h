/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmap-fault is about; its suite is fault_kunit.c. */
#ifndef KMEMLAB_EXERCISE_FAULT_H
#define KMEMLAB_EXERCISE_FAULT_H

#include <linux/mm.h>
#include <linux/types.h>

struct buffer {
	unsigned int nr;
	struct page **pages;
};

/* For vm_operations_struct.fault; vma->vm_private_data is the buffer. */
vm_fault_t buffer_fault(struct vm_fault *vmf);

#endif /* KMEMLAB_EXERCISE_FAULT_H */
