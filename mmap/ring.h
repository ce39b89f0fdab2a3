/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_RING_H
#define KMEMLAB_RING_H

#include <linux/types.h>

struct iov_iter;

/**
 * struct kmemlab_ring - one side of a ring whose other side may lie
 * @index: this side's index, for the other side to read; never read back
 * @peer: the other side's index, which it may change at any time
 * @data: bytes that both sides see
 * @size: bytes of @data, a power of two
 * @own: this side's index
 */
struct kmemlab_ring {
	u32 *index;
	u32 *peer;
	u8 *data;
	u32 size;
	u32 own;
};

int kmemlab_ring_init(struct kmemlab_ring *ring, u32 *index, u32 *peer,
		      u8 *data, u32 size);
void kmemlab_ring_reset(struct kmemlab_ring *ring);
struct kmemlab_ring kmemlab_ring_other_side(const struct kmemlab_ring *ring);
ssize_t kmemlab_ring_space(const struct kmemlab_ring *producer);
ssize_t kmemlab_ring_used(const struct kmemlab_ring *consumer);
ssize_t kmemlab_ring_put(struct kmemlab_ring *producer, struct iov_iter *from);
ssize_t kmemlab_ring_get(struct kmemlab_ring *consumer, struct iov_iter *to);
ssize_t kmemlab_ring_move(struct kmemlab_ring *consumer,
			  struct kmemlab_ring *producer);

#endif /* KMEMLAB_RING_H */
