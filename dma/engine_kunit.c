// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of the engine: what it moves, what it refuses, and above all that a device
 * that does not end, or is taken away, writes nothing after its driver has gone on.
 */
#include "../kmemlab.h"

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/sizes.h>

#include "../mmio/edu_regs.h"
#include "../tests/thread.h"
#include "fixture_kunit.h"
#include "pattern.h"

KUNIT_ARRAY_PARAM(backend, backends, backend_to_desc);

/**
 * struct memory - coherent memory of a case
 * @data: where the CPU sees it
 * @addr: where the device sees it
 * @bytes: how many
 * @dev: the device
 */
struct memory {
	u8 *data;
	dma_addr_t addr;
	size_t bytes;
	struct device *dev;
};

static void get_memory(struct kunit *test, struct memory *memory,
		       struct kmemlab_engine *engine, size_t bytes)
{
	memory->dev = engine->dev;
	memory->bytes = bytes;
	memory->data = dma_alloc_coherent(memory->dev, bytes, &memory->addr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory->data);
}

static void put_memory(struct memory *memory)
{
	dma_free_coherent(memory->dev, memory->bytes, memory->data, memory->addr);
}

static int transfer(struct kmemlab_engine *engine, dma_addr_t addr, u32 offset, u32 bytes,
		    enum dma_data_direction direction)
{
	const struct kmemlab_transfer what = {
		.addr = addr, .offset = offset, .bytes = bytes, .direction = direction,
	};
	int err = kmemlab_engine_get(engine);

	if (err)
		return err;
	err = kmemlab_engine_transfer(engine, &what);
	kmemlab_engine_put(engine);
	return err;
}

static u64 transfers(struct kmemlab_engine *engine)
{
	struct kmemlab_engine_stats stats;

	kmemlab_engine_stats(engine, &stats);
	return stats.transfers;
}

/*
 * Success: one byte, all that fits, and one more, which takes another transfer; every
 * byte is right and the one behind them is not touched.
 */
static void copies_of_any_size(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	u32 size = engine->ops->buffer_size;
	const u32 sizes[] = { 1, 7, size - 1, size, size + 1 };
	struct memory memory;
	unsigned int i;
	u64 before;

	get_memory(test, &memory, engine, 4 * SZ_4K);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u8 *to = memory.data + 2 * SZ_4K;

		fill(memory.data, 0, sizes[i], i);
		memset(to, 0xee, 2 * SZ_4K);
		before = transfers(engine);
		KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr,
							  memory.addr + 2 * SZ_4K, sizes[i]), 0);
		KUNIT_EXPECT_EQ(test, compare(to, 0, sizes[i], i), 0);
		KUNIT_EXPECT_EQ(test, to[sizes[i]], 0xee);
		KUNIT_EXPECT_EQ(test, transfers(engine) - before,
				2ULL * DIV_ROUND_UP(sizes[i], size));
	}
	put_memory(&memory);
}

/* Success: what is at some place in the device's memory comes back from there. */
static void device_memory_has_places(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	u32 last = engine->ops->buffer_size - 16;
	struct memory memory;

	get_memory(test, &memory, engine, 64);
	fill(memory.data, 0, 32, 1);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr, 0, 16, DMA_TO_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr + 16, last, 16, DMA_TO_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr + 32, last, 16, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr + 48, 0, 16, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, compare(memory.data + 32, 16, 16, 1), 0);
	KUNIT_EXPECT_EQ(test, compare(memory.data + 48, 0, 16, 1), 0);
	put_memory(&memory);
}

/* Success: what is outside the device's memory or its mask never reaches the device. */
static void nonsense_is_refused(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	dma_addr_t last = dma_get_mask(engine->dev);
	u32 size = engine->ops->buffer_size;
	struct kmemlab_engine_stats stats;

	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 0, 0, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 0, 1, DMA_BIDIRECTIONAL), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 0, 1, DMA_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 0, size + 1, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 1, size, DMA_FROM_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, size, 1, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, U32_MAX, 2, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(engine, last, 0, 2, DMA_FROM_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, 0, 0, 0), -EINVAL);
	kmemlab_engine_stats(engine, &stats);
	KUNIT_EXPECT_EQ(test, stats.errors, 9ULL);
	KUNIT_EXPECT_EQ(test, stats.transfers + stats.interrupts, 0ULL);
}

