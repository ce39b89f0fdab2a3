// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.8, the rings: order, limits, and a peer that lies.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "../tests/thread.h"
#include "buffer.h"
#include "loopback.h"
#include "mmap_demo.h"
#include "ring.h"

#define SIZE 16

/* A ring with both its sides. */
struct pair {
	u32 head;
	u32 tail;
	u8 data[SIZE];
	struct kmemlab_ring producer;
	struct kmemlab_ring consumer;
};

static struct pair *new_pair(struct kunit *test)
{
	struct pair *pair = kunit_kzalloc(test, sizeof(*pair), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pair);
	KUNIT_ASSERT_EQ(test, kmemlab_ring_init(&pair->producer, &pair->head, &pair->tail,
						pair->data, SIZE), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_ring_init(&pair->consumer, &pair->tail, &pair->head,
						pair->data, SIZE), 0);
	return pair;
}

static ssize_t put(struct kmemlab_ring *producer, const void *from, size_t size)
{
	struct kvec vec = { .iov_base = (void *)from, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, size);
	return kmemlab_ring_put(producer, &iter);
}

static ssize_t get(struct kmemlab_ring *consumer, void *to, size_t size)
{
	struct kvec vec = { .iov_base = to, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, size);
	return kmemlab_ring_get(consumer, &iter);
}

/* Success: powers of two only, for an index must stay where it was when it wraps. */
static void ring_sizes(struct kunit *test)
{
	static const struct { u32 size; int err; } sizes[] = {
		{ 0, -EINVAL }, { 1, 0 }, { 7, -EINVAL }, { 8, 0 }, { SZ_1G, 0 },
		{ SZ_2G, -EINVAL },
	};
	struct kmemlab_ring ring;
	u32 index, peer, i;
	u8 data[8];

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		KUNIT_EXPECT_EQ(test, kmemlab_ring_init(&ring, &index, &peer, data, sizes[i].size),
				sizes[i].err);
}

/* Success: empty, then full to the last byte, then empty again. */
static void ring_fills_and_empties(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	u8 back[SIZE + 1];

	KUNIT_EXPECT_EQ(test, kmemlab_ring_used(&pair->consumer), 0L);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_space(&pair->producer), (ssize_t)SIZE);
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, 1), 0L);
	KUNIT_EXPECT_EQ(test, put(&pair->producer, "0123456789abcdefg", SIZE - 1), SIZE - 1L);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_space(&pair->producer), 1L);
	KUNIT_EXPECT_EQ(test, put(&pair->producer, "XY", 2), 1L);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_space(&pair->producer), 0L);
	KUNIT_EXPECT_EQ(test, put(&pair->producer, "Z", 1), 0L);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_used(&pair->consumer), (ssize_t)SIZE);
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, SIZE + 1), (ssize_t)SIZE);
	KUNIT_EXPECT_EQ(test, memcmp(back, "0123456789abcdeX", SIZE), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_used(&pair->consumer), 0L);
}

static void start_at(struct pair *pair, u32 index)
{
	pair->producer.own = index;
	pair->consumer.own = index;
	pair->head = index;
	pair->tail = index;
}

/* Success: bytes keep their order across the end of the data and of the indexes. */
static void ring_wraps(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	u8 sent[7], back[7];
	int i, j;

	start_at(pair, U32_MAX - 3 * SIZE);
	for (i = 0; i < 20; i++) {
		for (j = 0; j < sizeof(sent); j++)
			sent[j] = i * sizeof(sent) + j;
		KUNIT_EXPECT_EQ(test, put(&pair->producer, sent, sizeof(sent)), 7L);
		KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, sizeof(back)), 7L);
		KUNIT_EXPECT_EQ(test, memcmp(back, sent, sizeof(sent)), 0);
	}
	KUNIT_EXPECT_LT(test, pair->producer.own, 1000U);
}

struct lie {
	const char *name;
	u32 index;
	bool refused;
};

/* What the other side may say, with the own index at 100. */
static const struct lie heads[] = {
	{ "nothing new", 100, false },
	{ "one byte", 101, false },
	{ "full", 100 + SIZE, false },
	{ "more than full", 100 + SIZE + 1, true },
	{ "backwards", 99, true },
	{ "far away", 100 + 0x80000000, true },
};

/*
 * Success: an index from which no sound number of bytes follows is refused, and the
 * ring works again as soon as a sound one stands there.
 */
