// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise allocators-gfp. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "gfp.h"

static void text_is_copied(struct kunit *test)
{
	struct note *note = note_new("a text", GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL_MSG(test, note, "note_new() returned NULL");
	KUNIT_EXPECT_STREQ(test, note->text, "a text");
	note_free(note);
}

static DEFINE_SPINLOCK(lock);

/* The kernel with DEBUG_ATOMIC_SLEEP reports an allocation that may sleep here. */
static void works_under_a_spinlock(struct kunit *test)
{
	struct note *note;

	spin_lock(&lock);
	note = note_new("a text", GFP_NOWAIT);
	spin_unlock(&lock);
	KUNIT_EXPECT_NOT_NULL(test, note);
	if (note)
		note_free(note);
}

static void each_failure_gives_null(struct kunit *test)
{
	struct note *note;
	int nth;

	for (nth = 1; nth <= 2; nth++) {
		fail_allocation(nth);
		note = note_new("a text", GFP_KERNEL);
		KUNIT_EXPECT_EQ_MSG(test, failures_left(), 0,
				    "allocation %d should fail: it was not made", nth);
		KUNIT_EXPECT_NULL_MSG(test, note, "allocation %d failed, and the note is there",
				      nth);
	}
}

static struct kunit_case gfp_cases[] = {
	KUNIT_CASE(text_is_copied),
	KUNIT_CASE(works_under_a_spinlock),
	KUNIT_CASE(each_failure_gives_null),
	{}
};

static struct kunit_suite gfp_suite = {
	.name = "exercise_allocators_gfp",
	.test_cases = gfp_cases,
};

kunit_test_suite(gfp_suite);

MODULE_DESCRIPTION("kmemlab: the exercise allocators-gfp");
MODULE_LICENSE("GPL");
