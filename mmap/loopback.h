/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_LOOPBACK_H
#define KMEMLAB_LOOPBACK_H

#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "ring.h"

struct eventfd_ctx;
struct file;
struct iov_iter;
struct kmemlab_buffer;
struct mmap_demo_kernel_page;
struct mmap_demo_layout;

#define KMEMLAB_LOOPBACK_SIZE 65536U

/**
 * struct kmemlab_loopback - two rings, of which one's bytes come back on the
 * other
 * @buffer: the memory of both, for user space to map
 * @kernel_page: its first page, which the kernel writes
 * @lock: protects the kernel's sides, @to_user and @to_kernel, and the eventfd
 * @to_user: produced here
 * @to_kernel: consumed here
 * @eventfd: signalled whenever the rings have changed, or NULL
 * @eventfd_owner: the open file that has set it
 * @users: protects user space's sides, when a system call plays user space; it
 *	is held while bytes are copied from or to a process, whose page fault may
 *	last as long as a process likes (userfaultfd), so who waits for it can be
 *	interrupted
 * @changes: how often the rings have changed
 * @wait: where readers, writers and pollers wait for the next change
 * @moved: bytes that came back since init
 */
struct kmemlab_loopback {
	struct kmemlab_buffer *buffer;
	struct mmap_demo_kernel_page *kernel_page;
	struct mutex lock; /* to_user, to_kernel, eventfd, eventfd_owner */
	struct kmemlab_ring to_user;
	struct kmemlab_ring to_kernel;
	struct eventfd_ctx *eventfd;
	const struct file *eventfd_owner;
	struct mutex users; /* the other sides */
	atomic_t changes;
	wait_queue_head_t wait;
	atomic_long_t moved;
};

int kmemlab_loopback_init(struct kmemlab_loopback *loopback);
void kmemlab_loopback_exit(struct kmemlab_loopback *loopback);
void kmemlab_loopback_layout(const struct kmemlab_loopback *loopback,
			     struct mmap_demo_layout *layout);
ssize_t kmemlab_loopback_kick(struct kmemlab_loopback *loopback);
int kmemlab_loopback_reset(struct kmemlab_loopback *loopback);
int kmemlab_loopback_set_eventfd(struct kmemlab_loopback *loopback,
				 const struct file *owner, int fd);
void kmemlab_loopback_clear_eventfd(struct kmemlab_loopback *loopback,
				    const struct file *owner);
ssize_t kmemlab_loopback_read(struct kmemlab_loopback *loopback,
			      struct iov_iter *to, bool nonblock);
ssize_t kmemlab_loopback_write(struct kmemlab_loopback *loopback,
			       struct iov_iter *from, bool nonblock);
__poll_t kmemlab_loopback_events(struct kmemlab_loopback *loopback);

#endif /* KMEMLAB_LOOPBACK_H */