static void consumer_checks_head(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	const struct lie *lie;
	u8 back[2 * SIZE];

	for (lie = heads; lie < heads + ARRAY_SIZE(heads); lie++) {
		start_at(pair, 100);
		pair->head = lie->index;
		KUNIT_EXPECT_EQ_MSG(test, get(&pair->consumer, back, sizeof(back)),
				    lie->refused ? -EPROTO : (ssize_t)(lie->index - 100), "%s",
				    lie->name);
		KUNIT_EXPECT_EQ_MSG(test, pair->consumer.own, lie->refused ? 100 : lie->index,
				    "%s", lie->name);
	}
	pair->head = 101 + pair->consumer.own - 100;
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, sizeof(back)), 1L);
}

/* The same for the producer, which the tail tells how much room there is. */
static const struct lie tails[] = {
	{ "all taken", 100, false },
	{ "one byte left", 99, false },
	{ "nothing taken", 100 - SIZE, false },
	{ "less than nothing", 100 - SIZE - 1, true },
	{ "more than there was", 101, true },
	{ "far away", 100 + 0x80000000, true },
};

static void producer_checks_tail(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	const struct lie *lie;
	u8 bytes[2 * SIZE] = {};

	for (lie = tails; lie < tails + ARRAY_SIZE(tails); lie++) {
		start_at(pair, 100);
		pair->tail = lie->index;
		KUNIT_EXPECT_EQ_MSG(test, put(&pair->producer, bytes, sizeof(bytes)),
				    lie->refused ? -EPROTO : (ssize_t)(SIZE - (100 - lie->index)),
				    "%s", lie->name);
	}
}

/* Success: whatever is written over the own index, nothing comes of it. */
static void own_side_is_not_believed(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	u8 back[4];

	KUNIT_EXPECT_EQ(test, put(&pair->producer, "ab", 2), 2L);
	pair->head = 0xdeadbeef;
	KUNIT_EXPECT_EQ(test, put(&pair->producer, "cd", 2), 2L);
	KUNIT_EXPECT_EQ(test, pair->head, 4U);
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, 2), 2L);
	pair->tail = 0xdeadbeef;
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back + 2, 2), 2L);
	KUNIT_EXPECT_EQ(test, pair->tail, 4U);
	KUNIT_EXPECT_EQ(test, memcmp(back, "abcd", 4), 0);
}

/*
 * Success: the other side of a ring goes on where its owner left off, and what it does,
 * this side sees.
 */
static void other_side_goes_on(struct kunit *test)
{
	struct pair *pair = new_pair(test);
	struct kmemlab_ring side;
	u8 back[5] = "";

	KUNIT_EXPECT_EQ(test, put(&pair->producer, "ab", 2), 2L);
	side = kmemlab_ring_other_side(&pair->consumer);
	KUNIT_EXPECT_EQ(test, put(&side, "cd", 2), 2L);
	KUNIT_EXPECT_EQ(test, pair->head, 4U);
	KUNIT_EXPECT_EQ(test, get(&pair->consumer, back, 3), 3L);
	side = kmemlab_ring_other_side(&pair->producer);
	KUNIT_EXPECT_EQ(test, get(&side, back + 3, 2), 1L);
	KUNIT_EXPECT_EQ(test, pair->tail, 4U);
	KUNIT_EXPECT_STREQ(test, back, "abcd");
}

/* Success: as much as there is and as fits, from one ring to another. */
static void rings_are_moved(struct kunit *test)
{
	struct pair *from = new_pair(test), *to = new_pair(test);
	u8 back[SIZE];

	start_at(from, SIZE - 3);
	start_at(to, SIZE - 5);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_move(&from->consumer, &to->producer), 0L);
	KUNIT_EXPECT_EQ(test, put(&to->producer, "full", 4), 4L);
	KUNIT_EXPECT_EQ(test, put(&from->producer, "0123456789abcdef", SIZE), (ssize_t)SIZE);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_move(&from->consumer, &to->producer), SIZE - 4L);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_move(&from->consumer, &to->producer), 0L);
	KUNIT_EXPECT_EQ(test, get(&to->consumer, back, SIZE), (ssize_t)SIZE);
	KUNIT_EXPECT_EQ(test, memcmp(back, "full0123456789ab", SIZE), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_ring_move(&from->consumer, &to->producer), 4L);
	to->tail = to->producer.own + 1;
	KUNIT_EXPECT_EQ(test, kmemlab_ring_move(&from->consumer, &to->producer), (ssize_t)-EPROTO);
}

struct stream {
	u32 head;
	u32 tail;
	struct kmemlab_ring producer;
	u32 bytes;
};

