// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of the DMA engine: what it transfers, what it refuses, and above all that a
 * device that does not end a transfer writes nothing after its driver has returned.
 */
#include "../kmemlab.h"

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "../mmio/edu_regs.h"
#include "../tests/pattern.h"
#include "../tests/thread.h"
#include "fixture_kunit.h"

#define BYTES	64

/**
 * struct memory - coherent memory of a case: a half to send from, a half to receive in
 * @dev: the device
 * @data: the CPU's address
 * @addr: the DMA address
 */
struct memory {
	struct device *dev;
	u8 *data;
	dma_addr_t addr;
};

#define HALF	SZ_4K

static void get_memory(struct kunit *test, struct memory *memory, struct edu_dma *edu)
{
	memory->dev = edu->dev;
	memory->data = dma_alloc_coherent(edu->dev, 2 * HALF, &memory->addr, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, memory->data);
}

static void put_memory(struct memory *memory)
{
	dma_free_coherent(memory->dev, 2 * HALF, memory->data, memory->addr);
}

static int transfer(struct edu_dma *edu, dma_addr_t addr, u32 offset, u32 bytes,
		    enum dma_data_direction direction)
{
	int err = edu_dma_lock(edu);

	if (err)
		return err;
	err = edu_dma_transfer(edu, addr, offset, bytes, direction);
	edu_dma_unlock(edu);
	return err;
}

/* The first half to the second one, by the device. */
static int copy(struct edu_dma *edu, struct memory *memory, u32 bytes)
{
	int err = edu_dma_lock(edu);

	if (err)
		return err;
	err = edu_dma_transfer(edu, memory->addr, 0, bytes, DMA_TO_DEVICE) ?:
	      edu_dma_transfer(edu, memory->addr + HALF, 0, bytes, DMA_FROM_DEVICE);
	edu_dma_unlock(edu);
	return err;
}

/* Success: one byte and all of the device's memory are copied, and not a byte more. */
static void copies_of_any_length(struct kunit *test)
{
	static const u32 lengths[] = { 1, 7, EDU_BUFFER_USABLE - 1, EDU_BUFFER_USABLE };
	struct edu_dma *edu = get_edu(test);
	struct memory memory;
	int i;

	get_memory(test, &memory, edu);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		pattern_fill(memory.data, 0, lengths[i], i);
		memset(memory.data + HALF, 0xee, HALF);
		KUNIT_EXPECT_EQ(test, copy(edu, &memory, lengths[i]), 0);
		KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + HALF, 0, lengths[i], i), 0);
		KUNIT_EXPECT_EQ(test, memory.data[HALF + lengths[i]], 0xee);
	}
	put_memory(&memory);
}

/* Success: bytes at an offset of the device's memory come back from that offset. */
static void device_memory_has_offsets(struct kunit *test)
{
	u32 last = EDU_BUFFER_USABLE - 16;
	struct edu_dma *edu = get_edu(test);
	struct memory memory;

	get_memory(test, &memory, edu);
	pattern_fill(memory.data, 0, 32, 1);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr, 0, 16, DMA_TO_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr + 16, last, 16, DMA_TO_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr + 32, last, 16, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr + 48, 0, 16, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + 32, 16, 16, 1), 0);
	KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + 48, 0, 16, 1), 0);
	put_memory(&memory);
}

/* Success: no request outside the device's memory or its mask reaches the device. */
static void requests_are_checked(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	dma_addr_t last = dma_get_mask(edu->dev);
	u32 size = EDU_BUFFER_USABLE;

	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 0, 0, DMA_TO_DEVICE), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 0, 1, DMA_BIDIRECTIONAL), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 0, 1, DMA_NONE), -EINVAL);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 0, size + 1, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 1, size, DMA_FROM_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, size, 1, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, U32_MAX, 2, DMA_TO_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(edu, last, 0, 2, DMA_FROM_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, transfer(edu, last + 1, 0, 1, DMA_FROM_DEVICE), -ERANGE);
	KUNIT_EXPECT_EQ(test, edu->stats.errors, 9U);
	KUNIT_EXPECT_EQ(test, edu->stats.transfers + edu->stats.interrupts, 0U);
	KUNIT_EXPECT_FALSE(test, edu->master);
}

