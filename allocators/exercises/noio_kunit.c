// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-noio. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "noio.h"

static unsigned int flags_inside;

static int write_and_look(struct disk *disk)
{
	flags_inside = current->flags & PF_MEMALLOC_NOIO;
	return 0;
}

static int write_and_fail(struct disk *disk)
{
	return -EIO;
}

static void write_runs_in_the_scope(struct kunit *test)
{
	struct disk disk = { write_and_look };

	flags_inside = 0;
	KUNIT_EXPECT_EQ(test, disk_flush(&disk), 0);
	KUNIT_EXPECT_NE_MSG(test, flags_inside, 0, "write() was not in a NOIO scope");
	KUNIT_EXPECT_EQ_MSG(test, current->flags & PF_MEMALLOC_NOIO, 0, "the scope did not end");
	current->flags &= ~PF_MEMALLOC_NOIO;
}

static void an_error_ends_the_scope(struct kunit *test)
{
	struct disk disk = { write_and_fail };

	KUNIT_EXPECT_EQ(test, disk_flush(&disk), -EIO);
	KUNIT_EXPECT_EQ_MSG(test, current->flags & PF_MEMALLOC_NOIO, 0,
			    "after an error the scope did not end");
	current->flags &= ~PF_MEMALLOC_NOIO;
}

static void an_outer_scope_goes_on(struct kunit *test)
{
	struct disk disk = { write_and_look };
	unsigned int outer = memalloc_noio_save();

	KUNIT_EXPECT_EQ(test, disk_flush(&disk), 0);
	KUNIT_EXPECT_NE_MSG(test, current->flags & PF_MEMALLOC_NOIO, 0,
			    "the caller's scope was ended");
	memalloc_noio_restore(outer);
}

static struct kunit_case noio_cases[] = {
	KUNIT_CASE(write_runs_in_the_scope),
	KUNIT_CASE(an_error_ends_the_scope),
	KUNIT_CASE(an_outer_scope_goes_on),
	{}
};

static struct kunit_suite noio_suite = {
	.name = "exercise_allocators_noio",
	.test_cases = noio_cases,
};

kunit_test_suite(noio_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-noio");
MODULE_LICENSE("GPL");
