/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kunit_vm_mmap() gives the case's thread an address space that it shares with nobody,
 * and never drops the reference that kthread_use_mm() takes (lib/kunit/user_alloc.c up
 * to 7.2): each such case would leak a struct mm_struct.
 */
#ifndef KMEMLAB_TESTS_DETACH_H
#define KMEMLAB_TESTS_DETACH_H

#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

/* At the end of a case that mapped something; unmaps what is left. */
static inline void detach_mm(void)
{
	struct mm_struct *mm = current->mm;

	if (!mm)
		return;
	kthread_unuse_mm(mm);
	mmput(mm);
}

#endif /* KMEMLAB_TESTS_DETACH_H */
