/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_GFP_CONTEXT_H
#define KMEMLAB_GFP_CONTEXT_H

#include <linux/types.h>

/* The most that one trial allocates: half a page, small enough for any context. */
#define KMEMLAB_GFP_LIMIT	((size_t)2048)

enum kmemlab_context {
	KMEMLAB_PROCESS,
	KMEMLAB_MUTEX,
	KMEMLAB_WORKQUEUE,
	KMEMLAB_NOFS_SCOPE,
	KMEMLAB_NOIO_SCOPE,
	KMEMLAB_SPINLOCK,
	KMEMLAB_RCU_READ,
	KMEMLAB_SOFTIRQ,
	KMEMLAB_HARDIRQ,
	KMEMLAB_NR_CONTEXTS
};

/**
 * struct kmemlab_rule - which flags a context calls for
 * @name: of the context
 * @gfp: the flags to allocate with there
 * @may_sleep: code may sleep there
 * @why: one line for people
 */
struct kmemlab_rule {
	const char *name;
	gfp_t gfp;
	bool may_sleep;
	const char *why;
};

/**
 * struct kmemlab_trial - one allocation made in a context
 * @asked: the flags that were passed
 * @effective: what the allocator makes of them there
 * @given: memory was given
 * @in_task: it ran in process context
 * @in_softirq: it ran in a softirq
 * @in_hardirq: it ran in a hard interrupt
 * @cpu: where it ran
 */
struct kmemlab_trial {
	gfp_t asked;
	gfp_t effective;
	bool given;
	bool in_task;
	bool in_softirq;
	bool in_hardirq;
	int cpu;
};

const struct kmemlab_rule *kmemlab_context_rule(enum kmemlab_context context);
int kmemlab_context_try(enum kmemlab_context context, gfp_t gfp, size_t size,
			struct kmemlab_trial *trial);

#endif /* KMEMLAB_GFP_CONTEXT_H */
