/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the suites of the exercises: let an allocation of this task fail. The guest allows it
 * for all kinds of allocation (Documentation/fault-injection/fault-injection.rst).
 */
#ifndef KMEMLAB_TESTS_EXERCISE_H
#define KMEMLAB_TESTS_EXERCISE_H

#include <linux/sched.h>

/* The @nth one from now on, 1 being the next. */
static inline void fail_allocation(int nth)
{
	current->fail_nth = nth;
}

/* Ends it: 0 if that allocation was made, and failed; else how many were still to go. */
static inline int failures_left(void)
{
	int left = current->fail_nth;

	current->fail_nth = 0;
	return left;
}

#endif /* KMEMLAB_TESTS_EXERCISE_H */
