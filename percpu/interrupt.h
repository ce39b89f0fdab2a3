/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_INTERRUPT_H
#define KMEMLAB_INTERRUPT_H

#include <linux/types.h>

#define KMEMLAB_INTERRUPTS_MAX 1000U

/**
 * enum kmemlab_update - how process context updates what an interrupt updates too
 * @KMEMLAB_SAFE_UPDATE: this_cpu_inc()
 * @KMEMLAB_BARE_UPDATE: __this_cpu_inc()
 * @KMEMLAB_STEPS: __this_cpu_read(), an interrupt, __this_cpu_write()
 * @KMEMLAB_UPDATES: how many ways there are
 */
enum kmemlab_update {
	KMEMLAB_SAFE_UPDATE,
	KMEMLAB_BARE_UPDATE,
	KMEMLAB_STEPS,
	KMEMLAB_UPDATES
};

/**
 * struct kmemlab_interrupted - what became of the updates
 * @process: updates made in process context
 * @interrupts: updates made by hard interrupts on the same CPU
 * @counted: updates that the variable knows of
 */
struct kmemlab_interrupted {
	unsigned long process;
	unsigned long interrupts;
	unsigned long counted;
};

const char *kmemlab_update_name(enum kmemlab_update update);
int kmemlab_interrupt_run(enum kmemlab_update update, unsigned int times,
			  struct kmemlab_interrupted *result);

#endif /* KMEMLAB_INTERRUPT_H */
