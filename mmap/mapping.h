/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_MAPPING_H
#define KMEMLAB_MAPPING_H

struct file;
struct vm_area_desc;
struct vm_area_struct;

/*
 * The hook of a file whose private_data is a buffer: mapping_prepare.c on a
 * kernel from
 * 7.2 on, mapping.c before. Kbuild asks the kernel.
 */
#ifdef KMEMLAB_MMAP_PREPARE
int buffer_mmap_prepare(struct vm_area_desc *desc);
#define BUFFER_MMAP_HOOK .mmap_prepare = buffer_mmap_prepare
#else
int buffer_mmap(struct file *file, struct vm_area_struct *vma);
#define BUFFER_MMAP_HOOK .mmap = buffer_mmap
#endif

#endif /* KMEMLAB_MAPPING_H */
