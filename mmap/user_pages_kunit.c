// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.8, pinned memory of a process. What takes a process of its own
 * (its limits, its end, fork) is tested by tests/user/pin-client.c in the VM.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "../tests/user_memory.h"
#include "buffer.h"
#include "fixture_kunit.h"
#include "mmap_demo.h"
#include "user_pages.h"

#define PAGES 4

static unsigned long map_memory(struct kunit *test, struct file *file, unsigned long pages,
				unsigned long prot, unsigned long flags)
{
	unsigned long address = kunit_vm_mmap(test, file, 0, pages * PAGE_SIZE, prot, flags, 0);

	if (address == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(address));
	return address;
}

static unsigned long anonymous(struct kunit *test, unsigned long pages, unsigned long prot)
{
	return map_memory(test, NULL, pages, prot, MAP_PRIVATE | MAP_ANONYMOUS);
}

/* Is every byte of the process's memory this one? */
static bool all_bytes_are(struct kunit *test, unsigned long address, size_t length, u8 value)
{
	u8 *seen = kunit_kzalloc(test, length, GFP_KERNEL);

	return seen && !copy_from_user(seen, (void __user *)address, length) &&
	       !memchr_inv(seen, value, length);
}

struct span {
	const char *name;
	size_t offset;
	size_t length;
	unsigned int nr_pages;
};

static const struct span spans[] = {
	{ "one byte", 0, 1, 1 },
	{ "the last byte of a page", PAGE_SIZE - 1, 1, 1 },
	{ "two bytes in two pages", PAGE_SIZE - 1, 2, 2 },
	{ "one page", PAGE_SIZE, PAGE_SIZE, 1 },
	{ "a page that is not aligned", 100, PAGE_SIZE, 2 },
	{ "all but the ends", 1, PAGES * PAGE_SIZE - 2, PAGES },
};

/*
 * Success: what the kernel writes to pinned pages arrives at the address of the process,
 * not a byte before or behind it; the pages are counted while they are pinned.
 */
static void pinned_memory_is_written(struct kunit *test)
{
	unsigned long base = anonymous(test, PAGES, PROT_READ | PROT_WRITE);
	const struct span *span;
	int references = atomic_read(&current->mm->mm_count);
	struct user_pages user;
	size_t end;
	int err;

	for (span = spans; span < spans + ARRAY_SIZE(spans); span++) {
		end = span->offset + span->length;
		KUNIT_EXPECT_EQ(test, clear_user((void __user *)base, PAGES * PAGE_SIZE), 0UL);
		err = user_pages_pin(&user, base + span->offset, span->length);
		KUNIT_EXPECT_EQ(test, err, 0);
		if (err)
			break;
		KUNIT_EXPECT_EQ_MSG(test, user.nr_pages, span->nr_pages, "%s", span->name);
		KUNIT_EXPECT_EQ(test, atomic64_read(&current->mm->pinned_vm),
				(s64)span->nr_pages);
		user_pages_fill(&user, 0xa5);
		user_pages_unpin(&user);
		KUNIT_EXPECT_EQ(test, atomic64_read(&current->mm->pinned_vm), 0LL);
		KUNIT_EXPECT_NULL(test, user.pages);
		KUNIT_EXPECT_EQ(test, atomic_read(&current->mm->mm_count), references);
		KUNIT_EXPECT_TRUE_MSG(test, all_bytes_are(test, base + span->offset, span->length,
							  0xa5), "%s", span->name);
		KUNIT_EXPECT_TRUE_MSG(test, !span->offset ||
				      all_bytes_are(test, base, span->offset, 0), "%s",
				      span->name);
		KUNIT_EXPECT_TRUE_MSG(test, all_bytes_are(test, base + end, PAGES * PAGE_SIZE - end,
							  0), "%s", span->name);
	}
	detach_mm();
}

/*
 * Success: pinned pages are the pages of the process, and outlive its mapping: what is
 * written after munmap() is written to memory that is in no other use.
 */
static void pinned_pages_outlive_the_mapping(struct kunit *test)
{
	unsigned long base = anonymous(test, PAGES, PROT_READ | PROT_WRITE);
	struct user_pages user;
	struct page *page;
	void *at;

	KUNIT_EXPECT_EQ(test, copy_to_user((void __user *)base, "process", 8), 0UL);
	KUNIT_ASSERT_EQ(test, user_pages_pin(&user, base, PAGES * PAGE_SIZE), 0);
	page = user.pages[0];
	at = kmap_local_page(page);
	KUNIT_EXPECT_STREQ(test, (char *)at, "process");
	kunmap_local(at);
	KUNIT_EXPECT_EQ(test, vm_munmap(base, PAGES * PAGE_SIZE), 0);
	KUNIT_EXPECT_GT(test, page_ref_count(page), 0);
	user_pages_fill(&user, 0x5a);
	user_pages_unpin(&user);
	detach_mm();
}

