/* SPDX-License-Identifier: GPL-2.0 */
/* User space's sides of the rings of /dev/mmap-demo-ring, in the mapping. */
#ifndef KMEMLAB_USER_RING_H
#define KMEMLAB_USER_RING_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../mmap/mmap_demo.h"

#define RING_DEVICE "/dev/mmap-demo-ring"

/*
 * One direction. Where the data is and how large it is were read once, when the device
 * was opened: the mapping is shared, so another process may change what it says.
 */
struct ring {
	struct mmap_demo_ring *shared;
	char *data;
	uint32_t size;
};

/* The device, open and mapped. */
struct rings {
	int fd;
	size_t size;
	struct mmap_demo_rings *shared;
	struct ring to_user;
	struct ring to_kernel;
};

/* What the first page says must lie within the mapping, or no access may follow it. */
static inline int ring_set_up(struct rings *rings, struct ring *ring, struct mmap_demo_ring *shared)
{
	uint32_t size = __atomic_load_n(&shared->size, __ATOMIC_RELAXED);
	uint32_t data = __atomic_load_n(&shared->data, __ATOMIC_RELAXED);

	if (!size || (size & (size - 1)) || data > rings->size || size > rings->size - data) {
		errno = EPROTO;
		return -1;
	}
	*ring = (struct ring) { shared, (char *)rings->shared + data, size };
	return 0;
}

/* 0, or -1 with errno set. The first page says how large the whole is. */
static inline int rings_open(struct rings *rings, int flags)
{
	size_t page = sysconf(_SC_PAGESIZE);

	rings->fd = open(RING_DEVICE, O_RDWR | flags);
	if (rings->fd < 0)
		return -1;
	rings->shared = mmap(NULL, page, PROT_READ, MAP_SHARED, rings->fd, 0);
	if (rings->shared == MAP_FAILED)
		return -1;
	rings->size = (size_t)rings->shared->to_kernel.data + rings->shared->to_kernel.size;
	munmap(rings->shared, page);
	/* More than the device has is ENXIO, whatever the page said. */
	rings->shared = mmap(NULL, rings->size, PROT_READ | PROT_WRITE, MAP_SHARED, rings->fd, 0);
	if (rings->shared == MAP_FAILED)
		return -1;
	return ring_set_up(rings, &rings->to_user, &rings->shared->to_user) ||
	       ring_set_up(rings, &rings->to_kernel, &rings->shared->to_kernel) ? -1 : 0;
}

static inline void rings_close(struct rings *rings)
{
	munmap(rings->shared, rings->size);
	close(rings->fd);
}

static inline uint32_t ring_space(const struct ring *ring)
{
	return ring->size -
	       (ring->shared->head - __atomic_load_n(&ring->shared->tail, __ATOMIC_ACQUIRE));
}

static inline uint32_t ring_used(const struct ring *ring)
{
	return __atomic_load_n(&ring->shared->head, __ATOMIC_ACQUIRE) - ring->shared->tail;
}

/*
 * Zero copy: the bytes in place. at is set to where the next ones go, or come from; the
 * result says how many lie there in one piece.
 */
static inline uint32_t ring_to_fill(const struct rings *rings, char **at)
{
	const struct ring *ring = &rings->to_kernel;
	uint32_t offset = ring->shared->head & (ring->size - 1), space = ring_space(ring);

	*at = ring->data + offset;
	return space < ring->size - offset ? space : ring->size - offset;
}

static inline uint32_t ring_to_read(const struct rings *rings, char **at)
{
	const struct ring *ring = &rings->to_user;
	uint32_t offset = ring->shared->tail & (ring->size - 1), used = ring_used(ring);

	*at = ring->data + offset;
	return used < ring->size - offset ? used : ring->size - offset;
}

static inline void ring_filled(struct rings *rings, uint32_t bytes)
{
	struct mmap_demo_ring *ring = &rings->shared->to_kernel;

	__atomic_store_n(&ring->head, ring->head + bytes, __ATOMIC_RELEASE);
}

static inline void ring_read(struct rings *rings, uint32_t bytes)
{
	struct mmap_demo_ring *ring = &rings->shared->to_user;

	__atomic_store_n(&ring->tail, ring->tail + bytes, __ATOMIC_RELEASE);
}

static inline int rings_kick(const struct rings *rings)
{
	return ioctl(rings->fd, MMAP_DEMO_KICK);
}

/* Copies, for those to whom the bytes are not of use in place. */
static inline uint32_t ring_put(struct rings *rings, const void *from, uint32_t bytes)
{
	uint32_t done = 0, piece;
	char *at;

	while (done < bytes && (piece = ring_to_fill(rings, &at))) {
		if (piece > bytes - done)
			piece = bytes - done;
		memcpy(at, (const char *)from + done, piece);
		ring_filled(rings, piece);
		done += piece;
	}
	return done;
}

static inline uint32_t ring_get(struct rings *rings, void *to, uint32_t bytes)
{
	uint32_t done = 0, piece;
	char *at;

	while (done < bytes && (piece = ring_to_read(rings, &at))) {
		if (piece > bytes - done)
			piece = bytes - done;
		memcpy((char *)to + done, at, piece);
		ring_read(rings, piece);
		done += piece;
	}
	return done;
}

#endif /* KMEMLAB_USER_RING_H */
