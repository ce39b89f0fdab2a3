/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise dma-ring is about; its suite is ring_kunit.c. */
#ifndef KMEMLAB_EXERCISE_RING_H
#define KMEMLAB_EXERCISE_RING_H

#include <linux/types.h>

#define RING_SIZE 4

/* Post and reap are called by one task at a time; the device runs meanwhile. */
struct ring {
	void *buffers[RING_SIZE];
	bool done[RING_SIZE];	/* set by the device */
	unsigned int head;	/* the next slot to post */
	unsigned int tail;	/* the oldest slot that is not reaped */
};

/* 0, or -ENOSPC if every slot is in use. */
int ring_post(struct ring *ring, void *buffer);
/* The oldest buffer, or NULL if there is none or the device still uses it. */
void *ring_reap(struct ring *ring);

#endif /* KMEMLAB_EXERCISE_RING_H */
