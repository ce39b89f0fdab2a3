/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_IO_QUEUE_H
#define KMEMLAB_IO_QUEUE_H

#include <linux/atomic.h>
#include <linux/mempool.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define IO_QUEUE_RESERVE_MAX	64

/**
 * struct io_request - a request that the device works on
 * @work: stands for the device, which completes the request some time later
 * @queue: the queue of the request
 */
struct io_request {
	struct work_struct work;
	struct io_queue *queue;
};

/**
 * struct io_queue - a queue that makes progress without free memory
 * @pool: requests in reserve
 * @device: completes requests, one after another
 * @submitted: requests submitted since init
 * @completed: requests completed since init
 * @starved: allocations of the pool fail, to show what follows
 */
struct io_queue {
	mempool_t *pool;
	struct workqueue_struct *device;
	atomic_long_t submitted;
	atomic_long_t completed;
	bool starved;
};

int io_queue_init(struct io_queue *queue, int reserve);
int io_queue_submit(struct io_queue *queue, gfp_t gfp);
void io_queue_exit(struct io_queue *queue);

#endif /* KMEMLAB_IO_QUEUE_H */
