/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory the machine has and has left, for tests that look for leaks. */
#ifndef KMEMLAB_TESTS_MEMORY_H
#define KMEMLAB_TESTS_MEMORY_H

#include <linux/mm.h>

static inline unsigned long free_pages_now(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.freeram;
}

static inline unsigned long total_pages(void)
{
	struct sysinfo info;

	si_meminfo(&info);
	return info.totalram;
}

#endif /* KMEMLAB_TESTS_MEMORY_H */
