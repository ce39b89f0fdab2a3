/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_RECORDER_H
#define KMEMLAB_RECORDER_H

#include <linux/compiler_types.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct device;

#define RECORDER_GAINS_MAX	64
/* 32 KiB: above PAGE_ALLOC_COSTLY_ORDER kmalloc memory is hard to get. */
#define RECORDER_SAMPLES_MAX	8000
#define RECORDER_HISTORY_MAX	SZ_4M
#define RECORDER_RING_BYTES	20480

/**
 * struct recorder - a device that records samples, as a driver sees it
 * @id: number of the device
 * @name: from kasprintf()
 * @ring: whole pages, from alloc_pages_exact(); RECORDER_RING_BYTES
 * @gains: one for each channel, from memdup_user(); NULL until they are set
 * @nr_gains: length of @gains
 * @samples: what was recorded, from krealloc_array(); NULL until the first one
 * @nr_samples: samples in use
 * @max_samples: samples that fit into @samples
 * @history: older samples, from kvrealloc(); NULL until its length is set
 * @nr_history: length of @history
 */
struct recorder {
	u32 id;
	char *name;
	void *ring;
	s16 *gains;
	size_t nr_gains;
	s32 *samples;
	size_t nr_samples;
	size_t max_samples;
	s32 *history;
	size_t nr_history;
};

/**
 * struct packet - a message of any length
 * @length: bytes of @data
 * @data: the message
 */
struct packet {
	u16 length;
	u8 data[] __counted_by(length);
};

struct recorder *recorder_create(u32 id);
struct recorder *recorder_create_cleanup(u32 id);
void recorder_destroy(struct recorder *recorder);
struct recorder *devm_recorder_create(struct device *dev, u32 id);
int recorder_set_gains(struct recorder *recorder, const s16 __user *gains,
		       size_t nr);
int recorder_add_sample(struct recorder *recorder, s32 sample);
int recorder_resize_history(struct recorder *recorder, size_t nr);
struct packet *packet_create(const void *data, size_t length);
int most_frequent_byte(const u8 *data, size_t length);
char *name_without_spaces(const char *name);
int pages_hold_pattern(unsigned int order, u8 pattern);

#endif /* KMEMLAB_RECORDER_H */
