/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_BUFFER_H
#define KMEMLAB_BUFFER_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct iov_iter;
struct page;
struct vm_fault;

#define KMEMLAB_BUFFER_MAX SZ_4M

/**
 * enum kmemlab_memory - kinds of memory that a process can map
 * @KMEMLAB_PAGES: single pages, mapped all at once
 * @KMEMLAB_VMALLOC: vmalloc memory
 * @KMEMLAB_ON_FAULT: single pages, allocated and mapped when first touched
 * @KMEMLAB_CONTIGUOUS: physically contiguous memory, mapped by page frame
 *	number
 * @KMEMLAB_MEMORIES: how many kinds there are
 */
enum kmemlab_memory {
	KMEMLAB_PAGES,
	KMEMLAB_VMALLOC,
	KMEMLAB_ON_FAULT,
	KMEMLAB_CONTIGUOUS,
	KMEMLAB_MEMORIES
};

/**
 * struct kmemlab_buffer - memory that processes map, read and write
 * @memory: of which kind
 * @refs: one for its device, one for each open file
 * @nr_pages: how large it is
 * @read_only: so many pages, from the first on, a process may only read
 * @lock: protects the entries of @pages that are still NULL
 * @pages: all its pages; KMEMLAB_ON_FAULT: those touched so far, else NULL
 * @addr: kernel address of KMEMLAB_VMALLOC and KMEMLAB_CONTIGUOUS, else NULL
 * @mappings: virtual memory areas that map a part of it
 */
struct kmemlab_buffer {
	enum kmemlab_memory memory;
	struct kref refs;
	unsigned long nr_pages;
	unsigned long read_only;
	struct mutex lock; /* pages that are NULL */
	struct page **pages;
	void *addr;
	atomic_t mappings;
};

struct kmemlab_buffer *kmemlab_buffer_alloc(enum kmemlab_memory memory,
					    size_t size);
void kmemlab_buffer_get(struct kmemlab_buffer *buffer);
void kmemlab_buffer_put(struct kmemlab_buffer *buffer);
size_t kmemlab_buffer_size(const struct kmemlab_buffer *buffer);
struct page *kmemlab_buffer_page(struct kmemlab_buffer *buffer,
				 unsigned long index);
void kmemlab_buffer_vm_open(struct vm_area_struct *vma);
void kmemlab_buffer_vm_close(struct vm_area_struct *vma);
vm_fault_t kmemlab_buffer_vm_fault(struct vm_fault *vmf);
int kmemlab_buffer_vm_access(struct vm_area_struct *vma, unsigned long addr,
			     void *data, int length, int write);
int kmemlab_buffer_check_range(const struct kmemlab_buffer *buffer,
			       pgoff_t pgoff, unsigned long pages);
unsigned long kmemlab_buffer_present(struct kmemlab_buffer *buffer);
ssize_t kmemlab_buffer_read(struct kmemlab_buffer *buffer, loff_t pos,
			    struct iov_iter *to);
ssize_t kmemlab_buffer_write(struct kmemlab_buffer *buffer, loff_t pos,
			     struct iov_iter *from);
long kmemlab_buffers_live(void);

#endif /* KMEMLAB_BUFFER_H */
