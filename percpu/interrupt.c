// SPDX-License-Identifier: GPL-2.0
/*
 * One per-CPU variable, updated in process context and by a hard interrupt that
 * comes in the middle.
 *
 * this_cpu_inc() is safe: on x86 it is one instruction, which no interrupt can
 * divide, and where there is no such instruction, interrupts are off around it.
 * __this_cpu_inc() only promises something to those who keep everybody else away.
 * Where it is not one instruction, it is three steps: read, add, write. An
 * interrupt between them counts, and the write that follows wipes its count out.
 * KMEMLAB_STEPS writes the steps down, so that the loss shows on every machine.
 *
 * The interrupt may use __this_cpu_inc(): what it interrupts is one step, and
 * nothing that updates the variable interrupts it in turn.
 * (Documentation/core-api/this_cpu_ops.rst, include/asm-generic/percpu.h.)
 */
#include "../kmemlab.h"

#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/slab.h>

#include "interrupt.h"

/**
 * struct run - one run
 * @count: what both update
 * @interrupts: what only the interrupts update
 * @irq_work: the interrupt, raised on the CPU that queues it
 */
struct run {
	unsigned long __percpu *count;
	unsigned long __percpu *interrupts;
	struct irq_work irq_work;
};

static void count_interrupt(struct irq_work *work)
{
	struct run *run = container_of(work, struct run, irq_work);

	__this_cpu_inc(*run->count);
	__this_cpu_inc(*run->interrupts);
}

static void raise(struct run *run)
{
	irq_work_queue(&run->irq_work);
}

/* Where a CPU cannot interrupt itself, the next timer tick does it. */
static void wait(struct run *run)
{
	irq_work_sync(&run->irq_work);
}

static void update_safe(struct run *run)
{
	raise(run);
	this_cpu_inc(*run->count);
	wait(run);
}

static void update_bare(struct run *run)
{
	raise(run);
	__this_cpu_inc(*run->count);
	wait(run);
}

static void update_in_steps(struct run *run)
{
	unsigned long value = __this_cpu_read(*run->count);

	raise(run);
	wait(run);
	__this_cpu_write(*run->count, value + 1);
}

static const struct {
	const char *name;
	void (*update)(struct run *run);
} updates[KMEMLAB_UPDATES] = {
	[KMEMLAB_SAFE_UPDATE] = { "this_cpu_inc", update_safe },
	[KMEMLAB_BARE_UPDATE] = { "__this_cpu_inc", update_bare },
	[KMEMLAB_STEPS] = { "read, then write", update_in_steps },
};

/**
 * kmemlab_update_name() - what a way to update is called
 * @update: below KMEMLAB_UPDATES
 *
 * Context: any.
 * Return: the operations.
 */
const char *kmemlab_update_name(enum kmemlab_update update)
{
	return updates[update].name;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_update_name, "KMEMLAB");

/*
 * The task stays on its CPU and may sleep there. Without that, __this_cpu_read()
 * and __this_cpu_write() could be about two CPUs' variables.
 */
static void run_here(struct run *run, enum kmemlab_update update, unsigned int times,
		     struct kmemlab_interrupted *result)
{
	migrate_disable();
	while (times--) {
		updates[update].update(run);
		result->process++;
	}
	result->interrupts = __this_cpu_read(*run->interrupts);
	result->counted = __this_cpu_read(*run->count);
	migrate_enable();
}

/**
 * kmemlab_interrupt_run() - update a variable while an interrupt updates it too
 * @update: how process context updates it
 * @times: how often, each time with one interrupt, 1 to KMEMLAB_INTERRUPTS_MAX
 * @result: what came out
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL if there is no such way or @times is out of range, or
 * -ENOMEM.
 */
int kmemlab_interrupt_run(enum kmemlab_update update, unsigned int times,
			  struct kmemlab_interrupted *result)
{
	struct run run = { .irq_work = IRQ_WORK_INIT_HARD(count_interrupt) };
	int err = -ENOMEM;

	if (update >= KMEMLAB_UPDATES || !times || times > KMEMLAB_INTERRUPTS_MAX)
		return -EINVAL;
	*result = (struct kmemlab_interrupted) { .process = 0 };
	run.count = alloc_percpu(unsigned long);
	run.interrupts = alloc_percpu(unsigned long);
	if (run.count && run.interrupts) {
		run_here(&run, update, times, result);
		err = 0;
	}
	free_percpu(run.interrupts);
	free_percpu(run.count);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_interrupt_run, "KMEMLAB");
