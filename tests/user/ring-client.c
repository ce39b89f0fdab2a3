// SPDX-License-Identifier: GPL-2.0
/*
 * Both ways through the rings of mmap-demo: in the mapping and by read() and write(),
 * with a peer that keeps to the rules and one that does not. Prints KTAP; the exit
 * status is 0 if every case holds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "ring.h"
#include "stats.h"

static size_t page;

static int ring_comes_back(const char *device)
{
	struct rings rings;
	char back[8];

	EXPECT(!rings_open(&rings, 0));
	EXPECT(!ioctl(rings.fd, MMAP_DEMO_RESET));
	EXPECT(ring_put(&rings, "mapped", 7) == 7);
	EXPECT(!rings_kick(&rings));
	EXPECT(ring_get(&rings, back, 8) == 7 && !strcmp(back, "mapped"));
	EXPECT(write(rings.fd, "write", 6) == 6);
	EXPECT(ring_get(&rings, back, 8) == 6 && !strcmp(back, "write"));
	EXPECT(ring_put(&rings, "read", 5) == 5 && !rings_kick(&rings));
	EXPECT(read(rings.fd, back, 8) == 5 && !strcmp(back, "read"));
	EXPECT(!(rings.layout.length % page) && mappings(device) == 2);
	rings_close(&rings);
	return 0;
}

/* The bytes of a stream that never repeats within a ring. */
static unsigned char stream_byte(uint32_t i)
{
	return i * 31 + (i >> 8) + (i >> 16);
}

static void produce(uint32_t bytes)
{
	unsigned char chunk[5000];
	struct rings rings;
	uint32_t i, n, done = 0;

	if (rings_open(&rings, 0))
		_exit(1);
	while (done < bytes) {
		struct pollfd pollfd = { .fd = rings.fd, .events = POLLOUT };

		if (!ring_space(&rings) &&
		    (poll(&pollfd, 1, 5000) != 1 || !(pollfd.revents & POLLOUT)))
			_exit(2);
		n = bytes - done < sizeof(chunk) ? bytes - done : sizeof(chunk);
		for (i = 0; i < n; i++)
			chunk[i] = stream_byte(done + i);
		done += ring_put(&rings, chunk, n);
		if (rings_kick_if_wanted(&rings))
			_exit(3);
	}
	_exit(0);
}

