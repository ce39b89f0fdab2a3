// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise dma-pool. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../tests/dma_device.h"
#include "../../tests/exercise.h"
#include "pool.h"

static void commands_have_both_addresses(struct kunit *test)
{
	struct device *dev = new_dma_device(test, DMA_BIT_MASK(32));
	struct commands commands = { };
	dma_addr_t addr[3];
	void *command[3];
	int i;

	KUNIT_ASSERT_EQ_MSG(test, commands_init(&commands, dev), 0, "there is no pool yet");
	for (i = 0; i < 3; i++) {
		addr[i] = 1;
		command[i] = command_new(&commands, &addr[i]);
		KUNIT_EXPECT_NOT_NULL(test, command[i]);
		KUNIT_EXPECT_TRUE_MSG(test, IS_ALIGNED(addr[i], COMMAND_SIZE),
				      "command %d is not aligned for the device", i);
		if (!command[i])
			continue;
		KUNIT_EXPECT_PTR_EQ(test, phys_to_virt(addr[i]), command[i]);
		KUNIT_EXPECT_NULL_MSG(test, memchr_inv(command[i], 0, COMMAND_SIZE), "not zeroed");
		memset(command[i], 0xff, COMMAND_SIZE);
		if (i)
			continue;
		/* The next one is likely to be the same memory. */
		command_free(&commands, command[0], addr[0]);
		command[0] = command_new(&commands, &addr[0]);
		KUNIT_EXPECT_NULL_MSG(test, command[0] ? memchr_inv(command[0], 0, COMMAND_SIZE) :
				      NULL, "a command that was used before is not zeroed");
	}
	KUNIT_EXPECT_EQ(test, commands.used, 3);
	for (i = 0; i < 3; i++)
		if (command[i])
			command_free(&commands, command[i], addr[i]);
	KUNIT_EXPECT_EQ(test, commands.used, 0);
	/* The kernel reports a pool that is destroyed with commands in use. */
	commands_exit(&commands);
}

static struct kunit_case pool_cases[] = {
	KUNIT_CASE(commands_have_both_addresses),
	{}
};

static struct kunit_suite pool_suite = {
	.name = "exercise_dma_pool",
	.test_cases = pool_cases,
};

kunit_test_suite(pool_suite);

MODULE_DESCRIPTION("kmemlab: the exercise dma-pool");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
