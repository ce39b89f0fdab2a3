/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PAGE_DEVICE_H
#define KMEMLAB_PAGE_DEVICE_H

#include <linux/fs.h>

struct page;

#define PAGE_DEVICE_PAGES	4

/* Zeroed pages that every process maps which opens /dev/mmap-demo-page. */
extern struct page *page_device_pages[PAGE_DEVICE_PAGES];

/* page_device_mmap.c up to Linux 7.1, page_device_prepare.c from 7.2 on. */
extern const struct file_operations page_device_fops;

int page_device_init(void);
void page_device_exit(void);

#endif /* KMEMLAB_PAGE_DEVICE_H */
