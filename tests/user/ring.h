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

/* The device, open and mapped. What the kernel writes is mapped to be read only. */
struct rings {
	int fd;
	struct mmap_demo_layout layout;
	const struct mmap_demo_kernel_page *kernel;
	struct mmap_demo_user_page *user;
	const char *to_user;
	char *to_kernel;
};

/* 0, or -1 with errno set. */
static inline int rings_open(struct rings *rings, int flags)
{
	struct mmap_demo_layout *layout = &rings->layout;
	void *kernel, *user;

	rings->fd = open(RING_DEVICE, O_RDWR | flags);
	if (rings->fd < 0)
		return -1;
	if (ioctl(rings->fd, MMAP_DEMO_LAYOUT, layout))
		goto err_close;
	kernel = mmap(NULL, layout->user_page, PROT_READ, MAP_SHARED, rings->fd, 0);
	if (kernel == MAP_FAILED)
		goto err_close;
	user = mmap(NULL, layout->length - layout->user_page, PROT_READ | PROT_WRITE, MAP_SHARED,
		    rings->fd, layout->user_page);
	if (user == MAP_FAILED)
		goto err_unmap;
	rings->kernel = kernel;
	rings->to_user = (char *)kernel + layout->to_user_data;
	rings->user = user;
	rings->to_kernel = (char *)user + (layout->to_kernel_data - layout->user_page);
	return 0;

err_unmap:
	munmap(kernel, layout->user_page);
err_close:
	close(rings->fd);
	return -1;
}

static inline void rings_close(struct rings *rings)
{
	munmap((void *)rings->kernel, rings->layout.user_page);
	munmap(rings->user, rings->layout.length - rings->layout.user_page);
	close(rings->fd);
}

static inline uint32_t ring_space(const struct rings *rings)
{
	return rings->layout.ring_size - (rings->user->to_kernel_head -
		__atomic_load_n(&rings->kernel->to_kernel_tail, __ATOMIC_ACQUIRE));
}

static inline uint32_t ring_used(const struct rings *rings)
{
	return __atomic_load_n(&rings->kernel->to_user_head, __ATOMIC_ACQUIRE) -
	       rings->user->to_user_tail;
}

/*
 * Zero copy: the bytes in place. at is set to where the next ones go, or come from; the
 * result says how many lie there in one piece.
 */
static inline uint32_t ring_to_fill(const struct rings *rings, char **at)
{
	uint32_t size = rings->layout.ring_size, space = ring_space(rings);
	uint32_t offset = rings->user->to_kernel_head & (size - 1);

	*at = rings->to_kernel + offset;
	return space < size - offset ? space : size - offset;
}

static inline uint32_t ring_to_read(const struct rings *rings, const char **at)
{
	uint32_t size = rings->layout.ring_size, used = ring_used(rings);
	uint32_t offset = rings->user->to_user_tail & (size - 1);

	*at = rings->to_user + offset;
	return used < size - offset ? used : size - offset;
}

static inline void ring_filled(struct rings *rings, uint32_t bytes)
{
	uint32_t *head = &rings->user->to_kernel_head;

	__atomic_store_n(head, *head + bytes, __ATOMIC_RELEASE);
}

static inline void ring_read(struct rings *rings, uint32_t bytes)
{
	uint32_t *tail = &rings->user->to_user_tail;

	__atomic_store_n(tail, *tail + bytes, __ATOMIC_RELEASE);
}

static inline int rings_kick(const struct rings *rings)
{
	return ioctl(rings->fd, MMAP_DEMO_KICK);
}

/* After an index was stored: a system call only if a process waits for it. */
static inline int rings_kick_if_wanted(const struct rings *rings)
{
	/* Either we see the flag, or the kernel, which set it before it looked, sees our index. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&rings->kernel->kick_wanted, __ATOMIC_RELAXED))
		return 0;
	return rings_kick(rings);
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
	const char *at;

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
