// SPDX-License-Identifier: GPL-2.0
/*
 * A device of two rings: what user space puts into one comes back on the other.
 *
 *   user space ---> to_kernel ---> kick: moves ---> to_user ---> user space
 *
 * User space may work on its sides in the mapping, without a copy and without a
 * system call but the kick, which says that there is something to do; or let
 * read() and write() do it, which copy. Both see the same bytes.
 *
 * The kick works in the caller's context, once through what is there, and wakes
 * those who wait for bytes or for room. A process needs it when its ring is
 * empty or full, and when another process waits: kick_wanted in the mapping
 * says so. A process that is about to wait sets it first, then moves what is
 * there, then sleeps:
 *
 *   the one who waits                   the other process
 *   kick_wanted = 1                     head = ...
 *   full barrier                        full barrier
 *   look at head, sleep if it is old    kick if kick_wanted is set
 *
 * Without either barrier both could see the old value, and the sleeper would
 * not be woken (kick_wanted.litmus). The kick clears the flag, looks at the
 * rings, and wakes all waiters, whatever it saw: no barrier orders its clear
 * before its look, and those who go on waiting set the flag again and look
 * behind their own barrier.
 */
#include "../kmemlab.h"

#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>

#include "buffer.h"
#include "loopback.h"
#include "mmap_demo.h"

/**
 * kmemlab_loopback_layout() - where everything is in the mapping
 * @loopback: the rings
 * @layout: to be filled in
 *
 * Context: any.
 */
void kmemlab_loopback_layout(const struct kmemlab_loopback *loopback,
			     struct mmap_demo_layout *layout)
{
	const u32 size = KMEMLAB_LOOPBACK_SIZE;

	*layout = (struct mmap_demo_layout) {
		.ring_size = size,
		.to_user_data = PAGE_SIZE,
		.user_page = PAGE_SIZE + size,
		.to_kernel_data = 2 * PAGE_SIZE + size,
		.length = 2 * PAGE_SIZE + 2 * size,
	};
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_layout, "KMEMLAB");

/**
 * kmemlab_loopback_init() - two empty rings
 * @loopback: to be initialised
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmemlab_loopback_init(struct kmemlab_loopback *loopback)
{
	struct mmap_demo_kernel_page *kernel;
	struct mmap_demo_user_page *user;
	struct mmap_demo_layout layout;
	void *start;

	kmemlab_loopback_layout(loopback, &layout);
	loopback->buffer = kmemlab_buffer_alloc(KMEMLAB_VMALLOC, layout.length);
	if (IS_ERR(loopback->buffer))
		return PTR_ERR(loopback->buffer);
	loopback->buffer->read_only = layout.user_page >> PAGE_SHIFT;
	mutex_init(&loopback->lock);
	mutex_init(&loopback->users);
	init_waitqueue_head(&loopback->wait);
	atomic_set(&loopback->changes, 0);
	atomic_long_set(&loopback->moved, 0);
	loopback->eventfd = NULL;
	loopback->eventfd_owner = NULL;

	start = loopback->buffer->addr;
	kernel = start;
	user = start + layout.user_page;
	loopback->kernel_page = kernel;
	/* Cannot fail: the size is a power of two. */
	kmemlab_ring_init(&loopback->to_user, &kernel->to_user_head,
			  &user->to_user_tail, start + layout.to_user_data,
			  layout.ring_size);
	kmemlab_ring_init(&loopback->to_kernel, &kernel->to_kernel_tail,
			  &user->to_kernel_head, start + layout.to_kernel_data,
			  layout.ring_size);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_init, "KMEMLAB");

/**
 * kmemlab_loopback_exit() - give the memory back
 * @loopback: not in use; the buffer may be, where there are references to it
 *
 * Context: process context, may sleep.
 */
void kmemlab_loopback_exit(struct kmemlab_loopback *loopback)
{
	kmemlab_buffer_put(loopback->buffer);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_exit, "KMEMLAB");

static void loopback_notify(struct kmemlab_loopback *loopback)
{
	/*
	 * Release: a reader that sees the new count in atomic_read_acquire()
	 * sees the new indexes too. With a plain atomic_inc() it could see the
	 * new count and the old index, and then sleep although there are bytes
	 * (changes.litmus).
	 */
	atomic_inc_return_release(&loopback->changes);
	wake_up_interruptible(&loopback->wait);
	mutex_lock(&loopback->lock);
	if (loopback->eventfd)
		eventfd_signal(loopback->eventfd);
	mutex_unlock(&loopback->lock);
}

