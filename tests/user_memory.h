/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kunit_vm_mmap() gives the case's thread an address space that it shares with nobody,
 * and never drops the reference that kthread_use_mm() takes (lib/kunit/user_alloc.c up
 * to 7.2): each such case would leak a struct mm_struct.
 */
#ifndef KMEMLAB_TESTS_USER_MEMORY_H
#define KMEMLAB_TESTS_USER_MEMORY_H

#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

/* 6.12: suites can map files. */
#if kernel_before(6, 12)
struct kunit;

static inline unsigned long kunit_vm_mmap(struct kunit *test, struct file *file,
					  unsigned long addr, unsigned long len,
					  unsigned long prot, unsigned long flags,
					  unsigned long offset)
{
	return -EOPNOTSUPP;
}
#endif

/* At the end of a case that mapped something; unmaps what is left. */
static inline void detach_mm(void)
{
	struct mm_struct *mm = current->mm;

	if (!mm)
		return;
	kthread_unuse_mm(mm);
	mmput(mm);
}

#endif /* KMEMLAB_TESTS_USER_MEMORY_H */
