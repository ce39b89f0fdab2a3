/* SPDX-License-Identifier: GPL-2.0 */
/* Known bytes: written before a transfer, compared after it. */
#ifndef KMEMLAB_TESTS_PATTERN_H
#define KMEMLAB_TESTS_PATTERN_H

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/types.h>

/* Another pattern for each test, so that old bytes are not mistaken for new ones. */
static inline u8 pattern_new_seed(void)
{
	static atomic_t seeds = ATOMIC_INIT(0);

	return atomic_inc_return(&seeds);
}

/* Byte @at of the pattern: neighbours differ, and so do pages. */
static inline u8 pattern_byte(size_t at, u8 seed)
{
	return seed + at + 7 * (at >> 8) + 1;
}

/* Writes bytes @at to @at + @bytes - 1 of the pattern. */
static inline void pattern_fill(u8 *data, size_t at, size_t bytes, u8 seed)
{
	while (bytes--)
		*data++ = pattern_byte(at++, seed);
}

/* 0, or -EBADMSG if one of the bytes differs. */
static inline int pattern_compare(const u8 *data, size_t at, size_t bytes, u8 seed)
{
	while (bytes--)
		if (*data++ != pattern_byte(at++, seed))
			return -EBADMSG;
	return 0;
}

#endif /* KMEMLAB_TESTS_PATTERN_H */
