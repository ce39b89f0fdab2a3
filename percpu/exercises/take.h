/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise percpu-take is about; its suite is take_kunit.c. */
#ifndef KMEMLAB_EXERCISE_TAKE_H
#define KMEMLAB_EXERCISE_TAKE_H

#include <linux/percpu.h>
#include <linux/types.h>

DECLARE_PER_CPU(u64, bytes);	/* only ever grow */

/* Context: any. */
void count_bytes(unsigned int nr);
/* Since the last call. One caller at a time: you may keep something between two calls. */
u64 take_bytes(void);

#endif /* KMEMLAB_EXERCISE_TAKE_H */
