// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmap-fault. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "fault.h"

static void new_buffer(struct kunit *test, struct buffer *buffer)
{
	int i;

	buffer->nr = 3;
	/* One more than the buffer has: what is beyond the end must not be used. */
	buffer->pages = kunit_kcalloc(test, 4, sizeof(*buffer->pages), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer->pages);
	for (i = 0; i < 4; i++) {
		buffer->pages[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, buffer->pages[i]);
	}
}

static void free_buffer(struct buffer *buffer)
{
	int i;

	for (i = 0; i < 4; i++)
		__free_page(buffer->pages[i]);
}

static struct vm_area_struct *new_area(struct kunit *test, struct buffer *buffer)
{
	struct vm_area_struct *vma = kunit_kzalloc(test, sizeof(*vma), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, vma);
	vma->vm_start = 0x10000000;
	vma->vm_end = vma->vm_start + 4 * PAGE_SIZE;
	vma->vm_private_data = buffer;
	return vma;
}

static void the_page_comes_with_a_reference(struct kunit *test)
{
	struct buffer buffer;
	struct vm_fault vmf = { .vma = new_area(test, &buffer), .pgoff = 2,
				.address = 0x10000000 + 2 * PAGE_SIZE };

	new_buffer(test, &buffer);
	KUNIT_EXPECT_EQ(test, buffer_fault(&vmf), 0);
	KUNIT_EXPECT_PTR_EQ_MSG(test, vmf.page, buffer.pages[2], "this is not page 2");
	if (vmf.page == buffer.pages[2])
		KUNIT_EXPECT_EQ_MSG(test, page_count(vmf.page), 2,
				    "the mapping has no reference: the page is freed too early");
	if (page_count(buffer.pages[2]) == 2)
		put_page(buffer.pages[2]);
	free_buffer(&buffer);
}

static void beyond_the_end_is_an_error(struct kunit *test)
{
	struct buffer buffer;
	struct vm_fault vmf = { .vma = new_area(test, &buffer), .pgoff = 3,
				.address = 0x10000000 + 3 * PAGE_SIZE };

	new_buffer(test, &buffer);
	KUNIT_EXPECT_EQ_MSG(test, buffer_fault(&vmf), VM_FAULT_SIGBUS, "the buffer has 3 pages");
	KUNIT_EXPECT_NULL(test, vmf.page);
	if (page_count(buffer.pages[3]) == 2)
		put_page(buffer.pages[3]);
	free_buffer(&buffer);
}

static struct kunit_case fault_cases[] = {
	KUNIT_CASE(the_page_comes_with_a_reference),
	KUNIT_CASE(beyond_the_end_is_an_error),
	{}
};

static struct kunit_suite fault_suite = {
	.name = "exercise_mmap_fault",
	.test_cases = fault_cases,
};

kunit_test_suite(fault_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmap-fault");
MODULE_LICENSE("GPL");
