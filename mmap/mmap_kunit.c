// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.8: buffers, and what may be mapped of them. Rings are in
 * ring_kunit.c. What takes a process of its own (mprotect, mremap, fork, signals)
 * is tested by tests/user/mmap-client.c in the VM.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "../tests/claim.h"
#include "../tests/memory.h"
#include "../tests/user_memory.h"
#include "buffer.h"
#include "fixture_kunit.h"
#include "mapping.h"
#include "page_device.h"

#define PAGES 4

static const enum kmemlab_memory all_memories[] = {
	KMEMLAB_PAGES, KMEMLAB_VMALLOC, KMEMLAB_ON_FAULT, KMEMLAB_CONTIGUOUS,
};

static void memory_to_desc(const enum kmemlab_memory *memory, char *desc)
{
	static const char *const names[] = { "pages", "vmalloc", "fault", "contiguous" };

	strscpy(desc, names[*memory], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(memory, all_memories, memory_to_desc);

static struct kmemlab_buffer *new_buffer(struct kunit *test, size_t size)
{
	struct kmemlab_buffer *buffer;

	buffer = kmemlab_buffer_alloc(*(const enum kmemlab_memory *)test->param_value, size);
	KUNIT_ASSERT_FALSE(test, IS_ERR(buffer));
	return buffer;
}

static ssize_t read_at(struct kmemlab_buffer *buffer, loff_t pos, void *to, size_t size)
{
	struct kvec vec = { .iov_base = to, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, size);
	return kmemlab_buffer_read(buffer, pos, &iter);
}

static ssize_t write_at(struct kmemlab_buffer *buffer, loff_t pos, void *from, size_t size)
{
	struct kvec vec = { .iov_base = from, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, size);
	return kmemlab_buffer_write(buffer, pos, &iter);
}

/* Of each page: is it zeroed? Then it is filled with ones. */
static unsigned long dirty_pages(struct kunit *test, struct kmemlab_buffer *buffer)
{
	unsigned long dirty = 0, i;
	struct page *page;
	void *at;

	for (i = 0; i < buffer->nr_pages; i++) {
		page = kmemlab_buffer_page(buffer, i);
		KUNIT_ASSERT_NOT_NULL(test, page);
		at = kmap_local_page(page);
		dirty += !!memchr_inv(at, 0, PAGE_SIZE);
		memset(at, 0xff, PAGE_SIZE);
		kunmap_local(at);
	}
	return dirty;
}

/*
 * Success: zeroed, though the second one is likely to get the pages that the first
 * one left behind full of ones.
 */
static void buffer_is_zeroed(struct kunit *test)
{
	struct kmemlab_buffer *buffer;
	int i;

	for (i = 0; i < 2; i++) {
		buffer = new_buffer(test, KMEMLAB_BUFFER_MAX);
		KUNIT_EXPECT_EQ(test, dirty_pages(test, buffer), 0UL);
		kmemlab_buffer_put(buffer);
	}
}

/* Success: whole pages, freed once, with the last reference. */
static void buffer_is_freed(struct kunit *test)
{
	long before = kmemlab_buffers_live();
	struct kmemlab_buffer *buffer = new_buffer(test, (PAGES - 1) * PAGE_SIZE + 1);

	KUNIT_EXPECT_EQ(test, kmemlab_buffers_live(), before + 1);
	KUNIT_EXPECT_EQ(test, kmemlab_buffer_size(buffer), PAGES * PAGE_SIZE);
	kmemlab_buffer_get(buffer);
	kmemlab_buffer_put(buffer);
	KUNIT_EXPECT_EQ(test, kmemlab_buffers_live(), before + 1);
	kmemlab_buffer_put(buffer);
	KUNIT_EXPECT_EQ(test, kmemlab_buffers_live(), before);
}

/* Success: after eight buffers of the largest size the memory is there as before. */
static void memory_comes_back(struct kunit *test)
{
	unsigned long before = free_pages_now(), lost, i, n;
	struct kmemlab_buffer *buffer;

	for (n = 0; n < 8; n++) {
		buffer = new_buffer(test, KMEMLAB_BUFFER_MAX);
		for (i = 0; i < buffer->nr_pages; i++)
			KUNIT_ASSERT_NOT_NULL(test, kmemlab_buffer_page(buffer, i));
		kmemlab_buffer_put(buffer);
	}
	lost = before - min(before, free_pages_now());
	/* Others allocate as well; half of what a leak would take. */
	KUNIT_EXPECT_LT(test, lost, 4 * KMEMLAB_BUFFER_MAX / PAGE_SIZE);
}

/* Success: a page is there from the beginning, or from the first touch on. */
static void pages_are_there_when_touched(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	bool on_fault = buffer->memory == KMEMLAB_ON_FAULT;
	struct page *page;

	KUNIT_EXPECT_EQ(test, kmemlab_buffer_present(buffer), on_fault ? 0UL : PAGES);
	page = kmemlab_buffer_page(buffer, 2);
	KUNIT_EXPECT_NOT_NULL(test, page);
	KUNIT_EXPECT_PTR_EQ(test, kmemlab_buffer_page(buffer, 2), page);
	KUNIT_EXPECT_EQ(test, kmemlab_buffer_present(buffer), on_fault ? 1UL : PAGES);
	kmemlab_buffer_put(buffer);
}

/* Success: what was written across a page's end comes back, its neighbours are 0. */
static void what_is_written_is_read(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	char text[] = "across the end", back[sizeof(text) + 2];
	loff_t pos = PAGE_SIZE - 5;

	KUNIT_EXPECT_EQ(test, write_at(buffer, pos, text, sizeof(text)), (ssize_t)sizeof(text));
	KUNIT_EXPECT_EQ(test, read_at(buffer, pos - 1, back, sizeof(back)), (ssize_t)sizeof(back));
	KUNIT_EXPECT_EQ(test, memcmp(back + 1, text, sizeof(text)), 0);
	KUNIT_EXPECT_EQ(test, back[0], 0);
	KUNIT_EXPECT_EQ(test, back[sizeof(back) - 1], 0);
	kmemlab_buffer_put(buffer);
}

/* Success: at and beyond the end, and before the beginning. */
static void reads_and_writes_end_at_the_end(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGE_SIZE);
	char bytes[4] = "abc";

	KUNIT_EXPECT_EQ(test, write_at(buffer, PAGE_SIZE - 3, bytes, 4), 3L);
	KUNIT_EXPECT_EQ(test, read_at(buffer, PAGE_SIZE - 3, bytes, 4), 3L);
	KUNIT_EXPECT_EQ(test, read_at(buffer, PAGE_SIZE, bytes, 4), 0L);
	KUNIT_EXPECT_EQ(test, read_at(buffer, LLONG_MAX, bytes, 4), 0L);
	KUNIT_EXPECT_EQ(test, write_at(buffer, PAGE_SIZE, bytes, 1), (ssize_t)-ENOSPC);
	KUNIT_EXPECT_EQ(test, write_at(buffer, LLONG_MAX, bytes, 1), (ssize_t)-ENOSPC);
	KUNIT_EXPECT_EQ(test, write_at(buffer, PAGE_SIZE, bytes, 0), 0L);
	KUNIT_EXPECT_EQ(test, read_at(buffer, -1, bytes, 4), (ssize_t)-EINVAL);
	KUNIT_EXPECT_EQ(test, write_at(buffer, -1, bytes, 4), (ssize_t)-EINVAL);
	kmemlab_buffer_put(buffer);
}

/* Success: the sizes beside the limits, and no such kind. */
static void buffer_limits(struct kunit *test)
{
	enum kmemlab_memory memory = *(const enum kmemlab_memory *)test->param_value;
	struct kmemlab_buffer *buffer;

	KUNIT_EXPECT_EQ(test, PTR_ERR(kmemlab_buffer_alloc(memory, 0)), (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(kmemlab_buffer_alloc(memory, KMEMLAB_BUFFER_MAX + 1)),
			(long)-E2BIG);
	KUNIT_EXPECT_EQ(test, PTR_ERR(kmemlab_buffer_alloc(KMEMLAB_MEMORIES, 1)), (long)-EINVAL);
	buffer = new_buffer(test, 1);
	KUNIT_EXPECT_EQ(test, buffer->nr_pages, 1UL);
	kmemlab_buffer_put(buffer);
	buffer = new_buffer(test, KMEMLAB_BUFFER_MAX);
	KUNIT_EXPECT_EQ(test, kmemlab_buffer_size(buffer), (size_t)KMEMLAB_BUFFER_MAX);
	kmemlab_buffer_put(buffer);
}

struct map_range {
	const char *name;
	pgoff_t pgoff;
	unsigned long pages;
	int err;
};

/*
 *   buffer      |  0  |  1  |  2  |  3  |
 */
static const struct map_range ranges[] = {
	{ "all of it", 0, PAGES, 0 },
	{ "the first page", 0, 1, 0 },
	{ "the last page", PAGES - 1, 1, 0 },
	{ "one too many", 0, PAGES + 1, -ENXIO },
	{ "over the end", PAGES - 1, 2, -ENXIO },
	{ "past the end", PAGES, 1, -ENXIO },
	{ "far past it", ULONG_MAX / 2, 1, -ENXIO },
	{ "wraps to 0", ULONG_MAX, 1, -ENXIO },
	{ "wraps into it", ULONG_MAX, 2, -ENXIO },
};

/*
 * claim 8.2: checking the size is enough. Success: the offset counts as well; each range
 * is accepted or rejected.
 */
static void ranges_are_checked(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	const struct map_range *range;

	for (range = ranges; range < ranges + ARRAY_SIZE(ranges); range++)
		KUNIT_EXPECT_EQ_MSG(test, kmemlab_buffer_check_range(buffer, range->pgoff,
								     range->pages),
				    range->err, "%s", range->name);
	/* A check of the size alone would accept two pages from the last one on. */
	claim_is(test, "8.2", !kmemlab_buffer_check_range(buffer, PAGES - 1, 2));
	kmemlab_buffer_put(buffer);
}

static int test_release(struct inode *inode, struct file *file)
{
	kmemlab_buffer_put(file->private_data);
	return 0;
}

static const struct file_operations test_fops = {
	.owner = THIS_MODULE,
	.release = test_release,
	BUFFER_MMAP_HOOK,
};

/* An open file that maps the buffer, and has a reference to it. */
struct file *kmemlab_buffer_file(struct kunit *test, struct kmemlab_buffer *buffer)
{
	struct file *file = anon_inode_getfile("kmemlab", &test_fops, buffer, O_RDWR);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	kmemlab_buffer_get(buffer);
	return file;
}

static unsigned long map(struct kunit *test, struct file *file, unsigned long pages,
			 unsigned long flags, unsigned long first)
{
	return kunit_vm_mmap(test, file, 0, pages * PAGE_SIZE, PROT_READ | PROT_WRITE, flags,
			     first * PAGE_SIZE);
}

/*
 * A mapping, for real. Success: a process sees what the kernel wrote at the page
 * that it asked for, the kernel what the process wrote, and the area counts until
 * it is gone, in parts as a whole.
 */
static void process_and_kernel_share(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	struct file *file = kmemlab_buffer_file(test, buffer);
	unsigned long address = map(test, file, 3, MAP_SHARED, 1);
	char seen[8] = "", text[8] = "kernel";

	if (address == (unsigned long)-EOPNOTSUPP) {
		fput(file);
		kmemlab_buffer_put(buffer);
		kunit_skip(test, "no kunit_vm_mmap()");
	}
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(address));
	KUNIT_EXPECT_EQ(test, atomic_read(&buffer->mappings), 1);
	KUNIT_EXPECT_EQ(test, write_at(buffer, PAGE_SIZE, text, sizeof(text)), 8L);
	KUNIT_EXPECT_EQ(test, copy_from_user(seen, (void __user *)address, sizeof(seen)), 0UL);
	KUNIT_EXPECT_STREQ(test, seen, "kernel");
	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)address + 2 * PAGE_SIZE, "user", 5),
			0UL);
	KUNIT_EXPECT_EQ(test, read_at(buffer, 3 * PAGE_SIZE, seen, 5), 5L);
	KUNIT_EXPECT_STREQ(test, seen, "user");

	KUNIT_EXPECT_EQ(test, vm_munmap(address + PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&buffer->mappings), 2);
	KUNIT_EXPECT_EQ(test, vm_munmap(address, 3 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&buffer->mappings), 0);
	detach_mm();
	fput(file);
	kmemlab_buffer_put(buffer);
}

