// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise dma-ring. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/exercise.h"
#include "ring.h"

static char buffers[3 * RING_SIZE];

static void all_slots_are_used(struct kunit *test)
{
	struct ring ring = { };
	int i;

	for (i = 0; i < RING_SIZE; i++)
		KUNIT_EXPECT_EQ_MSG(test, ring_post(&ring, &buffers[i]), 0,
				    "slot %d of %d was not used", i + 1, RING_SIZE);
	KUNIT_EXPECT_EQ_MSG(test, ring_post(&ring, &buffers[i]), -ENOSPC, "the ring was full");
}

static void a_buffer_of_the_device_stays(struct kunit *test)
{
	struct ring ring = { };

	KUNIT_EXPECT_NULL_MSG(test, ring_reap(&ring), "the ring was empty");
	ring_post(&ring, &buffers[0]);
	KUNIT_EXPECT_NULL_MSG(test, ring_reap(&ring), "the device still used the buffer");
	ring.done[0] = true;
	KUNIT_EXPECT_PTR_EQ_MSG(test, ring_reap(&ring), (void *)&buffers[0],
				"the buffer was finished");
	KUNIT_EXPECT_NULL(test, ring_reap(&ring));
}

static void a_slot_is_used_again(struct kunit *test)
{
	struct ring ring = { };
	int i;

	for (i = 0; i < RING_SIZE; i++)
		ring_post(&ring, &buffers[i]);
	memset(ring.done, true, sizeof(ring.done));
	for (i = 0; i < RING_SIZE; i++)
		ring_reap(&ring);
	KUNIT_EXPECT_EQ(test, ring_post(&ring, &buffers[i]), 0);
	KUNIT_EXPECT_NULL_MSG(test, ring_reap(&ring),
			      "an old done bit was believed: the device still used the buffer");
}

static void buffers_come_back_in_order(struct kunit *test)
{
	struct ring ring = { .head = UINT_MAX - 3, .tail = UINT_MAX - 3 };
	int posted = 0, reaped = 0, pass;

	for (pass = 0; pass < 3; pass++) {
		while (posted < ARRAY_SIZE(buffers) && !ring_post(&ring, &buffers[posted]))
			posted++;
		memset(ring.done, true, sizeof(ring.done));
		while (reaped < posted) {
			if (ring_reap(&ring) != &buffers[reaped])
				break;
			reaped++;
		}
	}
	KUNIT_EXPECT_EQ_MSG(test, reaped, ARRAY_SIZE(buffers), "buffer %d came out of order",
			    reaped);
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(all_slots_are_used),
	KUNIT_CASE(a_buffer_of_the_device_stays),
	KUNIT_CASE(a_slot_is_used_again),
	KUNIT_CASE(buffers_come_back_in_order),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "exercise_dma_ring",
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);

MODULE_DESCRIPTION("kmemlab: the exercise dma-ring");
MODULE_LICENSE("GPL");
