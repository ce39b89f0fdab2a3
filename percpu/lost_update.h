/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_LOST_UPDATE_H
#define KMEMLAB_LOST_UPDATE_H

#include <linux/percpu.h>
#include <linux/types.h>

#define LOST_UPDATE_INTERRUPTS_MAX	1000U

/**
 * struct lost_update - the result of a run
 * @updates: updates made in process context
 * @interrupts: updates made by the interrupt handler on the same CPU
 * @counted: value of the variable afterwards
 */
struct lost_update {
	unsigned long updates;
	unsigned long interrupts;
	unsigned long counted;
};

void update_by_this_cpu_inc(unsigned long __percpu *count);
void update_by_raw_inc(unsigned long __percpu *count);
void update_by_read_and_write(unsigned long __percpu *count);
int lost_update_run(void (*update)(unsigned long __percpu *count),
		    unsigned int interrupts, struct lost_update *result);

#endif /* KMEMLAB_LOST_UPDATE_H */
