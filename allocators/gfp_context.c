// SPDX-License-Identifier: GPL-2.0
/*
 * One small allocation in each context that driver code runs in.
 *
 * Which flags are right is decided by where the code runs, and nothing can find
 * that out at run time: in_atomic() cannot see a spinlock on a kernel that does
 * not count preemption. The author has to know, so what the author has to know
 * is a table here: context, flags, reason. The other half of the file makes the
 * contexts real: it takes the lock, raises the softirq, runs on the interrupt,
 * and looks around there.
 *
 * Flags that may sleep are refused where code may not sleep. Nothing else would
 * stop them: without CONFIG_DEBUG_ATOMIC_SLEEP such a call works until the day
 * memory is short.
 */
#include "../kmemlab.h"

#include <linux/completion.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "gfp_context.h"

/* Where an interrupt that does not come becomes an error. */
#define CONTEXT_TIMEOUT (5 * HZ)

static const struct kmemlab_rule rules[KMEMLAB_NR_CONTEXTS] = {
	[KMEMLAB_PROCESS] = { "process", GFP_KERNEL, true,
		"a system call or a kthread with no spinlock held" },
	[KMEMLAB_MUTEX] = { "mutex", GFP_KERNEL, true,
		"a mutex may be held while sleeping" },
	[KMEMLAB_WORKQUEUE] = { "workqueue", GFP_KERNEL, true,
		"a work item runs in a kthread" },
	[KMEMLAB_NOFS_SCOPE] = { "nofs scope", GFP_KERNEL, true,
		"memalloc_nofs_save() takes __GFP_FS away, the caller need not" },
	[KMEMLAB_NOIO_SCOPE] = { "noio scope", GFP_KERNEL, true,
		"memalloc_noio_save() takes __GFP_IO and __GFP_FS away" },
	[KMEMLAB_SPINLOCK] = { "spinlock", GFP_ATOMIC, false,
		"a holder that sleeps deadlocks the next taker" },
	[KMEMLAB_RCU_READ] = { "rcu read", GFP_ATOMIC, false,
		"a reader that sleeps holds up every grace period" },
	[KMEMLAB_SOFTIRQ] = { "softirq", GFP_ATOMIC, false,
		"it borrows a task that must not sleep for it" },
	[KMEMLAB_HARDIRQ] = { "hard irq", GFP_ATOMIC, false,
		"nothing schedules until the handler returns; not on PREEMPT_RT" },
};

/**
 * kmemlab_context_rule() - which flags a context calls for
 * @context: the context
 *
 * Rests on Documentation/core-api/memory-allocation.rst and gfp_mask-from-fs-io.rst.
 *
 * Context: any.
 * Return: the rule, or NULL for a value that is no context.
 */
const struct kmemlab_rule *kmemlab_context_rule(enum kmemlab_context context)
{
	return context < KMEMLAB_NR_CONTEXTS ? &rules[context] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_context_rule, "KMEMLAB");

struct errand {
	struct kmemlab_trial *trial;
	size_t size;
	struct completion done;
	struct work_struct work;
	struct timer_list timer;
	struct irq_work irq_work;
};

static void try_here(struct errand *errand)
{
	struct kmemlab_trial *trial = errand->trial;
	void *memory = kmalloc(errand->size, trial->asked);

	trial->given = memory;
	trial->effective = current_gfp_context(trial->asked);
	trial->in_task = in_task();
	trial->in_softirq = in_serving_softirq();
	trial->in_hardirq = in_hardirq();
	trial->cpu = raw_smp_processor_id();
	kfree(memory);
}

static void try_and_complete(struct errand *errand)
{
	try_here(errand);
	complete(&errand->done);
}

static void errand_work(struct work_struct *work)
{
	try_and_complete(container_of(work, struct errand, work));
}

static void errand_timer(struct timer_list *timer)
{
	try_and_complete(container_of(timer, struct errand, timer));
}

static void errand_irq_work(struct irq_work *work)
{
	try_and_complete(container_of(work, struct errand, irq_work));
}

static int wait_for(struct errand *errand)
{
	return wait_for_completion_timeout(&errand->done, CONTEXT_TIMEOUT) ? 0 : -ETIMEDOUT;
}

