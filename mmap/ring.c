// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of bytes in memory that another process can write to at any time.
 *
 * One producer, one consumer, no lock: each writes one index and reads the
 * other. The indexes run freely and wrap at 2^32, so that full (head - tail ==
 * size) and empty (head == tail) differ; the size is a power of two, or the
 * byte of an index would jump where the index wraps.
 *
 *   producer                            consumer
 *   tail = smp_load_acquire(tail)       head = smp_load_acquire(head)
 *   fill data                           read data
 *   smp_store_release(head, own)        smp_store_release(tail, own)
 *
 * Released after the data was filled, acquired before it is read: who sees the
 * index sees the bytes. The other direction needs it as well, or the producer
 * might fill a byte that the consumer is still reading.
 *
 * The other side may be hostile. Hence three rules:
 *
 *   - What this side knows it does not read back: its own index. The size is
 *     not in shared memory at all.
 *   - What it must read, it reads once and checks: with the own index it must
 *     make between 0 and size bytes, or the ring is refused (EPROTO). Data that
 *     changes while it is copied is only wrong data.
 *   - Every access stays within the data whatever the indexes say: they are
 *     masked.
 *
 * (Documentation/core-api/circular-buffers.rst,
 * Documentation/memory-barriers.txt.)
 */
#include "../kmemlab.h"

#include <asm/barrier.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "ring.h"

/**
 * kmemlab_ring_init() - one side of an empty ring
 * @ring: to be initialised
 * @index: this side's index, in memory that the other side sees
 * @peer: the other side's index, in memory that it writes
 * @data: bytes, in memory that both sides see
 * @size: how many, a power of two up to 2^30: a count of bytes is a ssize_t,
 *	also on 32 bits
 *
 * Context: any; the ring must not be in use.
 * Return: 0, or -EINVAL for another size.
 */
int kmemlab_ring_init(struct kmemlab_ring *ring, u32 *index, u32 *peer,
		      u8 *data, u32 size)
{
	if (!is_power_of_2(size) || size > SZ_1G)
		return -EINVAL;
	*ring = (struct kmemlab_ring) {
		.index = index, .peer = peer, .data = data, .size = size,
	};
	kmemlab_ring_reset(ring);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_init, "KMEMLAB");

/**
 * kmemlab_ring_reset() - empty the ring
 * @ring: this side of it
 *
 * Context: any; the own side must not be in use. The other side has to begin
 * anew.
 */
void kmemlab_ring_reset(struct kmemlab_ring *ring)
{
	ring->own = 0;
	WRITE_ONCE(*ring->index, 0);
	WRITE_ONCE(*ring->peer, 0);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_reset, "KMEMLAB");

/**
 * kmemlab_ring_other_side() - the side that the peer has
 * @ring: this side
 *
 * For a system call that produces or consumes on behalf of user space. Its
 * index is that of user space, believed or not: what comes of it is checked
 * like the rest.
 *
 * Context: any.
 * Return: the other side.
 */
struct kmemlab_ring kmemlab_ring_other_side(const struct kmemlab_ring *ring)
{
	return (struct kmemlab_ring) {
		.index = ring->peer,
		.peer = ring->index,
		.data = ring->data,
		.size = ring->size,
		.own = READ_ONCE(*ring->peer),
	};
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_other_side, "KMEMLAB");

/**
 * kmemlab_ring_space() - how much may be put
 * @producer: the producer's side
 *
 * Context: any.
 * Return: bytes, 0 to the size, or -EPROTO if the other side's index is
 * impossible.
 */
ssize_t kmemlab_ring_space(const struct kmemlab_ring *producer)
{
	/* Pairs with the consumer's release of tail, when it has read. */
	u32 used = producer->own - smp_load_acquire(producer->peer);

	/* Not by ?: which would make the error unsigned, and positive. */
	if (used > producer->size)
		return -EPROTO;
	return producer->size - used;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_space, "KMEMLAB");

/**
 * kmemlab_ring_used() - how much may be got
 * @consumer: the consumer's side
 *
 * Context: any.
 * Return: bytes, 0 to the size, or -EPROTO if the other side's index is
 * impossible.
 */
