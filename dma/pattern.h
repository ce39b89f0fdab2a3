/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes that are known beforehand, to be compared when they have been moved. */
#ifndef KMEMLAB_PATTERN_H
#define KMEMLAB_PATTERN_H

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/types.h>

/* Each test has another pattern: what an earlier one has left is not taken for it. */
static inline u8 new_seed(void)
{
	static atomic_t seeds = ATOMIC_INIT(0);

	return atomic_inc_return(&seeds);
}

/* No two neighbours and no two pages are alike. */
static inline u8 pattern(size_t at, u8 seed)
{
	return seed + at + 7 * (at >> 8) + 1;
}

static inline void fill(u8 *data, size_t at, size_t bytes, u8 seed)
{
	while (bytes--)
		*data++ = pattern(at++, seed);
}

static inline int compare(const u8 *data, size_t at, size_t bytes, u8 seed)
{
	while (bytes--)
		if (*data++ != pattern(at++, seed))
			return -EBADMSG;
	return 0;
}

#endif /* KMEMLAB_PATTERN_H */
