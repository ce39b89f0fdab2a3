/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_RING_H
#define KMEMLAB_RING_H

#include <linux/types.h>

struct iov_iter;
struct mmap_demo_ring;

/**
 * struct kmemlab_ring - one side of a ring that the other side can write to
 * @shared: indexes that both sides see
 * @data: bytes that both sides see
 * @size: bytes of @data, a power of two; what @shared says of it is not believed
 * @own: this side's index; what @shared says of it is not believed either
 */
struct kmemlab_ring {
	struct mmap_demo_ring *shared;
	u8 *data;
	u32 size;
	u32 own;
};

int kmemlab_ring_init(struct kmemlab_ring *ring, struct mmap_demo_ring *shared, u8 *data,
		      u32 size);
void kmemlab_ring_reset(struct kmemlab_ring *ring);
struct kmemlab_ring kmemlab_ring_as_producer(const struct kmemlab_ring *ring);
struct kmemlab_ring kmemlab_ring_as_consumer(const struct kmemlab_ring *ring);
ssize_t kmemlab_ring_space(const struct kmemlab_ring *producer);
ssize_t kmemlab_ring_used(const struct kmemlab_ring *consumer);
ssize_t kmemlab_ring_put(struct kmemlab_ring *producer, struct iov_iter *from);
ssize_t kmemlab_ring_get(struct kmemlab_ring *consumer, struct iov_iter *to);
ssize_t kmemlab_ring_move(struct kmemlab_ring *consumer, struct kmemlab_ring *producer);

#endif /* KMEMLAB_RING_H */
