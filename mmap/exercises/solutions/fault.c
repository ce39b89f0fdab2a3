// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise mmap-fault.
 *
 * Hint: vmf->pgoff is the page of the buffer. get_page() before you hand it out in
 * vmf->page; VM_FAULT_SIGBUS beyond the end.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "fault.h"

vm_fault_t buffer_fault(struct vm_fault *vmf)
{
	struct buffer *buffer = vmf->vma->vm_private_data;
	struct page *page;

	if (vmf->pgoff >= buffer->nr)
		return VM_FAULT_SIGBUS;
	page = buffer->pages[vmf->pgoff];
	get_page(page);
	vmf->page = page;
	return 0;
}
