/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What mmap-demo and user space agree on: the mapping of /dev/mmap-demo-ring,
 * its ioctls, and those of /dev/mmap-demo-pin.
 */
#ifndef MMAP_DEMO_H
#define MMAP_DEMO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * The mapping of /dev/mmap-demo-ring, in this order:
 *
 *   struct mmap_demo_kernel_page   written by the kernel; a process maps it
 *   data of to_user                and the data of to_user to read, and gets
 *                                  EACCES if it wants to write
 *   struct mmap_demo_user_page     written by the process
 *   data of to_kernel
 *
 * to_user is the ring that the kernel fills, to_kernel the one that the process
 * fills. An index counts bytes since the last reset, modulo 2^32; the byte of
 * index i lies at i & (ring_size - 1) of the data. Empty: head == tail. Full:
 * head - tail == ring_size.
 *
 * A producer fills bytes, then stores head with release semantics; a consumer
 * loads head with acquire semantics, then reads the bytes; and the reverse with
 * tail.
 */

/**
 * struct mmap_demo_kernel_page - what the kernel tells the process
 * @to_user_head: bytes that the kernel has put into to_user
 * @pad0: gives @to_user_head a cache line of its own
 * @to_kernel_tail: bytes that the kernel has taken out of to_kernel
 * @pad1: gives @to_kernel_tail one
 * @kick_wanted: not 0 if a process waits: one that has stored an index executes
 *	a full barrier, looks here, and calls MMAP_DEMO_KICK
 */
struct mmap_demo_kernel_page {
	__u32 to_user_head;
	__u32 pad0[15];
	__u32 to_kernel_tail;
	__u32 pad1[15];
	__u32 kick_wanted;
};

/**
 * struct mmap_demo_user_page - what the process tells the kernel
 * @to_kernel_head: bytes that the process has put into to_kernel
 * @pad: gives both indexes a cache line of their own
 * @to_user_tail: bytes that the process has taken out of to_user
 */
struct mmap_demo_user_page {
	__u32 to_kernel_head;
	__u32 pad[15];
	__u32 to_user_tail;
};

/**
 * struct mmap_demo_layout - where everything is, in bytes from the start of the
 * mapping
 * @ring_size: bytes of data of each ring, a power of two
 * @to_user_data: data of to_user
 * @user_page: struct mmap_demo_user_page; what lies before is for the kernel to
 *	write
 * @to_kernel_data: data of to_kernel
 * @length: of the whole
 */
struct mmap_demo_layout {
	__u32 ring_size;
	__u32 to_user_data;
	__u32 user_page;
	__u32 to_kernel_data;
	__u32 length;
};

/* Indexes have moved: move bytes, wake waiters. EPROTO: impossible ones. */
#define MMAP_DEMO_KICK		_IO('k', 0x60)
/* Both rings empty, indexes 0. */
#define MMAP_DEMO_RESET		_IO('k', 0x61)
/* Where everything is, which never changes. */
#define MMAP_DEMO_LAYOUT	_IOR('k', 0x62, struct mmap_demo_layout)
/*
 * Signal this eventfd whenever the rings have changed; -1: none any more.
 * kick_wanted is set as long. EBADF, EINVAL: no eventfd. EBUSY: another open
 * file has set one.
 */
#define MMAP_DEMO_EVENTFD	_IOW('k', 0x63, __s32)

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
 * Pin the memory. EBUSY: this file has pinned some already. EINVAL, E2BIG: a
 * wrong length. EFAULT: not the process's to write, or never to be pinned.
 * ENOMEM: more than RLIMIT_MEMLOCK.
 */
#define MMAP_DEMO_PIN		_IOW('k', 0x70, struct mmap_demo_pin)
/* Write that byte to all of it. EINVAL: above 255. ENXIO: nothing pinned. */
#define MMAP_DEMO_FILL		_IOW('k', 0x71, __u32)
/* Unpin it. ENXIO: nothing pinned. */
#define MMAP_DEMO_UNPIN		_IO('k', 0x72)

#endif /* MMAP_DEMO_H */