/* Success: the statistics agree with what was done, and no interrupt stays pending. */
static void transfers_are_counted(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct memory memory;

	get_memory(test, &memory, edu);
	KUNIT_EXPECT_EQ(test, copy(edu, &memory, 100), 0);
	KUNIT_EXPECT_EQ(test, edu->stats.transfers, 2U);
	KUNIT_EXPECT_EQ(test, edu->stats.bytes, 200U);
	KUNIT_EXPECT_EQ(test, edu->stats.interrupts, 2U);
	KUNIT_EXPECT_EQ(test, edu->stats.errors + edu->stats.lost_interrupts, 0U);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_INTERRUPT_STATUS), 0U);
	put_memory(&memory);
}

static void wait_until_idle(struct edu_dma *edu)
{
	int i;

	for (i = 0; i < 500 && edu_dma_is_busy(edu); i++)
		usleep_range(1000, 2000);
}

/*
 * Success: a transfer that does not end in time is a time-out, and so is the next one while
 * the device is busy. The device ends the transfer later, and writes nothing. Then it works.
 */
static void late_transfer_writes_nothing(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct memory memory;
	int err = 0, tries;

	get_memory(test, &memory, edu);
	pattern_fill(memory.data, 0, BYTES, 3);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr, 0, BYTES, DMA_TO_DEVICE), 0);
	/* On a busy host, QEMU's edu may end before the guest has looked at its clock. */
	for (tries = 0; !err && tries < 5; tries++) {
		memset(memory.data + HALF, 0xee, BYTES);
		make_slow(edu);
		err = transfer(edu, memory.addr + HALF, 0, BYTES, DMA_FROM_DEVICE);
	}
	KUNIT_EXPECT_EQ(test, err, -ETIMEDOUT);
	KUNIT_EXPECT_FALSE(test, edu->master);
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr, 0, BYTES, DMA_TO_DEVICE), -ETIMEDOUT);
	make_fast(edu);
	wait_until_idle(edu);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory.data + HALF, 0xee, BYTES));
	KUNIT_EXPECT_EQ(test, transfer(edu, memory.addr + HALF, 0, BYTES, DMA_FROM_DEVICE), 0);
	KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + HALF, 0, BYTES, 3), 0);
	put_memory(&memory);
}

/* Success: a lost interrupt is counted, and costs time; the transfer is good. */
static void lost_interrupt_is_no_error(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct memory memory;

	/* First of all, since a device skips the case here. */
	make_wrong(test, &(struct edu_faults) { .mute = false });
	get_memory(test, &memory, edu);
	KUNIT_EXPECT_EQ(test, copy(edu, &memory, BYTES), 0);
	edu->timeout_ms = 100;
	make_wrong(test, &(struct edu_faults) { .mute = true });
	pattern_fill(memory.data, 0, BYTES, 4);
	KUNIT_EXPECT_EQ(test, copy(edu, &memory, BYTES), 0);
	KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + HALF, 0, BYTES, 4), 0);
	KUNIT_EXPECT_EQ(test, edu->stats.lost_interrupts, 2U);
	KUNIT_EXPECT_EQ(test, edu->stats.errors, 0U);
	put_memory(&memory);
}

/* Success: an interrupt before the end does not end the wait. */
static void early_interrupt_is_not_believed(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct memory memory;

	make_wrong(test, &(struct edu_faults) { .hasty = true });
	get_memory(test, &memory, edu);
	pattern_fill(memory.data, 0, BYTES, 5);
	memset(memory.data + HALF, 0xee, BYTES);
	KUNIT_EXPECT_EQ(test, copy(edu, &memory, BYTES), 0);
	KUNIT_EXPECT_EQ(test, pattern_compare(memory.data + HALF, 0, BYTES, 5), 0);
	put_memory(&memory);
}

