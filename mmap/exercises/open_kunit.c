// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmap-open. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "open.h"

static int released;

static void release(struct buffer *buffer)
{
	released++;
}

static void the_last_area_releases_the_buffer(struct kunit *test)
{
	struct buffer buffer = { REFCOUNT_INIT(1), release };
	struct vm_area_struct *parent = kunit_kzalloc(test, sizeof(*parent), GFP_KERNEL);
	struct vm_area_struct *child = kunit_kzalloc(test, sizeof(*child), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, parent);
	KUNIT_ASSERT_NOT_NULL(test, child);
	released = 0;
	parent->vm_private_data = &buffer;
	child->vm_private_data = &buffer;
	area_open(child);
	KUNIT_EXPECT_EQ_MSG(test, refcount_read(&buffer.refs), 2, "the child has no reference");
	/* The model of fork() ends here if a second close would find the buffer gone. */
	if (refcount_read(&buffer.refs) != 2)
		return;
	area_close(parent);
	KUNIT_EXPECT_EQ_MSG(test, released, 0, "the child still maps the buffer");
	if (refcount_read(&buffer.refs) == 1)
		area_close(child);
	KUNIT_EXPECT_EQ_MSG(test, released, 1, "no area maps the buffer any more");
}

static struct kunit_case open_cases[] = {
	KUNIT_CASE(the_last_area_releases_the_buffer),
	{}
};

static struct kunit_suite open_suite = {
	.name = "exercise_mmap_open",
	.test_cases = open_cases,
};

kunit_test_suite(open_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmap-open");
MODULE_LICENSE("GPL");
