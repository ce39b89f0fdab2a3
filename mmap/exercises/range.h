/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmap-range is about; its suite is range_kunit.c. */
#ifndef KMEMLAB_EXERCISE_RANGE_H
#define KMEMLAB_EXERCISE_RANGE_H

#include <linux/types.h>

/* nr is at least 1. 0, or -ENXIO if one of the pages lies past the end of the buffer. */
int range_check(unsigned long pages, unsigned long pgoff, unsigned long nr);

#endif /* KMEMLAB_EXERCISE_RANGE_H */