/* Success: what the statistics say is what was done. */
static void work_is_counted(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	struct kmemlab_engine_stats stats;
	struct memory memory;

	get_memory(test, &memory, engine, 200);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr, memory.addr + 100, 100),
			0);
	kmemlab_engine_stats(engine, &stats);
	KUNIT_EXPECT_EQ(test, stats.transfers, 2ULL);
	KUNIT_EXPECT_EQ(test, stats.bytes, 200ULL);
	KUNIT_EXPECT_EQ(test, stats.interrupts, 2ULL);
	KUNIT_EXPECT_EQ(test, stats.errors + stats.missed, 0ULL);
	KUNIT_EXPECT_GT(test, stats.nsec, 0ULL);
	put_memory(&memory);
}

/* Whatever the device is still at, it is over by then. */
static void wait_until_it_has_ended(struct kmemlab_engine *engine)
{
	int i;

	for (i = 0; i < 500 && engine->ops->is_busy(engine); i++)
		usleep_range(1000, 2000);
}

/*
 * Success: a transfer that is not over in time is a time-out, as is the next one while
 * the device is still at it; it never writes, although it ends; and then all is well.
 */
static void late_transfer_writes_nothing(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct memory memory;

	get_memory(test, &memory, engine, 128);
	fill(memory.data, 0, 64, 3);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr, 0, 64, DMA_TO_DEVICE), 0);
	memset(memory.data + 64, 0xee, 64);
	make_slow(engine);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr + 64, 0, 64, DMA_FROM_DEVICE),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr, 0, 64, DMA_TO_DEVICE), -ETIMEDOUT);
	make_fast(engine);
	wait_until_it_has_ended(engine);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory.data + 64, 0xee, 64));
	KUNIT_EXPECT_EQ(test, transfer(engine, memory.addr + 64, 0, 64, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, compare(memory.data + 64, 0, 64, 3), 0);
	put_memory(&memory);
}

/* Success: of a transfer that is over no interrupt is left pending. */
static void interrupts_are_acknowledged(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct kmemlab_edu_dma *edu = container_of(engine, struct kmemlab_edu_dma, engine);
	struct memory memory;

	get_memory(test, &memory, engine, 128);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr, memory.addr + 64, 64), 0);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_INTERRUPT_STATUS), 0U);
	put_memory(&memory);
}

/*
 * Success: a lost interrupt costs time, and is counted; the transfer is good. (After one
 * that was not lost, which is not taken for it.)
 */
static void lost_interrupt_is_made_up_for(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct kmemlab_engine_stats stats;
	struct memory memory;

	get_memory(test, &memory, engine, 128);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr, memory.addr + 64, 64), 0);
	engine->timeout_ms = 100;
	make_wrong(test, &(struct edu_faults) { .mute = true });
	fill(memory.data, 0, 64, 4);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr, memory.addr + 64, 64), 0);
	KUNIT_EXPECT_EQ(test, compare(memory.data + 64, 0, 64, 4), 0);
	kmemlab_engine_stats(engine, &stats);
	KUNIT_EXPECT_EQ(test, stats.missed, 2ULL);
	KUNIT_EXPECT_EQ(test, stats.errors, 0ULL);
	put_memory(&memory);
}

/* Success: an interrupt that comes too early is not taken for the end. */
static void early_interrupt_is_not_believed(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct memory memory;

	make_wrong(test, &(struct edu_faults) { .hasty = true });
	get_memory(test, &memory, engine, 128);
	fill(memory.data, 0, 64, 5);
	memset(memory.data + 64, 0xee, 64);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, memory.addr, memory.addr + 64, 64), 0);
	KUNIT_EXPECT_EQ(test, compare(memory.data + 64, 0, 64, 5), 0);
	put_memory(&memory);
}

/* Success: a device that was unplugged is a time-out, and no interrupt of it is ours. */
static void gone_device_times_out(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct kmemlab_edu_dma *edu = container_of(engine, struct kmemlab_edu_dma, engine);

	KUNIT_EXPECT_EQ(test, (int)kmemlab_edu_dma_interrupt(0, edu), (int)IRQ_NONE);
	engine->timeout_ms = 50;
	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, (int)kmemlab_edu_dma_interrupt(0, edu), (int)IRQ_NONE);
	KUNIT_EXPECT_EQ(test, transfer(engine, 0, 0, 1, DMA_TO_DEVICE), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_stop(engine), -ETIMEDOUT);
}

/* Success: an edu is one; something else, and nothing at all, is none. */
static void no_edu_is_refused(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test, EDU);
	struct kmemlab_edu_dma *edu = container_of(engine, struct kmemlab_edu_dma, engine);
	struct kmemlab_edu_dma *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	make_wrong(test, &(struct edu_faults) { .id = 0x010000ee });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_dma_init(other, engine->dev, edu->regs, engine->ops),
			-ENODEV);
	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_dma_init(other, engine->dev, edu->regs, engine->ops),
			-ENODEV);
}

