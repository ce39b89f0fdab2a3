/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise percpu-count is about; its suite is count_kunit.c. */
#ifndef KMEMLAB_EXERCISE_COUNT_H
#define KMEMLAB_EXERCISE_COUNT_H

#include <linux/percpu.h>
#include <linux/types.h>

/* Context: any. */
void count_packet(void);
/* The sum over all CPUs that there can be. */
u64 packets_counted(void);

#endif /* KMEMLAB_EXERCISE_COUNT_H */
