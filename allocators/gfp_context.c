// SPDX-License-Identifier: GPL-2.0
/*
 * One small allocation in each context that driver code runs in.
 *
 * The context decides the flags, and the kernel cannot tell a function which
 * context it runs in: in_atomic() does not see a spinlock where the kernel does
 * not count preemption. So the author of a driver must know, or let the caller
 * pass the flags.
 *
 * Each function below enters one context, lets the kernel confirm it (@proven),
 * and allocates there.
 */
#include "../kmemlab.h"

#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "gfp_context.h"

/* An interrupt that has not come by then is an error. */
#define CONTEXT_TIMEOUT (5 * HZ)

/* Without lockdep the kernel does not know which locks a task holds. */
#ifdef CONFIG_LOCKDEP
#define lock_is_ours(lock) lockdep_is_held(lock)
#else
#define lock_is_ours(lock) ((void)(lock), false)
#endif

static const struct {
	const char *name;
	bool may_sleep;
} contexts[KMEMLAB_NR_CONTEXTS] = {
	[KMEMLAB_PROCESS] = { "process context", true },
	[KMEMLAB_MUTEX] = { "holding a mutex", true },
	[KMEMLAB_WORKQUEUE] = { "in a workqueue", true },
	[KMEMLAB_NOFS_SCOPE] = { "in memalloc_nofs_save()", true },
	[KMEMLAB_NOIO_SCOPE] = { "in memalloc_noio_save()", true },
	[KMEMLAB_SPINLOCK] = { "holding a spinlock", false },
	[KMEMLAB_RCU_READ] = { "in an RCU reader", false },
	[KMEMLAB_PREEMPT_OFF] = { "preemption disabled", false },
	[KMEMLAB_IRQS_OFF] = { "interrupts disabled", false },
	[KMEMLAB_SOFTIRQ] = { "in a softirq", false },
	[KMEMLAB_HARDIRQ] = { "in a hard interrupt", false },
};

/**
 * kmemlab_context_name() - the name of a context
 * @context: the context
 *
 * Context: any.
 * Return: the name, or NULL for a value that is no context.
 */
const char *kmemlab_context_name(enum kmemlab_context context)
{
	return context < KMEMLAB_NR_CONTEXTS ? contexts[context].name : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_context_name, "KMEMLAB");

/**
 * kmemlab_context_may_sleep() - may code sleep there?
 * @context: the context
 *
 * Context: any.
 * Return: true if it may; false for a value that is no context.
 */
bool kmemlab_context_may_sleep(enum kmemlab_context context)
{
	return context < KMEMLAB_NR_CONTEXTS && contexts[context].may_sleep;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_context_may_sleep, "KMEMLAB");

/* What a context's function needs; on the stack of kmemlab_context_try(). */
struct call {
	struct kmemlab_trial *trial;
	size_t size;
	struct completion done;
	struct work_struct work;
	struct timer_list timer;
	struct irq_work irq_work;
};

static void allocate_here(struct call *call, bool proven)
{
	struct kmemlab_trial *trial = call->trial;
	void *memory = kmalloc(call->size, trial->requested);

	trial->succeeded = memory;
	trial->proven = proven && !trial->cannot_tell;
	trial->effective = current_gfp_context(trial->requested);
	trial->where = in_hardirq() ? "hard interrupt context" :
		       in_serving_softirq() ? "softirq context" :
					      "task context";
	trial->cpu = raw_smp_processor_id();
	kfree(memory);
}

static int allocate_in_process(struct call *call)
{
	allocate_here(call, in_task() && !irqs_disabled());
	return 0;
}

static int allocate_under_mutex(struct call *call)
{
	static DEFINE_MUTEX(lock);

	mutex_lock(&lock);
	allocate_here(call, lock_is_ours(&lock));
	mutex_unlock(&lock);
	return 0;
}

static int allocate_in_nofs_scope(struct call *call)
{
	unsigned int saved = memalloc_nofs_save();

	allocate_here(call, current->flags & PF_MEMALLOC_NOFS);
	memalloc_nofs_restore(saved);
	return 0;
}

static int allocate_in_noio_scope(struct call *call)
{
	unsigned int saved = memalloc_noio_save();

	allocate_here(call, current->flags & PF_MEMALLOC_NOIO);
	memalloc_noio_restore(saved);
	return 0;
}

static int allocate_under_spinlock(struct call *call)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	allocate_here(call, lock_is_ours(&lock));
	spin_unlock(&lock);
	return 0;
}

static int allocate_in_rcu_reader(struct call *call)
{
	rcu_read_lock();
	allocate_here(call, rcu_read_lock_held());
	rcu_read_unlock();
	return 0;
}

static int allocate_without_preemption(struct call *call)
{
	preempt_disable();
	allocate_here(call, preempt_count());
	preempt_enable();
	return 0;
}

static int allocate_without_irqs(struct call *call)
{
	unsigned long flags;

	local_irq_save(flags);
	allocate_here(call, irqs_disabled());
	local_irq_restore(flags);
	return 0;
}

static int wait_for_call(struct call *call)
{
	if (!wait_for_completion_timeout(&call->done, CONTEXT_TIMEOUT))
		return -ETIMEDOUT;
	return 0;
}

