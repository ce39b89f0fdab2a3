// SPDX-License-Identifier: GPL-2.0
/*
 * A device whose memory a process maps: /dev/mmap-demo-page.
 *
 * The memory is whole pages, because a page is the least that can be mapped:
 * with a smaller object the process would see what lies beside it. It is not
 * kmalloc() memory, because such pages belong to the slab allocator. And it is
 * zeroed, or the process would read what another part of the kernel left there.
 *
 * The hook that maps them is in page_device_mmap.c or page_device_prepare.c.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>

#include "page_device.h"

struct page *page_device_pages[PAGE_DEVICE_PAGES];
EXPORT_SYMBOL_NS_GPL(page_device_pages, "KMEMLAB");

static struct miscdevice page_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mmap-demo-page",
	.fops = &page_device_fops,
	.mode = 0600,
};

static void page_device_free_pages(void)
{
	int i;

	for (i = 0; i < PAGE_DEVICE_PAGES; i++) {
		if (page_device_pages[i])
			__free_page(page_device_pages[i]);
		page_device_pages[i] = NULL;
	}
}

/**
 * page_device_init() - allocate the pages, then register the device
 *
 * Register last: a process may open the device before misc_register() returns.
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOMEM, or an error of misc_register().
 */
int page_device_init(void)
{
	int i, err = -ENOMEM;

	for (i = 0; i < PAGE_DEVICE_PAGES; i++) {
		page_device_pages[i] = alloc_page(GFP_KERNEL | __GFP_ZERO);
		if (!page_device_pages[i])
			goto err_free;
	}
	err = misc_register(&page_device);
	if (err)
		goto err_free;
	return 0;

err_free:
	page_device_free_pages();
	return err;
}

/**
 * page_device_exit() - unregister the device, then free the pages
 *
 * No mapping is left: a mapping holds its file, an open file holds the module,
 * and a module that is in use is not unloaded.
 *
 * Context: process context, may sleep.
 */
void page_device_exit(void)
{
	misc_deregister(&page_device);
	page_device_free_pages();
}
