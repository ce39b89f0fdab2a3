/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ALLOC_PARTS_H
#define KMEMLAB_ALLOC_PARTS_H

#include <linux/types.h>

/**
 * struct kmemlab_capture - an object of several parts, as drivers have them
 * @label: its name, from kstrdup()
 * @samples: a table, from kvmalloc_array()
 * @ring: whole pages, from alloc_pages_exact()
 * @ring_bytes: how large @ring is
 * @nr_channels: length of @channels
 * @channels: the flexible array at the end, part of the first allocation
 */
struct kmemlab_capture {
	char *label;
	u64 *samples;
	void *ring;
	size_t ring_bytes;
	unsigned int nr_channels;
	u32 channels[] __counted_by(nr_channels);
};

/**
 * struct kmemlab_capture_spec - how large to make one
 * @label: its name
 * @nr_channels: number of channels
 * @nr_samples: number of samples
 * @ring_bytes: size of the ring in bytes
 */
struct kmemlab_capture_spec {
	const char *label;
	unsigned int nr_channels;
	size_t nr_samples;
	size_t ring_bytes;
};

struct kmemlab_capture *kmemlab_capture_create_goto(const struct kmemlab_capture_spec *spec);
struct kmemlab_capture *kmemlab_capture_create_cleanup(const struct kmemlab_capture_spec *spec);
void kmemlab_capture_destroy(struct kmemlab_capture *capture);

#endif /* KMEMLAB_ALLOC_PARTS_H */
