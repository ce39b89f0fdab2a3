/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_DMA_FILES_H
#define KMEMLAB_DMA_FILES_H

#include <linux/mutex.h>

#include "selftest.h"

struct dentry;
struct kmemlab_engine;

/* After the kinds of streams, what needs neither sync nor direction. */
#define DMA_FILES_COHERENT	KMEMLAB_KINDS
#define DMA_FILES_RING		(KMEMLAB_KINDS + 1)
#define DMA_FILES_KINDS		(KMEMLAB_KINDS + 2)

/**
 * struct dma_files - the debugfs files of one device
 * @engine: the device
 * @dir: their folder
 * @lock: protects what follows
 * @kind: what memory the next run uses
 * @direction: what the device does with it
 * @offset: of its first byte, in its page
 */
struct dma_files {
	struct kmemlab_engine *engine;
	struct dentry *dir;
	struct mutex lock; /* what follows */
	unsigned int kind;
	unsigned int direction;
	unsigned int offset;
};

void dma_files_add(struct dma_files *files, struct kmemlab_engine *engine,
		   struct dentry *parent);
void dma_files_remove(struct dma_files *files);

#endif /* KMEMLAB_DMA_FILES_H */
