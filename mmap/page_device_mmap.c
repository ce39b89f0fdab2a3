// SPDX-License-Identifier: GPL-2.0
/*
 * The plain form of mmap, as a driver for Linux 6.12 writes it: the hook gets
 * the area and maps the pages.
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/mm.h>

#include "page_device.h"

static int page_device_mmap(struct file *file, struct vm_area_struct *vma)
{
	/* A private mapping would show a copy after the first write. */
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	/* Without VM_MAYEXEC, mprotect() cannot make it executable later. */
	vm_flags_mod(vma, VM_DONTEXPAND, VM_MAYEXEC);
	/* Checks offset and length, and takes a reference to each page. */
	return vm_map_pages(vma, page_device_pages, PAGE_DEVICE_PAGES);
}

const struct file_operations page_device_fops = {
	.owner = THIS_MODULE,
	.mmap = page_device_mmap,
};
EXPORT_SYMBOL_NS_GPL(page_device_fops, "KMEMLAB");
