// SPDX-License-Identifier: GPL-2.0
/* By the function that takes the lock. Reading is free. */
int demo_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	vm_flags_set(vma, VM_DONTEXPAND);
	return 0;
}
