// SPDX-License-Identifier: GPL-2.0
/*
 * Memory for processes to map: whole pages, zeroed, and counted references.
 *
 * Whole pages, since a page is the least that can be mapped: of a smaller
 * object the neighbours would be visible too. Not from a slab cache or
 * kmalloc() either: such pages belong to the slab allocator, which uses the
 * fields of struct page that a mapping needs. vm_insert_page() refuses pages of
 * a slab, though not on every kernel those of a large kmalloc(). And zeroed, or
 * a process would read what another part of the kernel left there.
 *
 * Whatever the kind, its pages are in one table, so that read() and write()
 * treat all alike. The kinds differ in how the memory is got and how it is
 * mapped (mapping.c).
 *
 * A buffer is freed with its last reference. A mapping needs none of its own:
 * it pins its file, and an open file has one, so it outlives close() and
 * munmap() by others.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uio.h>
#include <linux/vmalloc.h>

#include "buffer.h"

static atomic_long_t live = ATOMIC_LONG_INIT(0);

/**
 * kmemlab_buffers_live() - buffers allocated and not yet freed
 *
 * Context: any.
 * Return: the number.
 */
long kmemlab_buffers_live(void)
{
	return atomic_long_read(&live);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffers_live, "KMEMLAB");

/*
 * Highmem will do, because the kernel maps single pages before it uses them. A
 * process decides how many there are, so they are charged to its memory control
 * group.
 */
static struct page *alloc_single(void)
{
	return alloc_page(GFP_HIGHUSER | __GFP_ZERO | __GFP_ACCOUNT);
}

static int fill_pages(struct kmemlab_buffer *buffer)
{
	unsigned long i;

	for (i = 0; i < buffer->nr_pages; i++) {
		buffer->pages[i] = alloc_single();
		if (!buffer->pages[i])
			return -ENOMEM;
	}
	return 0;
}

/* Zeroed, and marked as meant for user space, or it is not mapped. */
static int fill_vmalloc(struct kmemlab_buffer *buffer)
{
	unsigned long i;

	buffer->addr = vmalloc_user(kmemlab_buffer_size(buffer));
	if (!buffer->addr)
		return -ENOMEM;
	for (i = 0; i < buffer->nr_pages; i++)
		buffer->pages[i] =
			vmalloc_to_page(buffer->addr + i * PAGE_SIZE);
	return 0;
}

static int fill_contiguous(struct kmemlab_buffer *buffer)
{
	unsigned long i;

	buffer->addr = alloc_pages_exact(kmemlab_buffer_size(buffer),
					 GFP_USER | __GFP_ZERO | __GFP_NOWARN);
	if (!buffer->addr)
		return -ENOMEM;
	for (i = 0; i < buffer->nr_pages; i++)
		buffer->pages[i] = virt_to_page(buffer->addr + i * PAGE_SIZE);
	return 0;
}

static int fill(struct kmemlab_buffer *buffer)
{
	switch (buffer->memory) {
	case KMEMLAB_PAGES:
		return fill_pages(buffer);
	case KMEMLAB_VMALLOC:
		return fill_vmalloc(buffer);
	case KMEMLAB_CONTIGUOUS:
		return fill_contiguous(buffer);
	default:
		return 0;
	}
}

/* A page may live on, while another part of the kernel has it pinned. */
static void free_single_pages(struct kmemlab_buffer *buffer)
{
	unsigned long i;

	for (i = 0; i < buffer->nr_pages; i++)
		if (buffer->pages[i])
			put_page(buffer->pages[i]);
}

static void free_buffer(struct kmemlab_buffer *buffer)
{
	switch (buffer->memory) {
	case KMEMLAB_VMALLOC:
		vfree(buffer->addr);
		break;
	case KMEMLAB_CONTIGUOUS:
		if (buffer->addr)
			free_pages_exact(buffer->addr,
					 kmemlab_buffer_size(buffer));
		break;
	default:
		free_single_pages(buffer);
	}
	kvfree(buffer->pages);
	kfree(buffer);
	atomic_long_dec(&live);
}

static struct kmemlab_buffer *alloc_buffer(enum kmemlab_memory memory,
					   unsigned long nr_pages)
{
	struct kmemlab_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);

	if (!buffer)
		return NULL;
	buffer->memory = memory;
	buffer->nr_pages = nr_pages;
	kref_init(&buffer->refs);
	mutex_init(&buffer->lock);
	buffer->pages = kvcalloc(nr_pages, sizeof(*buffer->pages), GFP_KERNEL);
	if (!buffer->pages) {
		kfree(buffer);
		return NULL;
	}
	atomic_long_inc(&live);
	return buffer;
}

/**
 * kmemlab_buffer_alloc() - a new buffer, zeroed
 * @memory: of which kind
 * @size: bytes, 1 to KMEMLAB_BUFFER_MAX; rounded up to whole pages
 *
 * Context: process context, may sleep.
 * Return: the buffer with one reference, or an error pointer:
 * * -EINVAL - no such kind, or no bytes
 * * -E2BIG - more than the limit
 * * -ENOMEM - no memory, or none in one piece
 */
