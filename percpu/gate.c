// SPDX-License-Identifier: GPL-2.0
/*
 * A resource that many CPUs use at once and that must be taken away one day: a
 * device's queue, which is shut when the device is removed.
 *
 * A refcount_t would do, but all users would write the same cache line. A
 * percpu_ref counts on each CPU as long as the resource lives:
 *
 *   get    percpu_ref_tryget_live(): per-CPU, costs about this_cpu_inc()
 *   kill   drops the initial reference and, after an RCU grace period, gathers
 *          the counts into one atomic; no new user gets in from here on
 *   release  is called once that reaches 0, which may be in any context and must
 *          not sleep: it only wakes who waits
 *
 * Nobody can see the count reach 0 before kill: the sum of per-CPU counts means
 * nothing while they change, and one CPU's count may well be negative, when users
 * come in on one CPU and leave on another.
 * (include/linux/percpu-refcount.h, lib/percpu-refcount.c.)
 */
#include "../kmemlab.h"

#include "gate.h"

static void empty(struct percpu_ref *ref)
{
	/*
	 * One waiter: kmemlab_gate_close() waits under the gate's lock. complete_all()
	 * must not be called in a hard interrupt on PREEMPT_RT, complete() may.
	 */
	complete(&container_of(ref, struct kmemlab_gate, ref)->empty);
}

/**
 * kmemlab_gate_init() - an open gate
 * @gate: to be initialised
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmemlab_gate_init(struct kmemlab_gate *gate)
{
	init_completion(&gate->empty);
	mutex_init(&gate->lock);
	gate->open = true;
	/* Without the flag, kill would free what opening again needs. */
	return percpu_ref_init(&gate->ref, empty, PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_init, "KMEMLAB");

/**
 * kmemlab_gate_exit() - close the gate for good
 * @gate: may be open or closed; nobody may try to enter any more
 *
 * Context: process context, sleeps until the last user has left.
 */
void kmemlab_gate_exit(struct kmemlab_gate *gate)
{
	kmemlab_gate_close(gate);
	percpu_ref_exit(&gate->ref);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_exit, "KMEMLAB");

/**
 * kmemlab_gate_enter() - begin to use what the gate guards
 * @gate: the gate
 *
 * Context: any.
 * Return: 0, to be followed by kmemlab_gate_leave(), or -ENODEV if it is closed.
 */
int kmemlab_gate_enter(struct kmemlab_gate *gate)
{
	return percpu_ref_tryget_live(&gate->ref) ? 0 : -ENODEV;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_enter, "KMEMLAB");

/**
 * kmemlab_gate_leave() - end of the use
 * @gate: the gate, perhaps closed meanwhile
 *
 * Context: any; not necessarily the CPU or task that entered.
 */
void kmemlab_gate_leave(struct kmemlab_gate *gate)
{
	percpu_ref_put(&gate->ref);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_leave, "KMEMLAB");

/**
 * kmemlab_gate_close() - let nobody in any more, wait until all have left
 * @gate: the gate
 *
 * Context: process context, sleeps until the last user has left.
 * Return: 0, or -EALREADY if it was closed.
 */
int kmemlab_gate_close(struct kmemlab_gate *gate)
{
	int err = -EALREADY;

	mutex_lock(&gate->lock);
	if (gate->open) {
		WRITE_ONCE(gate->open, false);
		percpu_ref_kill(&gate->ref);
		wait_for_completion(&gate->empty);
		err = 0;
	}
	mutex_unlock(&gate->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_close, "KMEMLAB");

/**
 * kmemlab_gate_open() - let users in again
 * @gate: the gate
 *
 * Context: process context, may sleep.
 * Return: 0, or -EALREADY if it was open.
 */
int kmemlab_gate_open(struct kmemlab_gate *gate)
{
	int err = -EALREADY;

	mutex_lock(&gate->lock);
	if (!gate->open) {
		reinit_completion(&gate->empty);
		percpu_ref_reinit(&gate->ref);
		WRITE_ONCE(gate->open, true);
		err = 0;
	}
	mutex_unlock(&gate->lock);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_open, "KMEMLAB");

/**
 * kmemlab_gate_is_open() - are users let in?
 * @gate: the gate
 *
 * Context: any.
 * Return: what was true at the time; for showing, not for deciding.
 */
bool kmemlab_gate_is_open(struct kmemlab_gate *gate)
{
	return READ_ONCE(gate->open);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_gate_is_open, "KMEMLAB");
