/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmap-range is about; its suite is range_kunit.c. */
#ifndef KMEMLAB_EXERCISE_RANGE_H
#define KMEMLAB_EXERCISE_RANGE_H

#include <linux/types.h>

/* 0; -ENXIO if the buffer has no page pgoff; -EINVAL if nr is 0 or beyond its end. */
int range_check(unsigned long pages, unsigned long pgoff, unsigned long nr);

#endif /* KMEMLAB_EXERCISE_RANGE_H */