struct kmemlab_buffer *kmemlab_buffer_alloc(enum kmemlab_memory memory,
					    size_t size)
{
	struct kmemlab_buffer *buffer;
	int err;

	if (memory >= KMEMLAB_MEMORIES || !size)
		return ERR_PTR(-EINVAL);
	if (size > KMEMLAB_BUFFER_MAX)
		return ERR_PTR(-E2BIG);
	buffer = alloc_buffer(memory, DIV_ROUND_UP(size, PAGE_SIZE));
	if (!buffer)
		return ERR_PTR(-ENOMEM);
	err = fill(buffer);
	if (err) {
		free_buffer(buffer);
		return ERR_PTR(err);
	}
	return buffer;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_alloc, "KMEMLAB");

/**
 * kmemlab_buffer_get() - take a reference
 * @buffer: of which the caller, or a lock it holds, has one
 *
 * Context: any.
 */
void kmemlab_buffer_get(struct kmemlab_buffer *buffer)
{
	kref_get(&buffer->refs);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_get, "KMEMLAB");

static void release(struct kref *refs)
{
	free_buffer(container_of(refs, struct kmemlab_buffer, refs));
}

/**
 * kmemlab_buffer_put() - drop a reference
 * @buffer: freed with the last one
 *
 * Context: process context, may sleep.
 */
void kmemlab_buffer_put(struct kmemlab_buffer *buffer)
{
	kref_put(&buffer->refs, release);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_put, "KMEMLAB");

/**
 * kmemlab_buffer_size() - how large it is
 * @buffer: the buffer
 *
 * Context: any.
 * Return: bytes, a multiple of PAGE_SIZE.
 */
size_t kmemlab_buffer_size(const struct kmemlab_buffer *buffer)
{
	return buffer->nr_pages * PAGE_SIZE;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_size, "KMEMLAB");

/**
 * kmemlab_buffer_page() - one of its pages
 * @buffer: the buffer
 * @index: below nr_pages
 *
 * Allocates a page of KMEMLAB_ON_FAULT that was not touched before.
 *
 * Context: process context, may sleep; a page fault handler may call it.
 * Return: the page, which lives as long as the buffer, or NULL if there is no
 * memory.
 */
struct page *kmemlab_buffer_page(struct kmemlab_buffer *buffer,
				 unsigned long index)
{
	struct page *page;

	mutex_lock(&buffer->lock);
	if (!buffer->pages[index])
		buffer->pages[index] = alloc_single();
	page = buffer->pages[index];
	mutex_unlock(&buffer->lock);
	return page;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_page, "KMEMLAB");

/**
 * kmemlab_buffer_vm_open() - an area was split, moved or inherited
 * @vma: the new area, whose vm_private_data is the buffer
 *
 * Context: process context, the kernel holds mmap_lock for writing.
 */
void kmemlab_buffer_vm_open(struct vm_area_struct *vma)
{
	struct kmemlab_buffer *buffer = vma->vm_private_data;

	atomic_inc(&buffer->mappings);
}

/**
 * kmemlab_buffer_vm_close() - an area ends
 * @vma: the area
 *
 * From 7.2 on, an area whose mapping failed is closed too. It has no buffer
 * yet, and was never counted.
 *
 * Context: process context, the kernel holds mmap_lock, for reading or for
 * writing: munmap() lets page faults of other areas go on.
 */
void kmemlab_buffer_vm_close(struct vm_area_struct *vma)
{
	struct kmemlab_buffer *buffer = vma->vm_private_data;

	if (buffer)
		atomic_dec(&buffer->mappings);
}

/**
 * kmemlab_buffer_vm_fault() - answer a page fault on a mapping of a buffer
 * @vmf: the fault
 *
 * Context: process context, may sleep; the kernel holds mmap_lock or the lock
 * of the area for reading, so faults on two CPUs run at the same time.
 * Return: 0, VM_FAULT_SIGBUS past the end of the buffer, or VM_FAULT_OOM.
 */
vm_fault_t kmemlab_buffer_vm_fault(struct vm_fault *vmf)
{
	struct kmemlab_buffer *buffer = vmf->vma->vm_private_data;
	struct page *page;

	if (vmf->pgoff >= buffer->nr_pages)
		return VM_FAULT_SIGBUS;
	page = kmemlab_buffer_page(buffer, vmf->pgoff);
	if (!page)
		return VM_FAULT_OOM;
	/* For the mapping, which drops this reference when it ends. */
	get_page(page);
	vmf->page = page;
	return 0;
}

/**
 * kmemlab_buffer_check_range() - does a range of pages lie within the buffer?
 * @buffer: the buffer
 * @pgoff: first page, as the process chose it
 * @pages: number of pages, at least 1
 *
 * Context: any.
 * Return: 0, or -ENXIO if a page lies past the end.
 */
int kmemlab_buffer_check_range(const struct kmemlab_buffer *buffer,
			       pgoff_t pgoff, unsigned long pages)
{
	/* Not pgoff + pages > nr_pages: the sum may overflow. */
	if (pgoff >= buffer->nr_pages || pages > buffer->nr_pages - pgoff)
		return -ENXIO;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_check_range, "KMEMLAB");