/* Two processes, more than the indexes' 16 bits, both waiting for each other by poll. */
static int ring_streams(const char *device)
{
	const uint32_t bytes = 3 << 20;
	unsigned char chunk[3000];
	uint32_t i, n, done = 0;
	struct rings rings;
	pid_t child;
	int status;

	EXPECT(!rings_open(&rings, 0) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	child = fork();
	EXPECT(child >= 0);
	if (!child)
		produce(bytes);
	while (done < bytes) {
		struct pollfd pollfd = { .fd = rings.fd, .events = POLLIN };

		if (!ring_used(&rings))
			EXPECT(poll(&pollfd, 1, 5000) == 1 && pollfd.revents & POLLIN);
		n = ring_get(&rings, chunk, sizeof(chunk));
		for (i = 0; i < n; i++)
			EXPECT(chunk[i] == stream_byte(done + i));
		done += n;
		EXPECT(!rings_kick_if_wanted(&rings));
	}
	EXPECT(waitpid(child, &status, 0) == child && !status);
	EXPECT(ring_get(&rings, chunk, 1) == 0);
	rings_close(&rings);
	return mappings(device) != 0;
}

static int ring_is_bounded(const char *device)
{
	struct pollfd pollfd = { .events = POLLIN | POLLOUT };
	struct rings rings;
	size_t size;
	char *bytes;

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	pollfd.fd = rings.fd;
	size = rings.layout.ring_size;
	bytes = calloc(1, size + 1);
	EXPECT(bytes);
	EXPECT_ERROR(read(rings.fd, bytes, 1), EAGAIN);
	EXPECT(poll(&pollfd, 1, 0) == 1 && pollfd.revents == POLLOUT);
	EXPECT(write(rings.fd, bytes, size + 1) == (ssize_t)size);
	EXPECT(ring_put(&rings, bytes, size + 1) == size && !rings_kick(&rings));
	EXPECT_ERROR(write(rings.fd, bytes, 1), EAGAIN);
	EXPECT(poll(&pollfd, 1, 0) == 1 && pollfd.revents == POLLIN);
	EXPECT(ring_get(&rings, bytes, size + 1) == size && !rings_kick(&rings));
	EXPECT(poll(&pollfd, 1, 0) == 1 && pollfd.revents == (POLLIN | POLLOUT));
	EXPECT(read(rings.fd, bytes, size + 1) == (ssize_t)size);
	free(bytes);
	rings_close(&rings);
	return 0;
}

static void on_alarm(int number)
{
	(void)number;
}

static int signal_ends_a_read(const char *device)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct rings rings;
	char byte;

	EXPECT(!rings_open(&rings, 0) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	sigaction(SIGALRM, &action, NULL);
	ualarm(100000, 100000);
	EXPECT_ERROR(read(rings.fd, &byte, 1), EINTR);
	ualarm(0, 0);
	rings_close(&rings);
	return 0;
}

static void *read_a_byte(void *argument)
{
	void **call = argument;

	return (void *)read((intptr_t)call[0], call[1], 1);
}

/* The exit status of a child, or -1 if it still runs after two seconds. */
static int exit_soon(pid_t child)
{
	int i, status;

	for (i = 0; i < 200; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return status;
		usleep(10000);
	}
	return -1;
}

/*
 * A process decides how long its page faults last (userfaultfd), and with it how long a
 * copy to its memory. Other callers wait meanwhile, and a signal ends their wait.
 */
static int stalled_copy_can_be_left(const char *device)
{
	struct uffdio_register area = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct sigaction action = { .sa_handler = on_alarm };
	struct uffdio_api api = { .api = UFFD_API };
	struct pollfd stalled = { .events = POLLIN };
	pthread_t thread;
	struct rings rings;
	void *call[2], *got;
	pid_t child;
	int status;
	char byte;

	stalled.fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (stalled.fd < 0 && errno == ENOSYS)
		return SKIPPED;
	EXPECT(stalled.fd >= 0 && !ioctl(stalled.fd, UFFDIO_API, &api));
	EXPECT(!rings_open(&rings, 0) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	EXPECT(write(rings.fd, "ab", 2) == 2);
	call[0] = (void *)(intptr_t)rings.fd;
	call[1] = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	area.range = (struct uffdio_range) { .start = (uintptr_t)call[1], .len = page };
	EXPECT(!ioctl(stalled.fd, UFFDIO_REGISTER, &area));
	EXPECT(!pthread_create(&thread, NULL, read_a_byte, call));
	EXPECT(poll(&stalled, 1, 5000) == 1 && stalled.revents == POLLIN);
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		sigaction(SIGALRM, &action, NULL);
		ualarm(100000, 100000);
		_exit(read(rings.fd, &byte, 1) < 0 && errno == EINTR &&
		      ioctl(rings.fd, MMAP_DEMO_RESET) < 0 && errno == EINTR ? 0 : 1);
	}
	status = exit_soon(child);
	/* Whatever came of it, the fault ends, and with it every wait. */
	EXPECT(!ioctl(stalled.fd, UFFDIO_UNREGISTER, &area.range));
	EXPECT(!pthread_join(thread, &got) && (intptr_t)got == 1 && *(char *)call[1] == 'a');
	EXPECT(status >= 0 || waitpid(child, NULL, 0) == child);
	EXPECT(status == 0);
	EXPECT(read(rings.fd, &byte, 1) == 1 && byte == 'b');
	munmap(call[1], page);
	close(stalled.fd);
	rings_close(&rings);
	return 0;
}

/* A peer that writes whatever it likes: the kernel refuses or not, and lives. */
static int ring_refuses_lies(const char *device)
{
	struct rings rings;
	unsigned int i, refused = 0;
	char bytes[100];

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	srandom(1);
	for (i = 0; i < 20000; i++) {
		uint32_t *words = (uint32_t *)rings.user;

		words[random() % (sizeof(*rings.user) / 4)] = random() << 1 ^ random();
		refused += rings_kick(&rings) && errno == EPROTO;
		if (read(rings.fd, bytes, sizeof(bytes)) < 0)
			EXPECT(errno == EPROTO || errno == EAGAIN);
		if (write(rings.fd, bytes, sizeof(bytes)) < 0)
			EXPECT(errno == EPROTO || errno == EAGAIN);
	}
	EXPECT(refused > 0);
	/* One who waits for bytes looks at the other ring too. */
	EXPECT(!ioctl(rings.fd, MMAP_DEMO_RESET));
	rings.user->to_kernel_head = 0x80000000;
	EXPECT_ERROR(read(rings.fd, bytes, 1), EPROTO);
	EXPECT(!ioctl(rings.fd, MMAP_DEMO_RESET));
	EXPECT(write(rings.fd, "sound", 6) == 6);
	EXPECT(read(rings.fd, bytes, 6) == 6 && !strcmp(bytes, "sound"));
	rings_close(&rings);
	return 0;
}

static int ring_limits(const char *device)
{
	struct rings rings;
	char bytes[4];

	EXPECT(!rings_open(&rings, 0));
	EXPECT_ERROR(ioctl(rings.fd, _IO('k', 0x64)), ENOTTY);
	EXPECT_ERROR(ioctl(rings.fd, MMAP_DEMO_LAYOUT, nowhere()), EFAULT);
	EXPECT_ERROR(lseek(rings.fd, 0, SEEK_SET), ESPIPE);
	EXPECT_ERROR(mmap(NULL, rings.layout.length + 1, PROT_READ, MAP_SHARED, rings.fd, 0),
		     ENXIO);
	EXPECT_ERROR(mmap(NULL, page, PROT_READ, MAP_PRIVATE, rings.fd, 0), EINVAL);
	EXPECT_ERROR(write(rings.fd, nowhere(), 4), EFAULT);
	/* What nobody could take is still there. */
	EXPECT(write(rings.fd, "abcd", 4) == 4);
	EXPECT_ERROR(read(rings.fd, nowhere(), 4), EFAULT);
	EXPECT(read(rings.fd, bytes, 4) == 4 && !memcmp(bytes, "abcd", 4));
	EXPECT(read(rings.fd, NULL, 0) == 0 && write(rings.fd, NULL, 0) == 0);
	rings_close(&rings);
	return mappings(device) != 0;
}

/* What the kernel writes, no process writes: not now, not later, not by another way in. */
static int kernel_part_is_read_only(const char *device)
{
	struct rings rings;
	uint32_t user_page;
	int memory;

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	user_page = rings.layout.user_page;
	EXPECT_ERROR(mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, rings.fd, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, page, PROT_WRITE, MAP_SHARED, rings.fd, user_page - page), EACCES);
	EXPECT_ERROR(mmap(NULL, rings.layout.length, PROT_READ | PROT_WRITE, MAP_SHARED, rings.fd,
			  0), EACCES);
	EXPECT_ERROR(mprotect((void *)rings.kernel, page, PROT_READ | PROT_WRITE), EACCES);
	EXPECT(!mprotect(rings.user, page, PROT_READ) &&
	       !mprotect(rings.user, page, PROT_READ | PROT_WRITE));
	memory = open("/proc/self/mem", O_RDWR);
	EXPECT(memory >= 0 && pwrite(memory, "lie!", 4, (uintptr_t)rings.kernel) < 0);
	close(memory);
	EXPECT(rings.kernel->to_user_head == 0);
	EXPECT(write(rings.fd, "bytes", 6) == 6 && rings.kernel->to_user_head == 6);
	rings_close(&rings);
	return mappings(device) != 0;
}