ssize_t kmemlab_ring_used(const struct kmemlab_ring *consumer)
{
	/* Pairs with the producer's release of head: those bytes are there. */
	u32 used = smp_load_acquire(consumer->peer) - consumer->own;

	if (used > consumer->size)
		return -EPROTO;
	return used;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_used, "KMEMLAB");

/* From the own index on, how many of these bytes lie in one piece. */
static size_t piece(const struct kmemlab_ring *side, size_t bytes, u8 **at)
{
	u32 offset = side->own & (side->size - 1);

	*at = side->data + offset;
	return min_t(size_t, bytes, side->size - offset);
}

/**
 * kmemlab_ring_put() - produce bytes
 * @producer: the producer's side, used by the caller alone
 * @from: where from and how many
 *
 * Context: process context if @from is user memory, may sleep then.
 * Return: how many were put, 0 if the ring is full, or
 * * -EPROTO - the other side's index is impossible
 * * -EFAULT - none could be copied
 */
ssize_t kmemlab_ring_put(struct kmemlab_ring *producer, struct iov_iter *from)
{
	ssize_t space = kmemlab_ring_space(producer), done = 0;
	size_t bytes, copied;
	u8 *at;

	while (done < space && iov_iter_count(from)) {
		bytes = piece(producer,
			      min_t(size_t, space - done, iov_iter_count(from)),
			      &at);
		copied = copy_from_iter(at, bytes, from);
		if (!copied)
			return done ?: -EFAULT;
		producer->own += copied;
		done += copied;
		/* Pairs with the consumer's acquire of head. */
		smp_store_release(producer->index, producer->own);
	}
	return space < 0 ? space : done;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_put, "KMEMLAB");

/**
 * kmemlab_ring_get() - consume bytes
 * @consumer: the consumer's side, used by the caller alone
 * @to: where to and how many
 *
 * Context: process context if @to is user memory, may sleep then.
 * Return: how many were got, 0 if the ring is empty, or as kmemlab_ring_put().
 */
ssize_t kmemlab_ring_get(struct kmemlab_ring *consumer, struct iov_iter *to)
{
	ssize_t used = kmemlab_ring_used(consumer), done = 0;
	size_t bytes, copied;
	u8 *at;

	while (done < used && iov_iter_count(to)) {
		bytes = piece(consumer,
			      min_t(size_t, used - done, iov_iter_count(to)),
			      &at);
		copied = copy_to_iter(at, bytes, to);
		if (!copied)
			return done ?: -EFAULT;
		consumer->own += copied;
		done += copied;
		/* Pairs with the producer's acquire of tail. */
		smp_store_release(consumer->index, consumer->own);
	}
	return used < 0 ? used : done;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_get, "KMEMLAB");

/**
 * kmemlab_ring_move() - from one ring to another
 * @consumer: this side of the ring to be emptied
 * @producer: this side of the ring to be filled
 *
 * At most what was there when it began, so that it ends while others produce.
 *
 * Context: any; both sides used by the caller alone.
 * Return: bytes moved, or -EPROTO if an index of the other side is impossible.
 */
ssize_t kmemlab_ring_move(struct kmemlab_ring *consumer,
			  struct kmemlab_ring *producer)
{
	ssize_t used = kmemlab_ring_used(consumer);
	ssize_t space = kmemlab_ring_space(producer);
	size_t left, bytes;
	u8 *from, *to;

	if (used < 0 || space < 0)
		return -EPROTO;
	for (left = min(used, space); left; left -= bytes) {
		bytes = piece(producer, piece(consumer, left, &from), &to);
		memcpy(to, from, bytes);
		consumer->own += bytes;
		producer->own += bytes;
	}
	/* Pairs with user space's acquire of tail: the bytes are out. */
	smp_store_release(consumer->index, consumer->own);
	/* Pairs with user space's acquire of head: the bytes are in. */
	smp_store_release(producer->index, producer->own);
	return min(used, space);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_ring_move, "KMEMLAB");