/*
 * Success: a mapping keeps its buffer when nothing else refers to it, and the
 * buffer is freed with the mapping.
 */
static void mapping_keeps_its_buffer(struct kunit *test)
{
	long before = kmemlab_buffers_live();
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	struct file *file = kmemlab_buffer_file(test, buffer);
	unsigned long address = map(test, file, PAGES, MAP_SHARED, 0);

	fput(file);
	kmemlab_buffer_put(buffer);
	flush_delayed_fput();
	if (address == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(address));
	KUNIT_EXPECT_EQ(test, kmemlab_buffers_live(), before + 1);
	KUNIT_EXPECT_EQ(test, clear_user((void __user *)address, PAGE_SIZE), 0UL);
	KUNIT_EXPECT_EQ(test, vm_munmap(address, PAGES * PAGE_SIZE), 0);
	detach_mm();
	flush_delayed_fput();
	KUNIT_EXPECT_EQ(test, kmemlab_buffers_live(), before);
}

static unsigned long map_with(struct kunit *test, struct file *file, unsigned long prot,
			      unsigned long flags, unsigned long first)
{
	return kunit_vm_mmap(test, file, 0, PAGE_SIZE, prot, flags, first * PAGE_SIZE);
}

static unsigned long flags_of_area(unsigned long address)
{
	struct vm_area_struct *vma;
	unsigned long flags = 0;

	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, address);
	if (vma)
		flags = vma->vm_flags;
	mmap_read_unlock(current->mm);
	return flags;
}