/**
 * kmemlab_buffer_present() - how many pages it has already
 * @buffer: the buffer
 *
 * Context: process context, may sleep.
 * Return: nr_pages, for KMEMLAB_ON_FAULT those that were touched.
 */
unsigned long kmemlab_buffer_present(struct kmemlab_buffer *buffer)
{
	unsigned long present = 0, i;

	mutex_lock(&buffer->lock);
	for (i = 0; i < buffer->nr_pages; i++)
		present += !!buffer->pages[i];
	mutex_unlock(&buffer->lock);
	return present;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_present, "KMEMLAB");

typedef size_t (*copy_fn)(struct page *page, size_t offset, size_t bytes,
			  struct iov_iter *iter);

/*
 * Not under the lock: the user's memory may be a mapping of this very buffer,
 * and to touch it may take a fault, which needs the lock.
 */
static ssize_t copy(struct kmemlab_buffer *buffer, loff_t pos,
		    struct iov_iter *iter, copy_fn copy)
{
	const loff_t end = kmemlab_buffer_size(buffer);
	size_t offset, bytes, copied;
	struct page *page;
	ssize_t done = 0;

	while (pos < end && iov_iter_count(iter)) {
		page = kmemlab_buffer_page(buffer, pos >> PAGE_SHIFT);
		if (!page)
			return done ?: -ENOMEM;
		offset = offset_in_page(pos);
		bytes = min(PAGE_SIZE - offset, iov_iter_count(iter));
		copied = copy(page, offset, bytes, iter);
		if (!copied)
			return done ?: -EFAULT;
		pos += copied;
		done += copied;
	}
	return done;
}

/**
 * kmemlab_buffer_read() - copy from the buffer
 * @buffer: from where
 * @pos: from which byte on
 * @to: where to and how much
 *
 * Context: process context, may sleep; no lock that a page fault may need.
 * Return: bytes copied, 0 at the end and beyond, or
 * * -EINVAL - a negative position
 * * -EFAULT - memory of the reader that is none
 * * -ENOMEM - no memory for a page that was not there yet
 */
ssize_t kmemlab_buffer_read(struct kmemlab_buffer *buffer, loff_t pos,
			    struct iov_iter *to)
{
	return pos < 0 ? -EINVAL : copy(buffer, pos, to, copy_page_to_iter);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_read, "KMEMLAB");

/**
 * kmemlab_buffer_write() - copy to the buffer
 * @buffer: to where
 * @pos: from which byte on
 * @from: where from and how much
 *
 * Context: process context, may sleep; no lock that a page fault may need.
 * Return: bytes copied, less than asked for if the rest does not fit, or as
 * kmemlab_buffer_read(), and
 * * -ENOSPC - at the end and beyond, unless there is nothing to be written
 */
ssize_t kmemlab_buffer_write(struct kmemlab_buffer *buffer, loff_t pos,
			     struct iov_iter *from)
{
	if (pos < 0)
		return -EINVAL;
	if (!iov_iter_count(from))
		return 0;
	if (pos >= kmemlab_buffer_size(buffer))
		return -ENOSPC;
	return copy(buffer, pos, from, copy_page_from_iter);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_buffer_write, "KMEMLAB");

/**
 * kmemlab_buffer_vm_access() - let a debugger read or write a mapping
 * @vma: an area that maps a buffer
 * @addr: where in the area
 * @data: to where, or from where
 * @length: bytes, which may be more than lie in the area from there on
 * @write: from @data to the area, else from the area to @data
 *
 * The kernel asks for what it cannot get as pages: memory that is mapped by
 * page frame number. Without this operation, gdb and /proc/PID/mem cannot see
 * it. It asks only on machines with CONFIG_HAVE_IOREMAP_PROT.
 *
 * Context: process context, may sleep; the kernel holds mmap_lock for reading.
 * Return: bytes copied, -EACCES if the area may not be written, or an error of
 * kmemlab_buffer_read() or kmemlab_buffer_write().
 */
int kmemlab_buffer_vm_access(struct vm_area_struct *vma, unsigned long addr,
			     void *data, int length, int write)
{
	struct kmemlab_buffer *buffer = vma->vm_private_data;
	loff_t pos =
		((loff_t)vma->vm_pgoff << PAGE_SHIFT) + (addr - vma->vm_start);
	struct kvec vec = {
		.iov_base = data,
		.iov_len = min_t(unsigned long, length, vma->vm_end - addr),
	};
	struct iov_iter iter;

	/*
	 * The kernel has not checked: a debugger may not write what its process
	 * may only read.
	 */
	if (write && !(vma->vm_flags & VM_WRITE))
		return -EACCES;
	iov_iter_kvec(&iter, write ? ITER_SOURCE : ITER_DEST, &vec, 1,
		      vec.iov_len);
	return write ? kmemlab_buffer_write(buffer, pos, &iter) :
		       kmemlab_buffer_read(buffer, pos, &iter);
}