/* On one CPU each side fills or empties the ring once for each of its time slices. */
#define STREAM		50000
#define STREAM_RING	4096

static int produce_stream(void *data)
{
	struct stream *stream = data;
	u8 byte;

	while (!kthread_should_stop()) {
		byte = stream->bytes * 7;
		if (stream->bytes < STREAM && put(&stream->producer, &byte, 1) == 1)
			stream->bytes++;
		else
			cond_resched();
	}
	return 0;
}

static u32 check_stream(struct kmemlab_ring *consumer, u32 *wrong)
{
	unsigned long end = jiffies + 20 * HZ;
	u32 bytes = 0;
	u8 byte;

	while (bytes < STREAM && time_before(jiffies, end)) {
		if (get(consumer, &byte, 1) == 1)
			*wrong += byte != (u8)(bytes++ * 7);
		else
			cond_resched();
	}
	return bytes;
}

/*
 * One producer, one consumer, no lock. Success: every byte, in order. (On two CPUs
 * this is where a missing release or acquire would show, on some machines.)
 */
static void ring_needs_no_lock(struct kunit *test)
{
	struct stream *stream = kunit_kzalloc(test, sizeof(*stream), GFP_KERNEL);
	u8 *data = kunit_kzalloc(test, STREAM_RING, GFP_KERNEL);
	struct kmemlab_ring consumer;
	struct task_struct *task;
	u32 wrong = 0;

	KUNIT_ASSERT_TRUE(test, stream && data);
	KUNIT_ASSERT_EQ(test, kmemlab_ring_init(&stream->producer, &stream->head, &stream->tail,
						data, STREAM_RING), 0);
	KUNIT_ASSERT_EQ(test, kmemlab_ring_init(&consumer, &stream->tail, &stream->head, data,
						STREAM_RING), 0);
	task = new_thread(test, produce_stream, stream);
	if (!task)
		return;
	KUNIT_EXPECT_EQ(test, check_stream(&consumer, &wrong), (u32)STREAM);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

/* What a process sees in its mapping. */
static struct mmap_demo_user_page *user_page(struct kmemlab_loopback *loopback)
{
	struct mmap_demo_layout layout;

	kmemlab_loopback_layout(loopback, &layout);
	return loopback->buffer->addr + layout.user_page;
}

static u8 *to_kernel_data(struct kmemlab_loopback *loopback)
{
	struct mmap_demo_layout layout;

	kmemlab_loopback_layout(loopback, &layout);
	return loopback->buffer->addr + layout.to_kernel_data;
}

static struct kmemlab_loopback *new_loopback(struct kunit *test)
{
	struct kmemlab_loopback *loopback = kunit_kzalloc(test, sizeof(*loopback), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, loopback);
	KUNIT_ASSERT_EQ(test, kmemlab_loopback_init(loopback), 0);
	return loopback;
}

static ssize_t loop_write(struct kmemlab_loopback *loopback, const void *from, size_t size)
{
	struct kvec vec = { .iov_base = (void *)from, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_SOURCE, &vec, 1, size);
	return kmemlab_loopback_write(loopback, &iter, true);
}

static ssize_t loop_read(struct kmemlab_loopback *loopback, void *to, size_t size, bool nonblock)
{
	struct kvec vec = { .iov_base = to, .iov_len = size };
	struct iov_iter iter;

	iov_iter_kvec(&iter, ITER_DEST, &vec, 1, size);
	return kmemlab_loopback_read(loopback, &iter, nonblock);
}

/* Success: what is written comes back, poll says when, and nothing comes of nothing. */
static void loopback_comes_back(struct kunit *test)
{
	struct kmemlab_loopback *loopback = new_loopback(test);
	char back[8];

	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) ==
			  (EPOLLOUT | EPOLLWRNORM));
	KUNIT_EXPECT_EQ(test, loop_read(loopback, back, 1, true), (ssize_t)-EAGAIN);
	KUNIT_EXPECT_EQ(test, loop_read(loopback, back, 0, false), 0L);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, "", 0), 0L);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, "hello", 6), 6L);
	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) ==
			  (EPOLLIN | EPOLLRDNORM | EPOLLOUT | EPOLLWRNORM));
	KUNIT_EXPECT_EQ(test, loop_read(loopback, back, sizeof(back), true), 6L);
	KUNIT_EXPECT_STREQ(test, back, "hello");
	KUNIT_EXPECT_EQ(test, atomic_long_read(&loopback->moved), 6L);
	kmemlab_loopback_exit(loopback);
}