/**
 * struct copier - a thread that lets the engine copy
 * @engine: the engine
 * @memory: its own
 * @task: the thread
 * @rounds: how often
 * @wrong: how often a byte was wrong
 * @err: what ended it
 */
struct copier {
	struct kmemlab_engine *engine;
	struct memory memory;
	struct task_struct *task;
	unsigned int rounds;
	unsigned int wrong;
	int err;
};

static int keep_copying(void *data)
{
	struct copier *user = data;
	struct memory *memory = &user->memory;
	size_t half = memory->bytes / 2;

	while (!kthread_should_stop() && !user->err) {
		fill(memory->data, 0, half, user->rounds);
		user->err = kmemlab_engine_copy(user->engine, memory->addr, memory->addr + half,
						half);
		if (!user->err && compare(memory->data + half, 0, half, user->rounds))
			user->wrong++;
		user->rounds++;
	}
	while (!kthread_should_stop())
		usleep_range(1000, 2000);
	return 0;
}

/* All memory first: no ASSERT while a thread runs. */
static struct copier *start_copiers(struct kunit *test, struct kmemlab_engine *engine,
				    unsigned int nr)
{
	struct copier *users = kunit_kcalloc(test, nr, sizeof(*users), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, users);
	for (i = 0; i < nr; i++) {
		users[i].engine = engine;
		get_memory(test, &users[i].memory, engine, 2000);
	}
	for (i = 0; i < nr; i++)
		users[i].task = new_thread(test, keep_copying, &users[i]);
	return users;
}

static void stop_copier(struct copier *user)
{
	if (user->task)
		kthread_stop(user->task);
	put_memory(&user->memory);
}

/* Success: four at a time, and nobody gets another one's bytes. */
static void users_do_not_mix(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	struct copier *users = start_copiers(test, engine, 4);
	unsigned int i;

	msleep(500);
	for (i = 0; i < 4; i++) {
		stop_copier(&users[i]);
		KUNIT_EXPECT_EQ(test, users[i].err, 0);
		KUNIT_EXPECT_EQ(test, users[i].wrong, 0U);
		KUNIT_EXPECT_GT(test, users[i].rounds, 0U);
	}
}

static void wait_until_it_gives_up(struct copier *user)
{
	int i;

	for (i = 0; i < 500 && !READ_ONCE(user->err); i++)
		usleep_range(1000, 2000);
}

/*
 * Success: whoever is at it, and whoever waits, gets -ENODEV at once; the device writes
 * nothing any more; everybody later gets -ENODEV too.
 */
static void stop_ends_all(struct kunit *test)
{
	struct kmemlab_engine *engine = get_engine(test,
						   *(const enum backend *)test->param_value);
	struct copier *users = start_copiers(test, engine, 2);
	unsigned int i;

	msleep(50);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_stop(engine), 0);
	KUNIT_EXPECT_FALSE(test, engine->ops->is_busy(engine));
	for (i = 0; i < 2; i++) {
		struct memory *memory = &users[i].memory;

		wait_until_it_gives_up(&users[i]);
		memset(memory->data, 0xee, memory->bytes);
		msleep(50);
		KUNIT_EXPECT_NULL(test, memchr_inv(memory->data, 0xee, memory->bytes));
		stop_copier(&users[i]);
		KUNIT_EXPECT_EQ(test, users[i].err, -ENODEV);
	}
	KUNIT_EXPECT_EQ(test, kmemlab_engine_get(engine), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_copy(engine, 0, 0, 1), -ENODEV);
}

static struct kunit_case engine_cases[] = {
	KUNIT_CASE_PARAM(copies_of_any_size, backend_gen_params),
	KUNIT_CASE_PARAM(device_memory_has_places, backend_gen_params),
	KUNIT_CASE_PARAM(nonsense_is_refused, backend_gen_params),
	KUNIT_CASE_PARAM(work_is_counted, backend_gen_params),
	KUNIT_CASE(late_transfer_writes_nothing),
	KUNIT_CASE(interrupts_are_acknowledged),
	KUNIT_CASE(lost_interrupt_is_made_up_for),
	KUNIT_CASE(early_interrupt_is_not_believed),
	KUNIT_CASE(gone_device_times_out),
	KUNIT_CASE(no_edu_is_refused),
	KUNIT_CASE_PARAM(users_do_not_mix, backend_gen_params),
	KUNIT_CASE_PARAM(stop_ends_all, backend_gen_params),
	{}
};

static struct kunit_suite engine_suite = {
	.name = "kmemlab_dma_engine",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.init = dma_test_init,
	.exit = dma_test_exit,
	.test_cases = engine_cases,
};

kunit_test_suite(engine_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suites of dma-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
