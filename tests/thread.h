/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread of a case. No ASSERT after this until the thread has ended, because it uses
 * memory of the case, which an ASSERT would free or leave.
 */
#ifndef KMEMLAB_TESTS_THREAD_H
#define KMEMLAB_TESTS_THREAD_H

#include <kunit/test.h>
#include <linux/err.h>
#include <linux/kthread.h>

static inline struct task_struct *new_thread(struct kunit *test, int (*function)(void *data),
					     void *data)
{
	struct task_struct *task = kthread_run(function, data, "kmemlab-kunit");

	if (!IS_ERR(task))
		return task;
	KUNIT_FAIL(test, "no thread: %ld", PTR_ERR(task));
	return NULL;
}

#endif /* KMEMLAB_TESTS_THREAD_H */