/*
 * claims 8.4 and 8.5: refusing PROT_EXEC is enough; a private mapping shares. Success:
 * what the hook refuses, a process does not get, and nothing counts; what it maps,
 * mprotect() cannot make executable, and mremap() cannot make longer.
 */
static void refusals_reach_the_process(struct kunit *test)
{
	struct kmemlab_buffer *buffer = new_buffer(test, PAGES * PAGE_SIZE);
	struct file *file = kmemlab_buffer_file(test, buffer);
	unsigned long past = map_with(test, file, PROT_READ, MAP_SHARED, PAGES);
	unsigned long private = map_with(test, file, PROT_READ, MAP_PRIVATE, 0);
	unsigned long code = map_with(test, file, PROT_READ | PROT_EXEC, MAP_SHARED, 0);
	int refused = atomic_read(&buffer->mappings);
	unsigned long data = map_with(test, file, PROT_READ, MAP_SHARED, 0);
	unsigned long flags = VM_MAYEXEC;

	if (!IS_ERR_VALUE(data)) {
		flags = flags_of_area(data);
		vm_munmap(data, PAGE_SIZE);
	}
	fput(file);
	detach_mm();
	kmemlab_buffer_put(buffer);
	if (past == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_EXPECT_EQ(test, (long)past, (long)-ENXIO);
	KUNIT_EXPECT_EQ(test, (long)private, (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, (long)code, (long)-EPERM);
	KUNIT_EXPECT_EQ(test, refused, 0);
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(data));
	KUNIT_EXPECT_EQ(test, flags & (VM_MAYEXEC | VM_EXEC), 0UL);
	KUNIT_EXPECT_TRUE(test, flags & VM_DONTEXPAND);
	claim_is(test, "8.4", flags & VM_MAYEXEC);
	claim_is(test, "8.5", !IS_ERR_VALUE(private));
}

struct plain_case {
	const char *name;
	unsigned long first;
	unsigned long pages;
	unsigned long prot;
	unsigned long flags;
	long err;
};

static const struct plain_case plain_cases[] = {
	{ "all pages", 0, PAGE_DEVICE_PAGES, PROT_READ | PROT_WRITE, MAP_SHARED, 0 },
	{ "the last page", PAGE_DEVICE_PAGES - 1, 1, PROT_READ, MAP_SHARED, 0 },
	{ "one page too many", 0, PAGE_DEVICE_PAGES + 1, PROT_READ, MAP_SHARED, -ENXIO },
	{ "over the end", PAGE_DEVICE_PAGES - 1, 2, PROT_READ, MAP_SHARED, -ENXIO },
	{ "past the end", PAGE_DEVICE_PAGES, 1, PROT_READ, MAP_SHARED, -ENXIO },
	{ "private", 0, 1, PROT_READ, MAP_PRIVATE, -EINVAL },
	{ "executable", 0, 1, PROT_READ | PROT_EXEC, MAP_SHARED, -EPERM },
};

/* Success: the plain form maps its pages, and refuses what it must. */
static void plain_form_maps_pages(struct kunit *test)
{
	struct file *file = anon_inode_getfile("kmemlab", &page_device_fops, NULL, O_RDWR);
	const struct plain_case *c;
	unsigned long address = 0;
	void *at;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	for (c = plain_cases; c < plain_cases + ARRAY_SIZE(plain_cases); c++) {
		address = kunit_vm_mmap(test, file, 0, c->pages * PAGE_SIZE, c->prot, c->flags,
					c->first * PAGE_SIZE);
		if (address == (unsigned long)-EOPNOTSUPP)
			break;
		KUNIT_EXPECT_EQ_MSG(test, IS_ERR_VALUE(address) ? (long)address : 0L, c->err,
				    "%s", c->name);
		if (IS_ERR_VALUE(address))
			continue;
		KUNIT_EXPECT_EQ(test, flags_of_area(address) & VM_MAYEXEC, 0UL);
		if (c->prot & PROT_WRITE)
			KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)address + PAGE_SIZE,
							   "process", 8), 0UL);
		vm_munmap(address, c->pages * PAGE_SIZE);
	}
	fput(file);
	detach_mm();
	if (address == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	at = kmap_local_page(page_device_pages[1]);
	KUNIT_EXPECT_STREQ(test, (char *)at, "process");
	memset(at, 0, 8);
	kunmap_local(at);
}