static ssize_t loopback_move(struct kmemlab_loopback *loopback)
{
	ssize_t moved;

	lockdep_assert_held(&loopback->lock);
	moved = kmemlab_ring_move(&loopback->to_kernel, &loopback->to_user);
	if (moved > 0)
		atomic_long_add(moved, &loopback->moved);
	return moved;
}

/**
 * kmemlab_loopback_kick() - move what is there, wake who waits
 * @loopback: the rings
 *
 * Context: process context, may sleep.
 * Return: bytes moved, or -EPROTO if an index of user space is impossible.
 */
ssize_t kmemlab_loopback_kick(struct kmemlab_loopback *loopback)
{
	ssize_t moved;

	mutex_lock(&loopback->lock);
	/* The kernel cannot tell when the reader of an eventfd sleeps. */
	WRITE_ONCE(loopback->kernel_page->kick_wanted, !!loopback->eventfd);
	moved = loopback_move(loopback);
	mutex_unlock(&loopback->lock);
	/* Even if nothing moved: the one who kicks may have made room. */
	loopback_notify(loopback);
	return moved;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_kick, "KMEMLAB");

/* Before a wait: ask for a kick, then move what was put before that. */
static ssize_t loopback_ask_for_kick(struct kmemlab_loopback *loopback)
{
	ssize_t moved;

	mutex_lock(&loopback->lock);
	WRITE_ONCE(loopback->kernel_page->kick_wanted, 1);
	/* Pairs with the full barrier of a process, before the flag. */
	smp_mb();
	moved = loopback_move(loopback);
	mutex_unlock(&loopback->lock);
	if (moved > 0)
		loopback_notify(loopback);
	return moved;
}

/**
 * kmemlab_loopback_reset() - both rings empty
 * @loopback: the rings
 *
 * Context: process context, may sleep. User space must begin anew as well.
 * Return: 0 or -ERESTARTSYS.
 */
int kmemlab_loopback_reset(struct kmemlab_loopback *loopback)
{
	if (mutex_lock_interruptible(&loopback->users))
		return -ERESTARTSYS;
	mutex_lock(&loopback->lock);
	kmemlab_ring_reset(&loopback->to_user);
	kmemlab_ring_reset(&loopback->to_kernel);
	mutex_unlock(&loopback->lock);
	mutex_unlock(&loopback->users);
	loopback_notify(loopback);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_reset, "KMEMLAB");

/**
 * kmemlab_loopback_set_eventfd() - a second way to be woken
 * @loopback: the rings
 * @owner: the open file that asks
 * @fd: an eventfd of the process that runs, signalled from now on at each
 *	change
 *
 * It is signalled at once, for what has changed before.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -EBUSY - another file has set one
 * * -EBADF, -EINVAL - no eventfd
 */
int kmemlab_loopback_set_eventfd(struct kmemlab_loopback *loopback,
				 const struct file *owner, int fd)
{
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(fd);

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);
	mutex_lock(&loopback->lock);
	if (loopback->eventfd && loopback->eventfd_owner != owner) {
		mutex_unlock(&loopback->lock);
		eventfd_ctx_put(eventfd);
		return -EBUSY;
	}
	swap(loopback->eventfd, eventfd);
	loopback->eventfd_owner = owner;
	mutex_unlock(&loopback->lock);
	if (eventfd)
		eventfd_ctx_put(eventfd);
	/* Sets the flag, and then looks at the rings. */
	loopback_ask_for_kick(loopback);
	loopback_notify(loopback);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_set_eventfd, "KMEMLAB");

/**
 * kmemlab_loopback_clear_eventfd() - signal no eventfd any more
 * @loopback: the rings
 * @owner: the open file that may have set one
 *
 * Context: process context, may sleep.
 */
void kmemlab_loopback_clear_eventfd(struct kmemlab_loopback *loopback,
				    const struct file *owner)
{
	struct eventfd_ctx *eventfd = NULL;

	mutex_lock(&loopback->lock);
	if (loopback->eventfd_owner == owner) {
		swap(loopback->eventfd, eventfd);
		loopback->eventfd_owner = NULL;
	}
	mutex_unlock(&loopback->lock);
	if (eventfd)
		eventfd_ctx_put(eventfd);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_clear_eventfd, "KMEMLAB");

static ssize_t loopback_get(struct kmemlab_loopback *loopback,
			    struct iov_iter *to)
{
	struct kmemlab_ring consumer;
	ssize_t got;

	if (mutex_lock_interruptible(&loopback->users))
		return -ERESTARTSYS;
	consumer = kmemlab_ring_other_side(&loopback->to_user);
	got = kmemlab_ring_get(&consumer, to);
	mutex_unlock(&loopback->users);
	return got;
}

