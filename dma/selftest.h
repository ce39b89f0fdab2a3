/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_SELFTEST_H
#define KMEMLAB_SELFTEST_H

#include <linux/sizes.h>
#include <linux/types.h>

struct edu_dma;

/* A ring moves this in buffers; the device's memory limits the others. */
#define SELFTEST_RING_BYTES	SZ_16K
#define SELFTEST_RING_SIZE	8
#define SELFTEST_MESSAGES	3

/**
 * struct selftest - one form, with a pattern that goes into the device and back
 * @name: name of the form
 * @run: moves so many bytes
 */
struct selftest {
	const char *name;
	int (*run)(struct edu_dma *edu, u32 bytes);
};

#define SELFTESTS 6

extern const struct selftest selftests[SELFTESTS];

int selftest_send_receive(struct edu_dma *edu, u32 bytes, gfp_t gfp);
int selftest_coherent(struct edu_dma *edu, u32 bytes);

#endif /* KMEMLAB_SELFTEST_H */