static void call_in_work(struct work_struct *work)
{
	struct call *call = container_of(work, struct call, work);

	allocate_here(call, current->flags & PF_WQ_WORKER);
	complete(&call->done);
}

static int allocate_in_work(struct call *call)
{
	int err;

	INIT_WORK_ONSTACK(&call->work, call_in_work);
	schedule_work(&call->work);
	err = wait_for_call(call);
	/* The call is on our stack: from here on nothing may use it. */
	cancel_work_sync(&call->work);
	destroy_work_on_stack(&call->work);
	return err;
}

static void call_in_timer(struct timer_list *timer)
{
	struct call *call = container_of(timer, struct call, timer);

	allocate_here(call, in_serving_softirq());
	complete(&call->done);
}

/* A timer function runs in the timer softirq. */
static int allocate_in_softirq(struct call *call)
{
	int err;

	timer_setup_on_stack(&call->timer, call_in_timer, 0);
	mod_timer(&call->timer, jiffies + 1);
	err = wait_for_call(call);
	timer_delete_sync(&call->timer);
	timer_destroy_on_stack(&call->timer);
	return err;
}

static void call_in_irq_work(struct irq_work *work)
{
	struct call *call = container_of(work, struct call, irq_work);

	allocate_here(call, in_hardirq());
	complete(&call->done);
}

static int allocate_in_hardirq(struct call *call)
{
	int err;

	call->irq_work = IRQ_WORK_INIT_HARD(call_in_irq_work);
	irq_work_queue(&call->irq_work);
	err = wait_for_call(call);
	irq_work_sync(&call->irq_work);
	return err;
}

static int (*const functions[KMEMLAB_NR_CONTEXTS])(struct call *call) = {
	[KMEMLAB_PROCESS] = allocate_in_process,
	[KMEMLAB_MUTEX] = allocate_under_mutex,
	[KMEMLAB_WORKQUEUE] = allocate_in_work,
	[KMEMLAB_NOFS_SCOPE] = allocate_in_nofs_scope,
	[KMEMLAB_NOIO_SCOPE] = allocate_in_noio_scope,
	[KMEMLAB_SPINLOCK] = allocate_under_spinlock,
	[KMEMLAB_RCU_READ] = allocate_in_rcu_reader,
	[KMEMLAB_PREEMPT_OFF] = allocate_without_preemption,
	[KMEMLAB_IRQS_OFF] = allocate_without_irqs,
	[KMEMLAB_SOFTIRQ] = allocate_in_softirq,
	[KMEMLAB_HARDIRQ] = allocate_in_hardirq,
};

/* On PREEMPT_RT the locks of the allocators sleep, which they must not here. */
static bool forbidden_on_rt(enum kmemlab_context context)
{
	return context == KMEMLAB_PREEMPT_OFF || context == KMEMLAB_IRQS_OFF ||
	       context == KMEMLAB_HARDIRQ;
}

/* What can say so is compiled into some kernels only. */
static bool kernel_can_tell(enum kmemlab_context context)
{
	switch (context) {
	case KMEMLAB_MUTEX:
	case KMEMLAB_SPINLOCK:
		return IS_ENABLED(CONFIG_LOCKDEP);
	case KMEMLAB_RCU_READ:
		return IS_ENABLED(CONFIG_DEBUG_LOCK_ALLOC);
	case KMEMLAB_PREEMPT_OFF:
		return IS_ENABLED(CONFIG_PREEMPT_COUNT);
	default:
		return true;
	}
}

/**
 * kmemlab_context_try() - allocate and free once in a context
 * @context: where
 * @gfp: with which flags
 * @size: bytes, 1 to KMEMLAB_GFP_LIMIT
 * @trial: filled on success; a failed allocation is no error
 *
 * Rests on Documentation/core-api/memory-allocation.rst and
 * Documentation/locking/locktypes.rst.
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -ENOENT - no such context
 * * -EINVAL - a size of 0, or flags that may sleep where code must not
 * * -E2BIG - a size above the limit
 * * -EOPNOTSUPP - on PREEMPT_RT: a hard interrupt, preemption or interrupts
 *   disabled
 * * -ETIMEDOUT - the context was not reached within five seconds
 */
int kmemlab_context_try(enum kmemlab_context context, gfp_t gfp, size_t size,
			struct kmemlab_trial *trial)
{
	struct call call = { .trial = trial, .size = size };

	if (context >= KMEMLAB_NR_CONTEXTS)
		return -ENOENT;
	if (!size)
		return -EINVAL;
	if (size > KMEMLAB_GFP_LIMIT)
		return -E2BIG;
	if (!contexts[context].may_sleep && gfpflags_allow_blocking(gfp))
		return -EINVAL;
	if (IS_ENABLED(CONFIG_PREEMPT_RT) && forbidden_on_rt(context))
		return -EOPNOTSUPP;
	*trial = (struct kmemlab_trial) {
		.requested = gfp,
		.cannot_tell = !kernel_can_tell(context),
	};
	init_completion(&call.done);
	return functions[context](&call);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_context_try, "KMEMLAB");
