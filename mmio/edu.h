/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_EDU_H
#define KMEMLAB_EDU_H

#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/* The largest number whose factorial fits 32 bits. */
#define KMEMLAB_FACTORIAL_MAX		12

/* The device computes at once; what takes longer than this has failed. */
#define KMEMLAB_EDU_TIMEOUT_MS		1000

/* Causes that may be raised by hand: not those that mean something. */
#define KMEMLAB_EDU_RAISE_MASK		0x00fffefeU

/**
 * struct kmemlab_edu - one device
 * @regs: its registers, mapped
 * @timeout_ms: what the device does not do in this time it does not do, in
 *	milliseconds
 * @lock: protects what is read, changed and written again: EDU_STATUS
 * @busy: one user at a time; protects @stopped
 * @stopped: the device may not be used now
 * @computed: an interrupt has said that a computation is done
 * @interrupts: interrupts that were this device's
 * @raised: of them, those with causes raised by hand
 */
struct kmemlab_edu {
	void __iomem *regs;
	unsigned int timeout_ms;
	spinlock_t lock; /* EDU_STATUS */
	struct mutex busy; /* EDU_FACTORIAL, stopped */
	bool stopped;
	struct completion computed;
	atomic_long_t interrupts;
	atomic_long_t raised;
};

int kmemlab_edu_init(struct kmemlab_edu *edu, void __iomem *regs);
irqreturn_t kmemlab_edu_interrupt(int irq, void *data);
void kmemlab_edu_quiesce(struct kmemlab_edu *edu);
void kmemlab_edu_stop(struct kmemlab_edu *edu);
void kmemlab_edu_restart(struct kmemlab_edu *edu);
int kmemlab_edu_check_liveness(struct kmemlab_edu *edu, u32 pattern);
int kmemlab_edu_factorial_by_polling(struct kmemlab_edu *edu,
				     unsigned int number, u32 *result);
int kmemlab_edu_factorial_by_interrupt(struct kmemlab_edu *edu,
				       unsigned int number, u32 *result);
int kmemlab_edu_raise(struct kmemlab_edu *edu, u32 causes);
unsigned int kmemlab_edu_revision(struct kmemlab_edu *edu);

#endif /* KMEMLAB_EDU_H */
