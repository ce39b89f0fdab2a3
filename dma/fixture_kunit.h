/* SPDX-License-Identifier: GPL-2.0 */
/* An engine for the cases: of an edu, or of software. */
#ifndef KMEMLAB_FIXTURE_KUNIT_H
#define KMEMLAB_FIXTURE_KUNIT_H

#include <kunit/test.h>

#include "../tests/edu.h"
#include "edu_dma.h"
#include "software.h"

/**
 * struct fixture - what a case has
 * @edu: the engine of an edu
 * @software: the engine of software
 * @engine: the one of them that the case asked for, or NULL
 */
struct fixture {
	struct kmemlab_edu_dma edu;
	struct kmemlab_software software;
	struct kmemlab_engine *engine;
};

enum backend { EDU, SOFTWARE };

int dma_suite_init(struct kunit_suite *suite);
void dma_suite_exit(struct kunit_suite *suite);
int dma_test_init(struct kunit *test);
void dma_test_exit(struct kunit *test);
struct kmemlab_engine *get_engine(struct kunit *test, enum backend backend);
void make_wrong(struct kunit *test, const struct edu_faults *faults);
void make_slow(struct kmemlab_engine *engine);
void make_fast(struct kmemlab_engine *engine);
void backend_to_desc(const enum backend *backend, char *desc);

/* The parameters of the cases that both pass. */
extern const enum backend backends[2];

#endif /* KMEMLAB_FIXTURE_KUNIT_H */
