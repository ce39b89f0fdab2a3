// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise dma-ring (chapter 5.6, write it).
 *
 * Task: Write ring_post() and ring_reap(): a ring of RING_SIZE slots. The driver posts
 * buffers at head, the device finishes them in order, the driver takes them back at
 * tail.
 *
 * Read: "A ring of descriptors" in dma/README.md.
 * Then: make exercise EX=dma-ring; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "ring.h"

int ring_post(struct ring *ring, void *buffer)
{
	/* TODO: is there a slot? Fill it, then advance head. */
	return -ENOSPC;
}

void *ring_reap(struct ring *ring)
{
	/* TODO: is the oldest buffer finished? Advance tail, return it. */
	return NULL;
}
