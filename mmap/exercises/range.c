// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmap-range (chapter 5.8, one function).
 *
 * Task: Write range_check(): may a process map nr pages from page pgoff on, of a buffer
 * of so many pages? Both numbers come from the process, so their sum may overflow.
 *
 * Read: "The plain form" in mmap/README.md.
 * Then: make exercise EX=mmap-range; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "range.h"

int range_check(unsigned long pages, unsigned long pgoff, unsigned long nr)
{
	/* TODO: the offset, then the length. */
	return -EINVAL;
}
