// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmap-open (chapter 5.8, one function).
 *
 * Task: Write area_open() and area_close(): a buffer lives as long as an area maps it.
 * fork() and a split of an area make a second area of it: open() is called for that
 * one, and close() once for each.
 *
 * Read: "How it works" in mmap/README.md.
 * Then: make exercise EX=mmap-open; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "open.h"

void area_open(struct vm_area_struct *vma)
{
	/* TODO: one more area. */
}

void area_close(struct vm_area_struct *vma)
{
	/* TODO: one area less; release the buffer with the last one. */
}