/* Success: an unplugged device is a time-out, and its interrupt handler handles nothing. */
static void unplugged_device_times_out(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);

	KUNIT_EXPECT_EQ(test, (int)edu_dma_interrupt(0, edu), (int)IRQ_NONE);
	edu->timeout_ms = 50;
	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, (int)edu_dma_interrupt(0, edu), (int)IRQ_NONE);
	KUNIT_EXPECT_EQ(test, transfer(edu, 0, 0, 1, DMA_TO_DEVICE), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, edu_dma_stop(edu), -ETIMEDOUT);
}

/* Success: after the initialisation no message of the device arrives, until a transfer. */
static void init_disables_bus_mastering(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);

	/* With INTx, a device interrupts without it. */
	make_wrong(test, &(struct edu_faults) { .mute = false });
	writel(EDU_CAUSE_DMA, edu->regs + EDU_INTERRUPT_RAISE);
	msleep(50);
	KUNIT_EXPECT_EQ(test, edu->stats.interrupts, 0U);
}

/* Success: registers of another device, or of no device, are an error. */
static void other_devices_are_refused(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct edu_dma *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	make_wrong(test, &(struct edu_faults) { .id = 0x010000ee });
	KUNIT_EXPECT_EQ(test, edu_dma_init(other, edu->dev, edu->regs, edu_bus_master), -ENODEV);
	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, edu_dma_init(other, edu->dev, edu->regs, edu_bus_master), -ENODEV);
}

/**
 * struct dma_user - a thread that lets the device copy
 * @edu: the device
 * @memory: its memory
 * @task: the thread
 * @first: its first pattern, so that no two users have the same one
 * @rounds: how often it copied
 * @wrong: how often a byte was wrong
 * @err: the error that ended it
 */
struct dma_user {
	struct edu_dma *edu;
	struct memory memory;
	struct task_struct *task;
	unsigned int first;
	unsigned int rounds;
	unsigned int wrong;
	int err;
};

static int keep_copying(void *data)
{
	struct dma_user *user = data;
	struct memory *memory = &user->memory;

	allow_signal(SIGKILL);
	while (!kthread_should_stop() && !user->err) {
		pattern_fill(memory->data, 0, BYTES, user->first + user->rounds);
		WRITE_ONCE(user->err, copy(user->edu, memory, BYTES));
		if (!user->err && pattern_compare(memory->data + HALF, 0, BYTES,
						  user->first + user->rounds))
			user->wrong++;
		user->rounds++;
	}
	while (!kthread_should_stop())
		usleep_range(1000, 2000);
	return 0;
}

/* All memory first: no ASSERT while a thread runs. */
static struct dma_user *start_users(struct kunit *test, struct edu_dma *edu, unsigned int nr)
{
	struct dma_user *users = kunit_kcalloc(test, nr, sizeof(*users), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, users);
	for (i = 0; i < nr; i++) {
		users[i].edu = edu;
		users[i].first = 64 * i;
		get_memory(test, &users[i].memory, edu);
	}
	for (i = 0; i < nr; i++)
		users[i].task = new_thread(test, keep_copying, &users[i]);
	return users;
}

static void stop_user(struct dma_user *user)
{
	if (user->task)
		kthread_stop(user->task);
	put_memory(&user->memory);
}

static void wait_for_error(struct dma_user *user)
{
	int i;

	for (i = 0; i < 500 && !READ_ONCE(user->err); i++)
		usleep_range(1000, 2000);
}