/* Success: both rings full is all there is room for; to read makes room again. */
static void loopback_is_bounded(struct kunit *test)
{
	struct kmemlab_loopback *loopback = new_loopback(test);
	u8 *bytes = kunit_kzalloc(test, KMEMLAB_LOOPBACK_SIZE, GFP_KERNEL);
	ssize_t size = KMEMLAB_LOOPBACK_SIZE;

	KUNIT_ASSERT_NOT_NULL(test, bytes);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, bytes, size), size);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, bytes, size), size);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, bytes, 1), (ssize_t)-EAGAIN);
	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) ==
			  (EPOLLIN | EPOLLRDNORM));
	KUNIT_EXPECT_EQ(test, loop_read(loopback, bytes, 1, true), 1L);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, bytes, 2), 1L);
	kmemlab_loopback_exit(loopback);
}

struct reader {
	struct kmemlab_loopback *loopback;
	struct completion done;
};

static int read_one(void *data)
{
	struct reader *reader = data;
	u8 byte = 0;
	ssize_t got = loop_read(reader->loopback, &byte, 1, false);

	complete(&reader->done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return got == 1 ? byte : -EIO;
}

/*
 * Success: a reader sleeps until a producer in the mapping kicks, and gets what that
 * one put there without any copy.
 */
static void kick_wakes_the_reader(struct kunit *test)
{
	struct reader *reader = kunit_kzalloc(test, sizeof(*reader), GFP_KERNEL);
	struct kmemlab_loopback *loopback = new_loopback(test);
	unsigned long deadline = jiffies + 5 * HZ;
	struct task_struct *task;

	KUNIT_ASSERT_NOT_NULL(test, reader);
	reader->loopback = loopback;
	init_completion(&reader->done);
	task = new_thread(test, read_one, reader);
	if (!task) {
		kmemlab_loopback_exit(loopback);
		return;
	}
	/* The reader asks for it before it goes to sleep. */
	while (!READ_ONCE(loopback->kernel_page->kick_wanted) && time_before(jiffies, deadline))
		schedule_timeout_interruptible(1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(loopback->kernel_page->kick_wanted), 1U);
	KUNIT_EXPECT_FALSE(test, wait_for_completion_timeout(&reader->done, HZ / 20));
	to_kernel_data(loopback)[0] = 42;
	/* As user space does it; pairs with kmemlab_ring_used(). */
	smp_store_release(&user_page(loopback)->to_kernel_head, 1);
	KUNIT_EXPECT_EQ(test, kmemlab_loopback_kick(loopback), 1L);
	/* Before kthread_stop(), which would wake it up as well. */
	KUNIT_EXPECT_TRUE(test, wait_for_completion_timeout(&reader->done, 5 * HZ));
	KUNIT_EXPECT_EQ(test, kthread_stop(task), 42);
	kmemlab_loopback_exit(loopback);
}

/* Success: what was put without a kick is moved for a reader who finds nothing. */
static void reader_needs_no_kick(struct kunit *test)
{
	struct kmemlab_loopback *loopback = new_loopback(test);
	u8 back;

	/* As user space does it; pairs with kmemlab_ring_used(). */
	smp_store_release(&user_page(loopback)->to_kernel_head, 1);
	KUNIT_EXPECT_EQ(test, loop_read(loopback, &back, 1, true), 1L);
	kmemlab_loopback_exit(loopback);
}

/*
 * Success: a kick is wanted after read() or poll() found nothing, and no more after the
 * kick. A producer that sees the flag cleared need not kick.
 */
static void kick_is_asked_for(struct kunit *test)
{
	struct kmemlab_loopback *loopback = new_loopback(test);
	const u32 *wanted = &loopback->kernel_page->kick_wanted;
	u8 byte;

	KUNIT_EXPECT_EQ(test, *wanted, 0U);
	KUNIT_EXPECT_EQ(test, loop_read(loopback, &byte, 1, true), (ssize_t)-EAGAIN);
	KUNIT_EXPECT_EQ(test, *wanted, 1U);
	KUNIT_EXPECT_EQ(test, kmemlab_loopback_kick(loopback), 0L);
	KUNIT_EXPECT_EQ(test, *wanted, 0U);
	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) == (EPOLLOUT | EPOLLWRNORM));
	KUNIT_EXPECT_EQ(test, *wanted, 1U);
	/* What was put without a kick, poll() finds. */
	smp_store_release(&user_page(loopback)->to_kernel_head, 1);
	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) & EPOLLIN);
	kmemlab_loopback_exit(loopback);
}

