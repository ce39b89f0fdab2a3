// SPDX-License-Identifier: GPL-2.0
/*
 * The plain form of mmap, as a driver for Linux 7.2 writes it: the hook gets a
 * description of the area, completes it, and names the action that maps the
 * pages.
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/mm.h>

#include "page_device.h"

static int page_device_mmap_prepare(struct vm_area_desc *desc)
{
	/* A private mapping would show a copy after the first write. */
	if (!vma_desc_test(desc, VMA_MAYSHARE_BIT))
		return -EINVAL;
	if (vma_desc_test(desc, VMA_EXEC_BIT))
		return -EPERM;
	/* The action checks nothing. The sum pgoff + pages may overflow. */
	if (desc->pgoff >= PAGE_DEVICE_PAGES ||
	    vma_desc_pages(desc) > PAGE_DEVICE_PAGES - desc->pgoff)
		return -ENXIO;
	/* Without VM_MAYEXEC, mprotect() cannot make it executable later. */
	vma_desc_clear_flags(desc, VMA_MAYEXEC_BIT);
	vma_desc_set_flags(desc, VMA_DONTEXPAND_BIT);
	mmap_action_map_kernel_pages_full(desc,
					  page_device_pages + desc->pgoff);
	return 0;
}

const struct file_operations page_device_fops = {
	.owner = THIS_MODULE,
	.mmap_prepare = page_device_mmap_prepare,
};
EXPORT_SYMBOL_NS_GPL(page_device_fops, "KMEMLAB");
