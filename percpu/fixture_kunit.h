/* SPDX-License-Identifier: GPL-2.0 */
/* What the cases of both suites use: statistics and a log that end with the case. */
#ifndef KMEMLAB_PERCPU_FIXTURE_KUNIT_H
#define KMEMLAB_PERCPU_FIXTURE_KUNIT_H

#include <kunit/test.h>

#include "../tests/action.h"
#include "../tests/interrupted.h"
#include "batch.h"
#include "packet_stats.h"

KUNIT_DEFINE_ACTION_WRAPPER(exit_stats, packet_stats_exit, struct packet_stats *);
KUNIT_DEFINE_ACTION_WRAPPER(exit_log, report_log_exit, struct report_log *);

static inline struct packet_stats *new_stats(struct kunit *test)
{
	struct packet_stats *stats = kunit_kzalloc(test, sizeof(*stats), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stats);
	KUNIT_ASSERT_EQ(test, packet_stats_init(stats, GFP_KERNEL), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_stats, stats), 0);
	return stats;
}

static inline struct report_log *new_log(struct kunit *test)
{
	struct report_log *log = kunit_kzalloc(test, sizeof(*log), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, log);
	KUNIT_ASSERT_EQ(test, report_log_init(log), 0);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, exit_log, log), 0);
	return log;
}

/* Removes all reports: their number, and *sum increased by their sum. */
static inline unsigned int take_all(struct report_log *log, u64 *sum)
{
	unsigned int nr, i, all = 0;
	u32 codes[7];

	while ((nr = report_log_take(log, codes, ARRAY_SIZE(codes)))) {
		for (i = 0; i < nr; i++)
			*sum += codes[i];
		all += nr;
	}
	return all;
}

#endif /* KMEMLAB_PERCPU_FIXTURE_KUNIT_H */
