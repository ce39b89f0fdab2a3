/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_COHERENT_H
#define KMEMLAB_COHERENT_H

#include <linux/types.h>

struct edu_dma;

int coherent_copy(struct edu_dma *edu, u32 bytes);
int noncoherent_copy(struct edu_dma *edu, u32 bytes);

#endif /* KMEMLAB_COHERENT_H */
