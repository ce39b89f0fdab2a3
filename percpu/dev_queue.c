// SPDX-License-Identifier: GPL-2.0
/*
 * A queue that many CPUs use, and that must be stopped one day: for a reset of
 * the device, or for its removal. The block layer freezes its queues in this
 * way.
 *
 * A refcount_t would count the users too, but all CPUs would write one cache
 * line. A percpu_ref has two modes:
 *
 *   - per-CPU, while the queue lives: get and put change a counter of this CPU.
 *     The sum of the counters is unknown, and one of them may be negative,
 *     because a user may enter on one CPU and leave on another.
 *   - atomic, after percpu_ref_kill(): an RCU grace period later all counters
 *     have been added into one, and each put is an atomic decrement. At 0 the
 *     release function runs, once.
 *
 * percpu_ref_kill() returns before that grace period, and until it is over
 * another CPU may still succeed with percpu_ref_tryget_live(). Such a user
 * holds a reference like any other, and the release function waits for it. A
 * caller that does not wait for the release function, and needs to know when no
 * new user can come, calls percpu_ref_kill_and_confirm().
 */
#include "../kmemlab.h"

#include "dev_queue.h"

/* May run in any context, so it only wakes the task that waits. */
static void dev_queue_release(struct percpu_ref *users)
{
	/*
	 * complete(), not complete_all(), which on PREEMPT_RT must not be
	 * called in a hard interrupt. Only one task waits, the one that holds
	 * the lock.
	 */
	complete(&container_of(users, struct dev_queue, users)->unused);
}

/**
 * dev_queue_init() - a queue that may be used
 * @queue: to be initialised
 *
 * Rests on include/linux/percpu-refcount.h.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int dev_queue_init(struct dev_queue *queue)
{
	init_completion(&queue->unused);
	mutex_init(&queue->lock);
	queue->frozen = false;
	/*
	 * Without the flag, percpu_ref_reinit() would have no per-CPU counters
	 * left.
	 */
	return percpu_ref_init(&queue->users, dev_queue_release,
			       PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
}
EXPORT_SYMBOL_NS_GPL(dev_queue_init, "KMEMLAB");

/**
 * dev_queue_exit() - freeze the queue and free its counters
 * @queue: the queue, frozen or not; no other code tries to enter any more
 *
 * Context: process context, sleeps until the last user has left.
 */
void dev_queue_exit(struct dev_queue *queue)
{
	dev_queue_freeze(queue);
	percpu_ref_exit(&queue->users);
}
EXPORT_SYMBOL_NS_GPL(dev_queue_exit, "KMEMLAB");

/**
 * dev_queue_enter() - become a user
 * @queue: the queue
 *
 * Context: any.
 * Return: 0, to be followed by dev_queue_leave(), or -ENODEV if the queue is
 * frozen.
 */
int dev_queue_enter(struct dev_queue *queue)
{
	return percpu_ref_tryget_live(&queue->users) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_NS_GPL(dev_queue_enter, "KMEMLAB");

/**
 * dev_queue_leave() - end the use
 * @queue: the queue, perhaps frozen since
 *
 * Context: any but NMI; another CPU or another task may call it than the one
 * that entered.
 */
void dev_queue_leave(struct dev_queue *queue)
{
	percpu_ref_put(&queue->users);
}
EXPORT_SYMBOL_NS_GPL(dev_queue_leave, "KMEMLAB");

/**
 * dev_queue_freeze() - allow no new users and wait for those inside
 * @queue: the queue
 *
 * Context: process context, sleeps until the last user has left.
 * Return: 0, or -EALREADY if it is frozen.
 */
int dev_queue_freeze(struct dev_queue *queue)
{
	int err = -EALREADY;

	mutex_lock(&queue->lock);
	if (!queue->frozen) {
		WRITE_ONCE(queue->frozen, true);
		percpu_ref_kill(&queue->users);
		wait_for_completion(&queue->unused);
		err = 0;
	}
	mutex_unlock(&queue->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dev_queue_freeze, "KMEMLAB");

/**
 * dev_queue_unfreeze() - allow users again
 * @queue: the queue
 *
 * Context: process context, may sleep.
 * Return: 0, or -EALREADY if it is not frozen.
 */
int dev_queue_unfreeze(struct dev_queue *queue)
{
	int err = -EALREADY;

	mutex_lock(&queue->lock);
	if (queue->frozen) {
		percpu_ref_reinit(&queue->users);
		WRITE_ONCE(queue->frozen, false);
		err = 0;
	}
	mutex_unlock(&queue->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(dev_queue_unfreeze, "KMEMLAB");

/**
 * dev_queue_is_frozen() - is the queue frozen?
 * @queue: the queue
 *
 * Context: any.
 * Return: what was true at the time; to be shown, not to decide anything.
 */
bool dev_queue_is_frozen(struct dev_queue *queue)
{
	return READ_ONCE(queue->frozen);
}
EXPORT_SYMBOL_NS_GPL(dev_queue_is_frozen, "KMEMLAB");