/* Small records need no system call each, unless a process waits for them. */
static int kick_is_asked_for(const char *device)
{
	struct pollfd pollfd = { .events = POLLIN };
	struct rings rings;
	char bytes[64];
	int i;

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	EXPECT(!rings_kick(&rings) && rings.kernel->kick_wanted == 0);
	for (i = 0; i < 100; i++)
		EXPECT(ring_put(&rings, "record", 7) == 7 && !rings_kick_if_wanted(&rings));
	/* No process has asked, so nothing was moved. */
	EXPECT(ring_used(&rings) == 0 && rings.kernel->to_kernel_tail == 0);
	/* To wait is to ask. What is there is moved at once. */
	pollfd.fd = rings.fd;
	EXPECT(poll(&pollfd, 1, 0) == 1 && pollfd.revents == POLLIN);
	EXPECT(rings.kernel->kick_wanted == 1 && ring_used(&rings) == 700);
	EXPECT(ring_put(&rings, "record", 7) == 7 && !rings_kick_if_wanted(&rings));
	EXPECT(rings.kernel->kick_wanted == 0 && ring_used(&rings) == 707);
	while (ring_get(&rings, bytes, sizeof(bytes)))
		;
	EXPECT_ERROR(read(rings.fd, bytes, 1), EAGAIN);
	EXPECT(rings.kernel->kick_wanted == 1);
	rings_close(&rings);
	return 0;
}

