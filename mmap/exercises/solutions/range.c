// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise mmap-range.
 *
 * Hint: subtract instead of adding: first pgoff < pages, then nr <= pages - pgoff.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "range.h"

int range_check(unsigned long pages, unsigned long pgoff, unsigned long nr)
{
	if (pgoff >= pages)
		return -ENXIO;
	if (nr > pages - pgoff)
		return -ENXIO;
	return 0;
}