/* Success: four users at once, and none gets bytes of another one. */
static void users_do_not_mix(struct kunit *test)
{
	struct dma_user *users = start_users(test, get_edu(test), 4);
	unsigned int i;

	msleep(500);
	for (i = 0; i < 4; i++) {
		stop_user(&users[i]);
		KUNIT_EXPECT_EQ(test, users[i].err, 0);
		KUNIT_EXPECT_EQ(test, users[i].wrong, 0U);
		KUNIT_EXPECT_GT(test, users[i].rounds, 0U);
	}
}

/*
 * Success: a user of the device and a user that waits for it get -ENODEV. The device does
 * not access memory after the stop: its transfer ends only later, on purpose. After a
 * restart all is well.
 */
static void stop_ends_all(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct dma_user *users = start_users(test, edu, 2);
	unsigned int i;

	msleep(50);
	/* The model: so that a transfer is under way, and is not over when stop looks. */
	edu_break(&(struct edu_faults) { .stuck = true });
	msleep(20);
	edu->timeout_ms = 10;
	edu_dma_stop(edu);
	KUNIT_EXPECT_FALSE(test, edu->master);
	for (i = 0; i < 2; i++) {
		wait_for_error(&users[i]);
		memset(users[i].memory.data, 0xee, 2 * HALF);
	}
	make_fast(edu);
	wait_until_idle(edu);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_NULL(test, memchr_inv(users[i].memory.data, 0xee, 2 * HALF));
		KUNIT_EXPECT_EQ(test, users[i].err, -ENODEV);
	}
	KUNIT_EXPECT_EQ(test, edu_dma_lock(edu), -ENODEV);
	edu_dma_restart(edu);
	KUNIT_EXPECT_EQ(test, copy(edu, &users[0].memory, BYTES), 0);
	for (i = 0; i < 2; i++)
		stop_user(&users[i]);
}

/* Success: a killed user returns at once with -EINTR, and its transfer writes nothing. */
static void killed_user_returns(struct kunit *test)
{
	struct edu_dma *edu = get_edu(test);
	struct dma_user *users = start_users(test, edu, 2);
	unsigned int i;

	msleep(50);
	edu_break(&(struct edu_faults) { .stuck = true });
	msleep(20);
	for (i = 0; i < 2; i++)
		if (users[i].task)
			send_sig(SIGKILL, users[i].task, 1);
	for (i = 0; i < 2; i++) {
		wait_for_error(&users[i]);
		KUNIT_EXPECT_EQ(test, users[i].err, -EINTR);
		memset(users[i].memory.data, 0xee, 2 * HALF);
	}
	KUNIT_EXPECT_FALSE(test, edu->master);
	make_fast(edu);
	wait_until_idle(edu);
	for (i = 0; i < 2; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(users[i].memory.data, 0xee, 2 * HALF));
	KUNIT_EXPECT_EQ(test, copy(edu, &users[0].memory, BYTES), 0);
	for (i = 0; i < 2; i++)
		stop_user(&users[i]);
}

static struct kunit_case edu_dma_cases[] = {
	KUNIT_CASE(copies_of_any_length),
	KUNIT_CASE(device_memory_has_offsets),
	KUNIT_CASE(requests_are_checked),
	KUNIT_CASE(transfers_are_counted),
	KUNIT_CASE(late_transfer_writes_nothing),
	KUNIT_CASE(lost_interrupt_is_no_error),
	KUNIT_CASE(early_interrupt_is_not_believed),
	KUNIT_CASE(unplugged_device_times_out),
	KUNIT_CASE(init_disables_bus_mastering),
	KUNIT_CASE(other_devices_are_refused),
	KUNIT_CASE(users_do_not_mix),
	KUNIT_CASE(stop_ends_all),
	KUNIT_CASE(killed_user_returns),
	{}
};

static struct kunit_suite edu_dma_suite = {
	.name = "kmemlab_dma_engine",
	.suite_init = dma_suite_init,
	.suite_exit = dma_suite_exit,
	.exit = dma_test_exit,
	.test_cases = edu_dma_cases,
};

kunit_test_suite(edu_dma_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suites of dma-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