/* A reader in read() is woken by a producer that kicks only when it is asked to. */
static int sleeper_is_woken(const char *device)
{
	struct rings rings;
	char bytes[8];
	pid_t child;
	int i, status;

	EXPECT(!rings_open(&rings, 0) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	for (i = 0; i < 300; i++) {
		child = fork();
		EXPECT(child >= 0);
		if (!child) {
			alarm(20);
			_exit(read(rings.fd, bytes, 7) != 7 || strcmp(bytes, "record"));
		}
		/* At each moment of the other's way to sleep, some time. */
		if (i % 3)
			usleep(i * 10);
		EXPECT(ring_put(&rings, "record", 7) == 7 && !rings_kick_if_wanted(&rings));
		EXPECT(waitpid(child, &status, 0) == child && !status);
	}
	rings_close(&rings);
	return 0;
}

static int set_eventfd(int fd, int event)
{
	return ioctl(fd, MMAP_DEMO_EVENTFD, &event);
}

/* An eventfd counts the changes, for a process that waits for many things at once. */
static int eventfd_is_signalled(const char *device)
{
	int event = eventfd(0, EFD_NONBLOCK), fd;
	struct rings rings, other;
	uint64_t count;

	EXPECT(event >= 0 && !rings_open(&rings, O_NONBLOCK) && !rings_open(&other, O_NONBLOCK));
	EXPECT(!ioctl(rings.fd, MMAP_DEMO_RESET));
	EXPECT_ERROR(ioctl(rings.fd, MMAP_DEMO_EVENTFD, NULL), EFAULT);
	EXPECT_ERROR(set_eventfd(rings.fd, -2), EBADF);
	EXPECT_ERROR(set_eventfd(rings.fd, rings.fd), EINVAL);
	EXPECT(!set_eventfd(rings.fd, -1));
	EXPECT(!set_eventfd(rings.fd, event));
	/* For what was there before, and then for what comes. */
	EXPECT(read(event, &count, 8) == 8 && count == 1);
	EXPECT_ERROR(read(event, &count, 8), EAGAIN);
	EXPECT(rings.kernel->kick_wanted == 1);
	EXPECT(ring_put(&rings, "record", 7) == 7 && !rings_kick_if_wanted(&rings));
	EXPECT(read(event, &count, 8) == 8 && count == 1 && ring_used(&rings) == 7);
	/* It stays set, since the kernel does not see when the reader of an eventfd sleeps. */
	EXPECT(rings.kernel->kick_wanted == 1);
	EXPECT_ERROR(set_eventfd(other.fd, event), EBUSY);
	EXPECT(!set_eventfd(other.fd, -1));
	EXPECT(!rings_kick(&other) && read(event, &count, 8) == 8);
	/* Another eventfd of the same file takes its place. */
	fd = eventfd(0, EFD_NONBLOCK);
	EXPECT(!set_eventfd(rings.fd, fd));
	EXPECT(read(fd, &count, 8) == 8 && !rings_kick(&rings));
	EXPECT(read(fd, &count, 8) == 8);
	EXPECT_ERROR(read(event, &count, 8), EAGAIN);
	rings_close(&rings);
	/* The file that had set it is gone. */
	EXPECT(!rings_kick(&other) && other.kernel->kick_wanted == 0);
	EXPECT_ERROR(read(fd, &count, 8), EAGAIN);
	EXPECT(!set_eventfd(other.fd, event));
	EXPECT(!set_eventfd(other.fd, -1));
	EXPECT(!rings_kick(&other) && other.kernel->kick_wanted == 0);
	rings_close(&other);
	close(event);
	close(fd);
	return mappings(device) != 0;
}

static const struct test_case ring_cases[] = {
	{ "ring_comes_back", ring_comes_back },
	{ "ring_streams", ring_streams },
	{ "ring_is_bounded", ring_is_bounded },
	{ "signal_ends_a_read", signal_ends_a_read },
	{ "stalled_copy_can_be_left", stalled_copy_can_be_left },
	{ "ring_refuses_lies", ring_refuses_lies },
	{ "ring_limits", ring_limits },
	{ "kernel_part_is_read_only", kernel_part_is_read_only },
	{ "kick_is_asked_for", kick_is_asked_for },
	{ "sleeper_is_woken", sleeper_is_woken },
	{ "eventfd_is_signalled", eventfd_is_signalled },
};

static const char *const devices[] = { RING_DEVICE };

int main(int argc, char **argv)
{
	page = sysconf(_SC_PAGESIZE);
	return run_client(argc, argv, ring_cases, LENGTH(ring_cases), devices,
			  LENGTH(devices));
}