static ssize_t loopback_put(struct kmemlab_loopback *loopback,
			    struct iov_iter *from)
{
	struct kmemlab_ring producer;
	ssize_t done;

	if (mutex_lock_interruptible(&loopback->users))
		return -ERESTARTSYS;
	producer = kmemlab_ring_other_side(&loopback->to_kernel);
	done = kmemlab_ring_put(&producer, from);
	mutex_unlock(&loopback->users);
	return done;
}

/*
 * No byte and no room: move what was put without a kick, else wait for a change
 * since the look that found nothing. The condition does not look at the
 * indexes: while both sides work, only a side's owner gets a sound number out
 * of them.
 */
static int loopback_wait(struct kmemlab_loopback *loopback, int seen,
			 bool nonblock)
{
	ssize_t moved = loopback_ask_for_kick(loopback);

	if (moved < 0)
		return moved;
	if (moved) {
		/* A peer that lies can let bytes move for ever. */
		cond_resched();
		return signal_pending(current) ? -ERESTARTSYS : 0;
	}
	if (nonblock)
		return -EAGAIN;
	return wait_event_interruptible(loopback->wait,
					atomic_read(&loopback->changes) != seen);
}

/**
 * kmemlab_loopback_read() - consume, as read() does
 * @loopback: the rings
 * @to: where to and how much
 * @nonblock: do not wait for bytes
 *
 * Context: process context, may sleep; no lock that a page fault may need.
 * Return: bytes read, at least one if any were asked for, or
 * * -EAGAIN - none there, and not to wait
 * * -ERESTARTSYS - a signal came first
 * * -EPROTO - an index in the mapping is impossible
 * * -EFAULT - memory of the reader that is none
 */
ssize_t kmemlab_loopback_read(struct kmemlab_loopback *loopback,
			      struct iov_iter *to, bool nonblock)
{
	ssize_t got = 0;
	int seen, err;

	while (iov_iter_count(to)) {
		/* Pairs with the release in loopback_notify(). */
		seen = atomic_read_acquire(&loopback->changes);
		got = loopback_get(loopback, to);
		if (got)
			break;
		err = loopback_wait(loopback, seen, nonblock);
		if (err)
			return err;
	}
	if (got > 0)
		kmemlab_loopback_kick(loopback);
	return got;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_read, "KMEMLAB");

/**
 * kmemlab_loopback_write() - produce, as write() does
 * @loopback: the rings
 * @from: where from and how much
 * @nonblock: do not wait for room
 *
 * Context: process context, may sleep; no lock that a page fault may need.
 * Return: bytes written, at least one if there were any, or as
 * kmemlab_loopback_read().
 */
ssize_t kmemlab_loopback_write(struct kmemlab_loopback *loopback,
			       struct iov_iter *from, bool nonblock)
{
	ssize_t done = 0;
	int seen, err;

	while (iov_iter_count(from)) {
		/* Pairs with the release in loopback_notify(). */
		seen = atomic_read_acquire(&loopback->changes);
		done = loopback_put(loopback, from);
		if (done)
			break;
		err = loopback_wait(loopback, seen, nonblock);
		if (err)
			return err;
	}
	if (done > 0)
		kmemlab_loopback_kick(loopback);
	return done;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_write, "KMEMLAB");

/**
 * kmemlab_loopback_events() - what poll() is to say
 * @loopback: the rings
 *
 * Asks for a kick, since the caller may go to sleep. It has queued itself
 * before.
 *
 * Context: process context, may sleep.
 * Return: EPOLLIN if there are bytes for user space, EPOLLOUT if there is room,
 * EPOLLERR if an index in the mapping is impossible.
 */
__poll_t kmemlab_loopback_events(struct kmemlab_loopback *loopback)
{
	ssize_t room_to_user, used_to_kernel;
	__poll_t events = 0;

	loopback_ask_for_kick(loopback);
	mutex_lock(&loopback->lock);
	room_to_user = kmemlab_ring_space(&loopback->to_user);
	used_to_kernel = kmemlab_ring_used(&loopback->to_kernel);
	mutex_unlock(&loopback->lock);
	if (room_to_user < 0 || used_to_kernel < 0)
		return EPOLLERR;
	if (room_to_user < KMEMLAB_LOOPBACK_SIZE)
		events |= EPOLLIN | EPOLLRDNORM;
	if (used_to_kernel < KMEMLAB_LOOPBACK_SIZE)
		events |= EPOLLOUT | EPOLLWRNORM;
	return events;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_loopback_events, "KMEMLAB");
