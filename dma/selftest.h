/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_SELFTEST_H
#define KMEMLAB_SELFTEST_H

#include <linux/dma-direction.h>
#include <linux/sizes.h>
#include <linux/types.h>

#include "stream.h"

struct kmemlab_engine;

#define KMEMLAB_SELFTEST_MAX	SZ_64K

/* The copies that a ring is given, and its size. */
#define KMEMLAB_SELFTEST_BLOCK	256
#define KMEMLAB_SELFTEST_RING	8

int kmemlab_selftest_stream(struct kmemlab_engine *engine, enum kmemlab_kind kind,
			    enum dma_data_direction direction, size_t offset, size_t bytes);
int kmemlab_selftest_coherent(struct kmemlab_engine *engine, size_t bytes);
int kmemlab_selftest_ring(struct kmemlab_engine *engine, size_t bytes);

#endif /* KMEMLAB_SELFTEST_H */
