/* SPDX-License-Identifier: GPL-2.0 */
/* An edu for each case of the suites of chapters 5.5 and 5.6. */
#ifndef KMEMLAB_FIXTURE_KUNIT_H
#define KMEMLAB_FIXTURE_KUNIT_H

#include <kunit/test.h>

#include "../tests/edu.h"
#include "edu_dma.h"

int dma_suite_init(struct kunit_suite *suite);
void dma_suite_exit(struct kunit_suite *suite);
void dma_test_exit(struct kunit *test);
struct edu_dma *get_edu(struct kunit *test);
struct edu_dma *get_locked_edu(struct kunit *test);
void make_wrong(struct kunit *test, const struct edu_faults *faults);
void make_unmappable(struct kunit *test, struct edu_dma *edu);
void make_mappable(struct edu_dma *edu);
void make_slow(struct edu_dma *edu);
void make_fast(struct edu_dma *edu);

#endif /* KMEMLAB_FIXTURE_KUNIT_H */