/* Success: impossible indexes are EPROTO everywhere and EPOLLERR, until a reset. */
static void loopback_refuses_lies(struct kunit *test)
{
	struct kmemlab_loopback *loopback = new_loopback(test);
	struct mmap_demo_user_page *user = user_page(loopback);
	u8 byte = 0;

	user->to_kernel_head = KMEMLAB_LOOPBACK_SIZE + 1;
	user->to_user_tail = 1;
	KUNIT_EXPECT_EQ(test, kmemlab_loopback_kick(loopback), (ssize_t)-EPROTO);
	KUNIT_EXPECT_EQ(test, loop_read(loopback, &byte, 1, true), (ssize_t)-EPROTO);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, &byte, 1), (ssize_t)-EPROTO);
	KUNIT_EXPECT_TRUE(test, kmemlab_loopback_events(loopback) ==
			  EPOLLERR);
	kmemlab_loopback_reset(loopback);
	KUNIT_EXPECT_EQ(test, user->to_user_tail, 0U);
	KUNIT_EXPECT_EQ(test, loop_write(loopback, &byte, 1), 1L);
	KUNIT_EXPECT_EQ(test, loop_read(loopback, &byte, 1, true), 1L);
	kmemlab_loopback_exit(loopback);
}

static int scribble(void *data)
{
	struct pair *pair = data;
	u32 index = 0;

	while (!kthread_should_stop()) {
		WRITE_ONCE(pair->head, index);
		WRITE_ONCE(pair->tail, ~index);
		index += 0x01234567;
		if (!(index % 64))
			cond_resched();
	}
	return 0;
}

/*
 * Success: while a peer writes random numbers into both indexes, each operation
 * moves no more than the ring holds, or fails; and no byte beside the data changes. An
 * index that was read twice would be checked in one value and used in another.
 */
static void ring_under_a_hostile_peer(struct kunit *test)
{
	struct {
		u8 before[SIZE];
		u8 data[SIZE];
		u8 after[SIZE];
	} *memory = kunit_kzalloc(test, sizeof(*memory), GFP_KERNEL);
	struct pair *pair = new_pair(test);
	u8 bytes[2 * SIZE] = "0123456789abcdefghijklmnopqrstu";
	unsigned long rejected = 0, wrong = 0, i, deadline = jiffies + 30 * HZ;
	struct task_struct *peer;
	ssize_t done;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	pair->consumer.data = memory->data;
	pair->producer.data = memory->data;
	peer = new_thread(test, scribble, pair);
	/* On one CPU the peer runs for the first time when the scheduler says so. */
	for (i = 0; peer && (i < 200000 || !rejected) && time_before(jiffies, deadline); i++) {
		done = i % 2 ? put(&pair->producer, bytes, sizeof(bytes)) :
			       get(&pair->consumer, bytes, sizeof(bytes));
		wrong += done != -EPROTO && (done < 0 || done > SIZE);
		rejected += done == -EPROTO;
		if (!(i % 256))
			cond_resched();
	}
	if (peer)
		kthread_stop(peer);
	KUNIT_EXPECT_EQ(test, wrong, 0UL);
	KUNIT_EXPECT_GT(test, rejected, 0UL);
	KUNIT_EXPECT_NULL(test, memchr_inv(memory->before, 0, SIZE));
	KUNIT_EXPECT_NULL(test, memchr_inv(memory->after, 0, SIZE));
}

static struct kunit_case ring_cases[] = {
	KUNIT_CASE(ring_sizes),
	KUNIT_CASE(ring_fills_and_empties),
	KUNIT_CASE(ring_wraps),
	KUNIT_CASE(consumer_checks_head),
	KUNIT_CASE(producer_checks_tail),
	KUNIT_CASE(own_side_is_not_believed),
	KUNIT_CASE(other_side_goes_on),
	KUNIT_CASE(rings_are_moved),
	KUNIT_CASE(ring_needs_no_lock),
	KUNIT_CASE(ring_under_a_hostile_peer),
	KUNIT_CASE(loopback_comes_back),
	KUNIT_CASE(loopback_is_bounded),
	KUNIT_CASE(kick_wakes_the_reader),
	KUNIT_CASE(reader_needs_no_kick),
	KUNIT_CASE(kick_is_asked_for),
	KUNIT_CASE(loopback_refuses_lies),
	{}
};

static struct kunit_suite ring_suite = {
	.name = "kmemlab_mmap_ring",
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
