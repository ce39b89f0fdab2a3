// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping a buffer into a process.
 *
 * A process asks for any length, any offset and any protection, now and later by
 * mprotect(), mremap() and fork(). So before anything is mapped:
 *
 *   - Offset and length must lie within the buffer. Each kind of mapping would go
 *     on behind its end, or wrap around: a mapping of somebody else's memory.
 *   - A private mapping would show copies after the first write. It is refused.
 *     VM_MAYSHARE tells; VM_SHARED is off where the file is open for reading only.
 *   - Data is not code. To refuse VM_EXEC is half of it, as mprotect() may set it
 *     later: VM_MAYEXEC is what allows that.
 *   - mremap() must not make the area longer than what was checked here
 *     (VM_DONTEXPAND); shorter, or moved, it may.
 *
 * Each kind of memory has its own way into the page tables:
 *
 *   single pages, at once   vm_insert_pages(): counts a reference on each page
 *   vmalloc                 remap_vmalloc_range(): the same, page by page
 *   on fault                a handler gives the page when it is first touched
 *   contiguous              remap_pfn_range(): page frame numbers, nobody counts
 *
 * From 7.2 on a driver asks for them by an action of mmap_prepare(); kmemlab.h
 * has what older kernels do in .mmap instead. To prepare changes nothing: no
 * mapping may come of it. The area counts when it stands (mapped), when it is
 * split, moved or inherited (open), until it goes (close).
 * (Documentation/filesystems/mmap_prepare.rst.)
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/mm.h>

#include "buffer.h"
#include "mapping.h"

static void count_open(struct vm_area_struct *vma)
{
	struct kmemlab_buffer *buffer = vma->vm_private_data;

	atomic_inc(&buffer->mappings);
}

/* An area that could not be completed is closed too, but was never counted. */
static void count_close(struct vm_area_struct *vma)
{
	struct kmemlab_buffer *buffer = vma->vm_private_data;

	if (buffer)
		atomic_dec(&buffer->mappings);
}

static vm_fault_t fault(struct vm_fault *vmf)
{
	struct kmemlab_buffer *buffer = vmf->vma->vm_private_data;
	struct page *page;

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	page = kmemlab_buffer_page(buffer, vmf->pgoff);
	if (!page)
		return VM_FAULT_OOM;
	/* One for the mapping, which drops it when it goes. */
	get_page(page);
	vmf->page = page;
	return 0;
}

/* A fault on memory mapped at once means that it is not there any more. */
static const struct vm_operations_struct at_once_ops = {
	.open = count_open,
	.close = count_close,
	KMEMLAB_VM_MAPPED(kmemlab_mapping_mapped)
};

static const struct vm_operations_struct on_fault_ops = {
	.open = count_open,
	.close = count_close,
	.fault = fault,
	KMEMLAB_VM_MAPPED(kmemlab_mapping_mapped)
};

static int check(const struct vm_area_desc *desc, const struct kmemlab_buffer *buffer)
{
	if (!vma_desc_test(desc, VMA_MAYSHARE_BIT))
		return -EINVAL;
	if (vma_desc_test(desc, VMA_EXEC_BIT))
		return -EPERM;
	/* Not pgoff + pages > nr_pages: the sum may overflow. */
	if (desc->pgoff >= buffer->nr_pages ||
	    vma_desc_pages(desc) > buffer->nr_pages - desc->pgoff)
		return -ENXIO;
	return 0;
}

/**
 * kmemlab_mapping_prepare() - describe how a buffer is to be mapped
 * @desc: what the process asked for, to be completed
 * @buffer: what is to be mapped; the file's private_data
 *
 * Context: process context, mmap_lock held for writing.
 * Return: 0, or
 * * -EINVAL - a private mapping
 * * -EPERM - an executable one
 * * -ENXIO - one that begins or ends behind the buffer
 */
int kmemlab_mapping_prepare(struct vm_area_desc *desc, struct kmemlab_buffer *buffer)
{
	int err = check(desc, buffer);

	if (err)
		return err;
	vma_desc_clear_flags(desc, VMA_MAYEXEC_BIT);
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	vma_desc_set_flags(desc, VMA_DONTDUMP_BIT);
	desc->vm_ops = &at_once_ops;
	switch (buffer->memory) {
	case KMEMLAB_PAGES:
		mmap_action_map_kernel_pages_full(desc, buffer->pages + desc->pgoff);
		break;
	case KMEMLAB_VMALLOC:
		kmemlab_action_map_vmalloc(desc, buffer->addr, buffer->pages + desc->pgoff);
		break;
	case KMEMLAB_CONTIGUOUS:
		mmap_action_remap_full(desc, page_to_pfn(buffer->pages[desc->pgoff]));
		break;
	default:
		desc->vm_ops = &on_fault_ops;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_mapping_prepare, "KMEMLAB");

/**
 * kmemlab_mapping_mapped() - a mapping stands
 * @start: its first byte
 * @end: the first byte behind it
 * @pgoff: where in the buffer it begins, in pages
 * @file: the file, whose private_data is the buffer
 * @private_data: the area's own, set to the buffer
 *
 * Context: process context, mmap_lock held for writing.
 * Return: 0.
 */
int kmemlab_mapping_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			   const struct file *file, void **private_data)
{
	struct kmemlab_buffer *buffer = file->private_data;

	*private_data = buffer;
	atomic_inc(&buffer->mappings);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_mapping_mapped, "KMEMLAB");
