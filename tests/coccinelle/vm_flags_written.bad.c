// SPDX-License-Identifier: GPL-2.0
/* Without the area's lock; no such assignment compiles from 6.3 on. */
int demo_mmap(struct file *file, struct vm_area_struct *vma)
{
	vma->vm_flags |= VM_DONTEXPAND;
	return 0;
}
