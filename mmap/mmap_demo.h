/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What mmap-demo and user space agree on: the first page of a mapping of
 * /dev/mmap-demo-ring, its ioctls, and those of /dev/mmap-demo-pin.
 */
#ifndef MMAP_DEMO_H
#define MMAP_DEMO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct mmap_demo_ring - one direction
 * @head: bytes put since the last reset, modulo 2^32; written by the producer alone
 * @tail: bytes taken since the last reset, modulo 2^32; written by the consumer alone
 * @size: bytes of data, a power of two; the kernel writes it and never reads it back
 * @data: where the data begins, in bytes from the start of the mapping; the same
 * @pad0: gives @head a cache line of its own
 * @pad1: gives @tail one
 * @pad2: zero
 *
 * Empty: head == tail. Full: head - tail == size. The byte of index i lies at
 * data + (i & (size - 1)). A producer fills bytes, then stores @head with release
 * semantics; a consumer loads @head with acquire semantics, then reads the bytes;
 * the other way round with @tail.
 */
struct mmap_demo_ring {
	__u32 head;
	__u32 pad0[15];
	__u32 tail;
	__u32 pad1[15];
	__u32 size;
	__u32 data;
	__u32 pad2[14];
};

/**
 * struct mmap_demo_rings - the first page of the mapping
 * @to_user: the kernel produces, user space consumes
 * @to_kernel: user space produces, the kernel consumes
 */
struct mmap_demo_rings {
	struct mmap_demo_ring to_user;
	struct mmap_demo_ring to_kernel;
};

/* Indexes have moved: work on the rings and wake who waits. EPROTO: impossible ones. */
#define MMAP_DEMO_KICK	_IO('k', 0x60)
/* Both rings empty, indexes 0. */
#define MMAP_DEMO_RESET	_IO('k', 0x61)

/* The most that a file of /dev/mmap-demo-pin pins, in bytes. */
#define MMAP_DEMO_PIN_MAX	(4 << 20)

/**
 * struct mmap_demo_pin - memory of the process
 * @addr: where it begins
 * @length: bytes, 1 to MMAP_DEMO_PIN_MAX
 */
struct mmap_demo_pin {
	__u64 addr;
	__u64 length;
};

/*
 * Pin the memory. EBUSY: this file has pinned some already. EINVAL, E2BIG: a wrong
 * length. EFAULT: not the process's to write, or never to be pinned. ENOMEM: more than
 * RLIMIT_MEMLOCK.
 */
#define MMAP_DEMO_PIN	_IOW('k', 0x70, struct mmap_demo_pin)
/* Write that byte, 0 to 255, to all of it. EINVAL: another value. ENXIO: nothing pinned. */
#define MMAP_DEMO_FILL	_IO('k', 0x71)
/* Unpin it. ENXIO: nothing pinned. */
#define MMAP_DEMO_UNPIN	_IO('k', 0x72)

#endif /* MMAP_DEMO_H */
