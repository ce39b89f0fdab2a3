// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise slab-constructor. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "constructor.h"

static struct kmem_cache *new_cache(struct kunit *test)
{
	struct kmem_cache_args args = { .ctor = worker_construct };
	struct kmem_cache *cache = kmem_cache_create("exercise_worker", sizeof(struct worker),
						     &args, SLAB_NO_MERGE);

	KUNIT_ASSERT_NOT_NULL(test, cache);
	return cache;
}

static void a_new_worker_is_constructed(struct kunit *test)
{
	struct kmem_cache *cache = new_cache(test);
	struct worker *worker = worker_get(cache, 7);

	KUNIT_EXPECT_NOT_NULL_MSG(test, worker, "worker_get() returned NULL");
	if (worker) {
		KUNIT_EXPECT_EQ(test, worker->id, 7);
		KUNIT_EXPECT_PTR_EQ_MSG(test, worker->jobs.next, &worker->jobs,
					"the list is not empty: was it constructed, or erased?");
		if (worker->jobs.next == &worker->jobs)
			worker_put(cache, worker);
		else
			kmem_cache_free(cache, worker);
	}
	kmem_cache_destroy(cache);
}

static void a_used_worker_is_as_constructed(struct kunit *test)
{
	struct kmem_cache *cache = new_cache(test);
	struct worker *worker = worker_get(cache, 1), *again;
	struct job job;

	if (worker && worker->jobs.next == &worker->jobs) {
		list_add(&job.node, &worker->jobs);
		worker_put(cache, worker);
		KUNIT_EXPECT_TRUE_MSG(test, list_empty(&job.node),
				      "the job still points into the free worker");
		/* The same memory, but where KASAN keeps freed objects for a while. */
		again = worker_get(cache, 2);
		KUNIT_EXPECT_NOT_NULL(test, again);
		if (again) {
			KUNIT_EXPECT_PTR_EQ_MSG(test, again->jobs.next, &again->jobs,
						"the worker went back with jobs in its list");
			/* Not by worker_put(), which may not survive what is in the list. */
			kmem_cache_free(cache, again);
		}
	} else {
		KUNIT_FAIL(test, "no constructed worker");
		if (worker)
			kmem_cache_free(cache, worker);
	}
	kmem_cache_destroy(cache);
}

static struct kunit_case constructor_cases[] = {
	KUNIT_CASE(a_new_worker_is_constructed),
	KUNIT_CASE(a_used_worker_is_as_constructed),
	{}
};

static struct kunit_suite constructor_suite = {
	.name = "exercise_slab_constructor",
	.test_cases = constructor_cases,
};

kunit_test_suite(constructor_suite);

MODULE_DESCRIPTION("kmemlab: the exercise slab-constructor");
MODULE_LICENSE("GPL");
