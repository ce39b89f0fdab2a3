/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_GFP_CONTEXT_H
#define KMEMLAB_GFP_CONTEXT_H

#include <linux/types.h>

/* The limit of one trial: half a page, small enough for any context. */
#define KMEMLAB_GFP_LIMIT	((size_t)2048)

enum kmemlab_context {
	KMEMLAB_PROCESS,
	KMEMLAB_MUTEX,
	KMEMLAB_WORKQUEUE,
	KMEMLAB_NOFS_SCOPE,
	KMEMLAB_NOIO_SCOPE,
	KMEMLAB_SPINLOCK,
	KMEMLAB_RCU_READ,
	KMEMLAB_PREEMPT_OFF,
	KMEMLAB_IRQS_OFF,
	KMEMLAB_SOFTIRQ,
	KMEMLAB_HARDIRQ,
	KMEMLAB_NR_CONTEXTS
};

/**
 * struct kmemlab_trial - one allocation made in a context
 * @requested: the flags that were passed
 * @effective: what the allocator makes of them there
 * @succeeded: the allocation did not fail
 * @proven: the kernel itself says that this is the context
 * @cannot_tell: this kernel was built without what could say so, so @proven
 *	is false
 * @where: "task context", "softirq context" or "hard interrupt context"
 * @cpu: the CPU that it ran on
 */
struct kmemlab_trial {
	gfp_t requested;
	gfp_t effective;
	bool succeeded;
	bool proven;
	bool cannot_tell;
	const char *where;
	int cpu;
};

const char *kmemlab_context_name(enum kmemlab_context context);
bool kmemlab_context_may_sleep(enum kmemlab_context context);
int kmemlab_context_try(enum kmemlab_context context, gfp_t gfp, size_t size,
			struct kmemlab_trial *trial);

#endif /* KMEMLAB_GFP_CONTEXT_H */
