/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_MAPPING_H
#define KMEMLAB_MAPPING_H

#include <linux/types.h>

struct file;
struct kmemlab_buffer;
struct vm_area_desc;

int kmemlab_mapping_prepare(struct vm_area_desc *desc, struct kmemlab_buffer *buffer);
int kmemlab_mapping_mapped(unsigned long start, unsigned long end, pgoff_t pgoff,
			   const struct file *file, void **private_data);

#endif /* KMEMLAB_MAPPING_H */
