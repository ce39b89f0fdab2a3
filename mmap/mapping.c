// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping a buffer into a process, on kernels up to 7.1: the hook .mmap.
 *
 * A process chooses length, offset and protection, and may change them later by
 * mprotect(), mremap() and fork(). So the hook checks first:
 *
 *   - Offset and length must lie within the buffer, or the process would see
 *     memory that follows it.
 *   - A private mapping would show a copy after the first write. VM_MAYSHARE
 *     tells; VM_SHARED is not set where the file is open for reading only.
 *   - Data is not code, neither now (VM_EXEC) nor after mprotect()
 *     (VM_MAYEXEC).
 *   - What only the kernel writes, a process must not write, neither now
 *     (VM_WRITE) nor after mprotect() (VM_MAYWRITE).
 *   - mremap() must not make the area longer than what was checked
 *     (VM_DONTEXPAND).
 *
 * Each kind of memory has its own helper. The area is counted when it is
 * mapped, and by the operation open when it is split, moved or inherited, until
 * close.
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/mm.h>

#include "buffer.h"
#include "mapping.h"

/*
 * Without .fault, a fault on memory that was mapped at once is a SIGBUS.
 * Without .access, a debugger could not see what is mapped by page frame
 * number.
 */
static const struct vm_operations_struct mapped_at_once_ops = {
	.open = kmemlab_buffer_vm_open,
	.close = kmemlab_buffer_vm_close,
	.access = kmemlab_buffer_vm_access,
};

static const struct vm_operations_struct mapped_on_fault_ops = {
	.open = kmemlab_buffer_vm_open,
	.close = kmemlab_buffer_vm_close,
	.fault = kmemlab_buffer_vm_fault,
};

/* Takes a reference to each page. */
static int map_pages(struct vm_area_struct *vma, struct kmemlab_buffer *buffer)
{
	return vm_map_pages(vma, buffer->pages, buffer->nr_pages);
}

/* Finds the pages of the vmalloc memory, and takes a reference to each. */
static int map_vmalloc(struct vm_area_struct *vma,
		       struct kmemlab_buffer *buffer)
{
	return remap_vmalloc_range(vma, buffer->addr, vma->vm_pgoff);
}

/* By page frame number, without a reference: the buffer outlives the area. */
static int map_contiguous(struct vm_area_struct *vma,
			  struct kmemlab_buffer *buffer)
{
	return remap_pfn_range(vma, vma->vm_start,
			       page_to_pfn(buffer->pages[vma->vm_pgoff]),
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}

static int map_by_kind(struct vm_area_struct *vma,
		       struct kmemlab_buffer *buffer)
{
	switch (buffer->memory) {
	case KMEMLAB_PAGES:
		return map_pages(vma, buffer);
	case KMEMLAB_VMALLOC:
		return map_vmalloc(vma, buffer);
	case KMEMLAB_CONTIGUOUS:
		return map_contiguous(vma, buffer);
	default:
		return 0;
	}
}

/**
 * buffer_mmap() - map a part of a buffer
 * @file: an open file, whose private_data is the buffer
 * @vma: the area
 *
 * Rests on include/linux/mm.h.
 *
 * Context: process context, the kernel holds mmap_lock for writing.
 * Return: 0, or
 * * -EINVAL - a private mapping
 * * -EPERM - an executable one
 * * -EACCES - a writable one of pages that only the kernel writes
 * * -ENXIO - one that begins or ends past the end of the buffer
 * * -ENOMEM, -EFAULT - no memory for a page table
 */
int buffer_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct kmemlab_buffer *buffer = file->private_data;
	int err;

	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	err = kmemlab_buffer_check_range(buffer, vma->vm_pgoff, vma_pages(vma));
	if (err)
		return err;
	vm_flags_mod(vma, VM_DONTEXPAND, VM_MAYEXEC);
	if (vma->vm_pgoff < buffer->read_only) {
		if (vma->vm_flags & VM_WRITE)
			return -EACCES;
		vm_flags_mod(vma, 0, VM_MAYWRITE);
	}
	err = map_by_kind(vma, buffer);
	if (err)
		return err;

	/* Last: no operation may run for an area that was never counted. */
	vma->vm_private_data = buffer;
	vma->vm_ops = &mapped_at_once_ops;
	if (buffer->memory == KMEMLAB_ON_FAULT)
		vma->vm_ops = &mapped_on_fault_ops;
	atomic_inc(&buffer->mappings);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(buffer_mmap, "KMEMLAB");