static struct kunit_case mmap_cases[] = {
	KUNIT_CASE_PARAM(buffer_is_zeroed, memory_gen_params),
	KUNIT_CASE_PARAM(buffer_is_freed, memory_gen_params),
	KUNIT_CASE_PARAM(memory_comes_back, memory_gen_params),
	KUNIT_CASE_PARAM(pages_are_there_when_touched, memory_gen_params),
	KUNIT_CASE_PARAM(what_is_written_is_read, memory_gen_params),
	KUNIT_CASE_PARAM(reads_and_writes_end_at_the_end, memory_gen_params),
	KUNIT_CASE_PARAM(buffer_limits, memory_gen_params),
	KUNIT_CASE_PARAM(ranges_are_checked, memory_gen_params),
	KUNIT_CASE_PARAM(process_and_kernel_share, memory_gen_params),
	KUNIT_CASE_PARAM(mapping_keeps_its_buffer, memory_gen_params),
	KUNIT_CASE_PARAM(refusals_reach_the_process, memory_gen_params),
	KUNIT_CASE(plain_form_maps_pages),
	{}
};

/* A kernel thread's files are closed later, by a work item: not in the next case. */
static void mmap_test_exit(struct kunit *test)
{
	flush_delayed_fput();
}

static struct kunit_suite mmap_suite = {
	.name = "kmemlab_mmap",
	.exit = mmap_test_exit,
	.test_cases = mmap_cases,
};

kunit_test_suite(mmap_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of mmap-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
