/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_DEV_QUEUE_H
#define KMEMLAB_DEV_QUEUE_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/types.h>

/**
 * struct dev_queue - a queue that can be frozen while other CPUs use it
 * @users: one reference for each user, and one while the queue is not frozen
 * @unused: completed when the queue is frozen and the last user has left
 * @lock: protects @frozen, and makes freezing and unfreezing one step each
 * @frozen: no new users
 */
struct dev_queue {
	struct percpu_ref users;
	struct completion unused;
	struct mutex lock; /* protects frozen */
	bool frozen;
};

int dev_queue_init(struct dev_queue *queue);
void dev_queue_exit(struct dev_queue *queue);
int dev_queue_enter(struct dev_queue *queue);
void dev_queue_leave(struct dev_queue *queue);
int dev_queue_freeze(struct dev_queue *queue);
int dev_queue_unfreeze(struct dev_queue *queue);
bool dev_queue_is_frozen(struct dev_queue *queue);

#endif /* KMEMLAB_DEV_QUEUE_H */
