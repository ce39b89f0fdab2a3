/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_LOOPBACK_H
#define KMEMLAB_LOOPBACK_H

#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "ring.h"

struct iov_iter;
struct kmemlab_buffer;

#define KMEMLAB_LOOPBACK_SIZE 65536U

/**
 * struct kmemlab_loopback - two rings, of which one's bytes come back on the other
 * @buffer: the memory of both, for user space to map
 * @lock: protects the kernel's sides, @to_user and @to_kernel
 * @to_user: produced here
 * @to_kernel: consumed here
 * @users: protects user space's sides, when a system call plays user space
 * @changes: how often the rings have changed
 * @wait: where readers, writers and pollers wait for the next change
 * @moved: bytes that came back since init
 */
struct kmemlab_loopback {
	struct kmemlab_buffer *buffer;
	struct mutex lock; /* to_user, to_kernel */
	struct kmemlab_ring to_user;
	struct kmemlab_ring to_kernel;
	struct mutex users; /* the other sides */
	atomic_t changes;
	wait_queue_head_t wait;
	atomic_long_t moved;
};

int kmemlab_loopback_init(struct kmemlab_loopback *loopback);
void kmemlab_loopback_exit(struct kmemlab_loopback *loopback);
ssize_t kmemlab_loopback_kick(struct kmemlab_loopback *loopback);
void kmemlab_loopback_reset(struct kmemlab_loopback *loopback);
ssize_t kmemlab_loopback_read(struct kmemlab_loopback *loopback, struct iov_iter *to,
			      bool nonblock);
ssize_t kmemlab_loopback_write(struct kmemlab_loopback *loopback, struct iov_iter *from,
			       bool nonblock);
__poll_t kmemlab_loopback_events(struct kmemlab_loopback *loopback);

#endif /* KMEMLAB_LOOPBACK_H */
