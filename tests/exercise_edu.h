/* SPDX-License-Identifier: GPL-2.0 */
/* For the suites of the exercises of chapter 5.7: an edu without faults for each case. */
#ifndef KMEMLAB_TESTS_EXERCISE_EDU_H
#define KMEMLAB_TESTS_EXERCISE_EDU_H

#include <kunit/test.h>

#include "edu.h"

static struct edu_under_test edu;

static inline int acquire(struct kunit *test)
{
	return edu_acquire(&edu);
}

static inline void release(struct kunit *test)
{
	const struct edu_faults none = { };

	edu_break(&none);
	edu_release(&edu);
}

#endif /* KMEMLAB_TESTS_EXERCISE_EDU_H */
