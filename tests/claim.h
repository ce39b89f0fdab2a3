/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a test found of a claim of the guide on the kernel that runs: "true", "false", or
 * "differs: " and how. scripts/docs compares it with the table "Claims and facts".
 */
#ifndef KMEMLAB_TESTS_CLAIM_H
#define KMEMLAB_TESTS_CLAIM_H

#include <kunit/test.h>

#define claim(test, id, fmt, ...) kunit_info(test, "claim " id ": " fmt "\n", ##__VA_ARGS__)
#define claim_is(test, id, holds) \
	claim(test, id, "%s", ((const char *const[]) { "false", "true" })[!!(holds)])

#endif /* KMEMLAB_TESTS_CLAIM_H */