static int try_in_work(struct errand *errand)
{
	int err;

	INIT_WORK_ONSTACK(&errand->work, errand_work);
	schedule_work(&errand->work);
	err = wait_for(errand);
	/* The errand lives on our stack: whatever happened, nobody may use it later. */
	cancel_work_sync(&errand->work);
	destroy_work_on_stack(&errand->work);
	return err;
}

/* A timer function runs in the timer softirq. */
static int try_in_softirq(struct errand *errand)
{
	int err;

	timer_setup_on_stack(&errand->timer, errand_timer, 0);
	mod_timer(&errand->timer, jiffies + 1);
	err = wait_for(errand);
	timer_delete_sync(&errand->timer);
	timer_destroy_on_stack(&errand->timer);
	return err;
}

static int try_in_hardirq(struct errand *errand)
{
	int err;

	errand->irq_work = IRQ_WORK_INIT_HARD(errand_irq_work);
	irq_work_queue(&errand->irq_work);
	err = wait_for(errand);
	irq_work_sync(&errand->irq_work);
	return err;
}

static int try_under_mutex(struct errand *errand)
{
	static DEFINE_MUTEX(lock);

	mutex_lock(&lock);
	try_here(errand);
	mutex_unlock(&lock);
	return 0;
}

static int try_under_spinlock(struct errand *errand)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	try_here(errand);
	spin_unlock(&lock);
	return 0;
}

static int try_in_rcu_reader(struct errand *errand)
{
	rcu_read_lock();
	try_here(errand);
	rcu_read_unlock();
	return 0;
}

static int try_in_nofs_scope(struct errand *errand)
{
	unsigned int saved = memalloc_nofs_save();

	try_here(errand);
	memalloc_nofs_restore(saved);
	return 0;
}

static int try_in_noio_scope(struct errand *errand)
{
	unsigned int saved = memalloc_noio_save();

	try_here(errand);
	memalloc_noio_restore(saved);
	return 0;
}

static int run_in(enum kmemlab_context context, struct errand *errand)
{
	switch (context) {
	case KMEMLAB_MUTEX:
		return try_under_mutex(errand);
	case KMEMLAB_WORKQUEUE:
		return try_in_work(errand);
	case KMEMLAB_NOFS_SCOPE:
		return try_in_nofs_scope(errand);
	case KMEMLAB_NOIO_SCOPE:
		return try_in_noio_scope(errand);
	case KMEMLAB_SPINLOCK:
		return try_under_spinlock(errand);
	case KMEMLAB_RCU_READ:
		return try_in_rcu_reader(errand);
	case KMEMLAB_SOFTIRQ:
		return try_in_softirq(errand);
	case KMEMLAB_HARDIRQ:
		return try_in_hardirq(errand);
	default:
		try_here(errand);
		return 0;
	}
}

/**
 * kmemlab_context_try() - allocate and free once in a context
 * @context: where
 * @gfp: with which flags
 * @size: bytes, 1 to KMEMLAB_GFP_LIMIT
 * @trial: filled on success; memory that was not given is no error
 *
 * Context: process context, may sleep.
 * Return: 0, or
 * * -ENOENT - no such context
 * * -EINVAL - a size of 0, or flags that may sleep where code may not
 * * -E2BIG - a size above the limit
 * * -EOPNOTSUPP - a hard interrupt on PREEMPT_RT, where the allocators' locks sleep
 * * -ETIMEDOUT - the context was not reached within five seconds
 */
int kmemlab_context_try(enum kmemlab_context context, gfp_t gfp, size_t size,
			struct kmemlab_trial *trial)
{
	struct errand errand = { .trial = trial, .size = size };

	if (context >= KMEMLAB_NR_CONTEXTS)
		return -ENOENT;
	if (!size)
		return -EINVAL;
	if (size > KMEMLAB_GFP_LIMIT)
		return -E2BIG;
	if (!rules[context].may_sleep && gfpflags_allow_blocking(gfp))
		return -EINVAL;
	if (IS_ENABLED(CONFIG_PREEMPT_RT) && context == KMEMLAB_HARDIRQ)
		return -EOPNOTSUPP;
	*trial = (struct kmemlab_trial) { .asked = gfp };
	init_completion(&errand.done);
	return run_in(context, &errand);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_context_try, "KMEMLAB");