/* Success: as much as is allowed, and not a byte more. */
static void most_is_pinned(struct kunit *test)
{
	unsigned long pages = MMAP_DEMO_PIN_MAX / PAGE_SIZE;
	unsigned long base = anonymous(test, pages + 1, PROT_READ | PROT_WRITE);
	struct user_pages user;

	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, base, MMAP_DEMO_PIN_MAX + 1), -E2BIG);
	KUNIT_ASSERT_EQ(test, user_pages_pin(&user, base + 1, MMAP_DEMO_PIN_MAX), 0);
	KUNIT_EXPECT_EQ(test, user.nr_pages, pages + 1);
	user_pages_fill(&user, 1);
	user_pages_unpin(&user);
	KUNIT_EXPECT_TRUE(test, all_bytes_are(test, base + MMAP_DEMO_PIN_MAX, 1, 1));
	KUNIT_EXPECT_TRUE(test, all_bytes_are(test, base + MMAP_DEMO_PIN_MAX + 1, 1, 0));
	detach_mm();
}

/* Success: each wrong request is refused by its error, and leaves nothing pinned. */
static void wrong_memory_is_refused(struct kunit *test)
{
	unsigned long base = anonymous(test, PAGES, PROT_READ | PROT_WRITE);
	unsigned long fixed = anonymous(test, 1, PROT_READ);
	struct user_pages user = {};

	KUNIT_EXPECT_EQ(test, vm_munmap(base + (PAGES - 1) * PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, base, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, base, U64_MAX), -E2BIG);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, U64_MAX, 2), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, ULONG_MAX - 10, 4), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, 0, 1), -EFAULT);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, fixed, 1), -EFAULT);
	/* The first pages are pinned, and then the last one is not there. */
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, base, PAGES * PAGE_SIZE), -EFAULT);
	KUNIT_EXPECT_NULL(test, user.pages);
	KUNIT_EXPECT_EQ(test, atomic64_read(&current->mm->pinned_vm), 0LL);
	KUNIT_EXPECT_EQ(test, user_pages_pin(&user, base, (PAGES - 1) * PAGE_SIZE), 0);
	user_pages_unpin(&user);
	detach_mm();
}

/* The error of pinning a mapping of such a buffer. */
static int pin_mapping_of(struct kunit *test, enum kmemlab_memory memory)
{
	struct kmemlab_buffer *buffer = kmemlab_buffer_alloc(memory, PAGES * PAGE_SIZE);
	struct user_pages user;
	struct file *file;
	unsigned long base;
	int err;

	KUNIT_ASSERT_FALSE(test, IS_ERR(buffer));
	file = kmemlab_buffer_file(test, buffer);
	/* The file has a reference of its own. */
	kmemlab_buffer_put(buffer);
	base = kunit_vm_mmap(test, file, 0, PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
			     MAP_SHARED, 0);
	fput(file);
	err = IS_ERR_VALUE(base) ? (long)base :
				   user_pages_pin(&user, base, PAGES * PAGE_SIZE);
	if (!err)
		user_pages_unpin(&user);
	detach_mm();
	flush_delayed_fput();
	return err;
}

/*
 * Success: a mapping of pages can be pinned like any memory, a mapping by page frame
 * number cannot: its driver could not know that the pages are in use.
 */
static void mapping_by_frame_number_cannot_be_pinned(struct kunit *test)
{
	int pages = pin_mapping_of(test, KMEMLAB_PAGES);

	if (pages == -EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_EXPECT_EQ(test, pages, 0);
	KUNIT_EXPECT_EQ(test, pin_mapping_of(test, KMEMLAB_ON_FAULT), 0);
	KUNIT_EXPECT_EQ(test, pin_mapping_of(test, KMEMLAB_CONTIGUOUS), -EFAULT);
}

static struct kunit_case user_pages_cases[] = {
	KUNIT_CASE(pinned_memory_is_written),
	KUNIT_CASE(pinned_pages_outlive_the_mapping),
	KUNIT_CASE(most_is_pinned),
	KUNIT_CASE(wrong_memory_is_refused),
	KUNIT_CASE(mapping_by_frame_number_cannot_be_pinned),
	{}
};

static struct kunit_suite user_pages_suite = {
	.name = "kmemlab_mmap_pin",
	.test_cases = user_pages_cases,
};

kunit_test_suite(user_pages_suite);
