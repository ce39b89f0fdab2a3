// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping a buffer into a process, on kernels from 7.2 on: the hook
 * .mmap_prepare.
 *
 * The checks are those of mapping.c. The hook only describes the area and names
 * an action that maps the memory, because the kernel may still drop the
 * description and never map it. So the area is counted by the operation mapped,
 * not by the hook. (Documentation/filesystems/mmap_prepare.rst.)
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/mm.h>

#include "buffer.h"
#include "mapping.h"

static int buffer_vm_mapped(unsigned long start, unsigned long end,
			    pgoff_t pgoff, const struct file *file,
			    void **private_data)
{
	struct kmemlab_buffer *buffer = file->private_data;

	*private_data = buffer;
	atomic_inc(&buffer->mappings);
	return 0;
}

/*
 * Without .fault, a fault on memory that was mapped at once is a SIGBUS.
 * Without .access, a debugger could not see what is mapped by page frame
 * number.
 */
static const struct vm_operations_struct mapped_at_once_ops = {
	.mapped = buffer_vm_mapped,
	.open = kmemlab_buffer_vm_open,
	.close = kmemlab_buffer_vm_close,
	.access = kmemlab_buffer_vm_access,
};

static const struct vm_operations_struct mapped_on_fault_ops = {
	.mapped = buffer_vm_mapped,
	.open = kmemlab_buffer_vm_open,
	.close = kmemlab_buffer_vm_close,
	.fault = kmemlab_buffer_vm_fault,
};

static void describe_by_kind(struct vm_area_desc *desc,
			     struct kmemlab_buffer *buffer)
{
	desc->vm_ops = &mapped_at_once_ops;
	switch (buffer->memory) {
	case KMEMLAB_PAGES:
	case KMEMLAB_VMALLOC:
		/* No action for vmalloc memory: its pages are mapped. */
		mmap_action_map_kernel_pages_full(desc,
						  buffer->pages + desc->pgoff);
		break;
	case KMEMLAB_CONTIGUOUS:
		mmap_action_remap_full(desc,
				       page_to_pfn(buffer->pages[desc->pgoff]));
		break;
	default:
		desc->vm_ops = &mapped_on_fault_ops;
	}
}

/**
 * buffer_mmap_prepare() - describe the mapping of a part of a buffer
 * @desc: the request of the process, to be completed
 *
 * The buffer is the private_data of the file.
 *
 * Context: process context, the kernel holds mmap_lock for writing.
 * Return: 0, or
 * * -EINVAL - a private mapping
 * * -EPERM - an executable one
 * * -EACCES - a writable one of pages that only the kernel writes
 * * -ENXIO - one that begins or ends past the end of the buffer
 */
int buffer_mmap_prepare(struct vm_area_desc *desc)
{
	struct kmemlab_buffer *buffer = desc->file->private_data;
	int err;

	if (!vma_desc_test(desc, VMA_MAYSHARE_BIT))
		return -EINVAL;
	if (vma_desc_test(desc, VMA_EXEC_BIT))
		return -EPERM;
	err = kmemlab_buffer_check_range(buffer, desc->pgoff,
					 vma_desc_pages(desc));
	if (err)
		return err;
	vma_desc_clear_flags(desc, VMA_MAYEXEC_BIT);
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	if (desc->pgoff < buffer->read_only) {
		if (vma_desc_test(desc, VMA_WRITE_BIT))
			return -EACCES;
		vma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);
	}
	describe_by_kind(desc, buffer);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(buffer_mmap_prepare, "KMEMLAB");
