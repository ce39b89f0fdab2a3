// SPDX-License-Identifier: GPL-2.0
/*
 * A mempool where it belongs: requests in flight, which come back.
 *
 * A block driver needs a request to write dirty pages to disk, and the kernel
 * needs that write in order to free memory. So the driver must be able to
 * submit when no memory is free. A mempool keeps a few requests in reserve.
 * When the allocator fails, mempool_alloc() takes one of them, and when none is
 * left, a caller that may sleep waits until a request is completed.
 *
 * That works because each request comes back soon, whatever happens. An object
 * that a user keeps as long as it likes would never come back: no mempool for
 * such objects.
 */
#include "../kmemlab.h"

#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "io_queue.h"

/* Memory does not run out on request, so a flag makes allocations fail. */
static void *io_request_alloc(gfp_t gfp, void *data)
{
	struct io_queue *queue = data;

	if (READ_ONCE(queue->starved))
		return NULL;
	return kmalloc(sizeof(struct io_request), gfp);
}

static void io_request_free(void *request, void *data)
{
	kfree(request);
}

/**
 * io_queue_init() - create a queue
 * @queue: to be initialised
 * @reserve: requests in reserve, 1 to IO_QUEUE_RESERVE_MAX
 *
 * Rests on mm/mempool.c. A driver whose requests come from kmalloc() would call
 * mempool_create_kmalloc_pool(); the functions of our own are for the flag.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for a reserve out of range, or -ENOMEM.
 */
int io_queue_init(struct io_queue *queue, int reserve)
{
	if (reserve < 1 || reserve > IO_QUEUE_RESERVE_MAX)
		return -EINVAL;
	*queue = (struct io_queue) {};
	/* Reclaim waits for this work, so it has a thread in reserve too. */
	queue->device = alloc_ordered_workqueue("kmemlab_io", WQ_MEM_RECLAIM);
	if (!queue->device)
		return -ENOMEM;
	queue->pool = mempool_create(reserve, io_request_alloc,
				     io_request_free, queue);
	if (!queue->pool) {
		destroy_workqueue(queue->device);
		return -ENOMEM;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(io_queue_init, "KMEMLAB");

static void io_request_complete(struct work_struct *work)
{
	struct io_request *request =
		container_of(work, struct io_request, work);
	struct io_queue *queue = request->queue;

	/* To the reserve first, then to the allocator. Wakes a waiter. */
	mempool_free(request, queue->pool);
	atomic_long_inc(&queue->completed);
}

/**
 * io_queue_submit() - submit a request
 * @queue: the queue
 * @gfp: GFP_NOIO where the caller may sleep, else GFP_NOWAIT. Not GFP_KERNEL:
 *	reclaim could then start I/O that waits for this very request.
 *
 * Context: any that @gfp is right for. With GFP_NOIO it may sleep until a
 * request is completed, and it never fails. So not with GFP_NOIO from the
 * completion itself, nor for a second request before the first is submitted:
 * that could wait for ever.
 * Return: 0, or -ENOMEM if @gfp forbids to sleep and the reserve is empty.
 */
int io_queue_submit(struct io_queue *queue, gfp_t gfp)
{
	struct io_request *request = mempool_alloc(queue->pool, gfp);

	if (!request)
		return -ENOMEM;
	request->queue = queue;
	INIT_WORK(&request->work, io_request_complete);
	atomic_long_inc(&queue->submitted);
	queue_work(queue->device, &request->work);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(io_queue_submit, "KMEMLAB");

/**
 * io_queue_exit() - wait for all requests, then free the reserve
 * @queue: the queue; no other code submits any more
 *
 * Context: process context, may sleep.
 */
void io_queue_exit(struct io_queue *queue)
{
	destroy_workqueue(queue->device);
	mempool_destroy(queue->pool);
}
EXPORT_SYMBOL_NS_GPL(io_queue_exit, "KMEMLAB");
