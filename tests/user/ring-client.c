// SPDX-License-Identifier: GPL-2.0
/*
 * Both ways through the rings of mmap-demo: in the mapping and by read() and write(),
 * with a peer that keeps to the rules and one that does not. Prints KTAP; the exit
 * status is 0 if every case holds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
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
	EXPECT(!(rings.size % page) && mappings(device) == 1);
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

		n = bytes - done < sizeof(chunk) ? bytes - done : sizeof(chunk);
		for (i = 0; i < n; i++)
			chunk[i] = stream_byte(done + i);
		done += ring_put(&rings, chunk, n);
		if (rings_kick(&rings) || poll(&pollfd, 1, 5000) != 1 || pollfd.revents != POLLOUT)
			_exit(2);
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

		EXPECT(poll(&pollfd, 1, 5000) == 1 && pollfd.revents & POLLIN);
		n = ring_get(&rings, chunk, sizeof(chunk));
		for (i = 0; i < n; i++)
			EXPECT(chunk[i] == stream_byte(done + i));
		done += n;
		EXPECT(!rings_kick(&rings));
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
	size = rings.to_kernel.size;
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

/* A peer that writes whatever it likes: the kernel refuses or not, and lives. */
static int ring_refuses_lies(const char *device)
{
	struct rings rings;
	unsigned int i, refused = 0;
	char bytes[100];

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	srandom(1);
	for (i = 0; i < 20000; i++) {
		uint32_t *words = (uint32_t *)rings.shared;

		words[random() % (sizeof(*rings.shared) / 4)] = random() << 1 ^ random();
		refused += rings_kick(&rings) && errno == EPROTO;
		if (read(rings.fd, bytes, sizeof(bytes)) < 0)
			EXPECT(errno == EPROTO || errno == EAGAIN);
		if (write(rings.fd, bytes, sizeof(bytes)) < 0)
			EXPECT(errno == EPROTO || errno == EAGAIN);
	}
	EXPECT(refused > 0);
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
	EXPECT_ERROR(ioctl(rings.fd, _IO('k', 0x62)), ENOTTY);
	EXPECT_ERROR(lseek(rings.fd, 0, SEEK_SET), ESPIPE);
	EXPECT_ERROR(mmap(NULL, rings.size + 1, PROT_READ, MAP_SHARED, rings.fd, 0), ENXIO);
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

/* A peer that changes the layout changes nothing for one that has read it. */
static int layout_is_read_once(const char *device)
{
	struct rings rings, other;
	char bytes[6] = "";

	EXPECT(!rings_open(&rings, O_NONBLOCK) && !ioctl(rings.fd, MMAP_DEMO_RESET));
	rings.shared->to_kernel.data = UINT32_MAX - 4095;
	rings.shared->to_kernel.size = 3;
	rings.shared->to_user.data = UINT32_MAX;
	rings.shared->to_user.size = 1U << 31;
	EXPECT(ring_put(&rings, "bytes", 6) == 6 && !rings_kick(&rings));
	EXPECT(ring_get(&rings, bytes, 6) == 6 && !strcmp(bytes, "bytes"));
	/* One that reads it now gets no access outside the mapping. */
	EXPECT_ERROR(rings_open(&other, O_NONBLOCK), ENXIO);
	close(other.fd);
	rings.shared->to_kernel.data = page;
	rings.shared->to_kernel.size = page;
	EXPECT_ERROR(rings_open(&other, O_NONBLOCK), EPROTO);
	rings_close(&other);
	EXPECT(!ioctl(rings.fd, MMAP_DEMO_RESET));
	rings_close(&rings);
	EXPECT(!rings_open(&rings, O_NONBLOCK));
	rings_close(&rings);
	return mappings(device) != 0;
}

static const struct test_case ring_cases[] = {
	{ "ring_comes_back", ring_comes_back },
	{ "ring_streams", ring_streams },
	{ "ring_is_bounded", ring_is_bounded },
	{ "signal_ends_a_read", signal_ends_a_read },
	{ "ring_refuses_lies", ring_refuses_lies },
	{ "ring_limits", ring_limits },
	{ "layout_is_read_once", layout_is_read_once },
};

static const char *const devices[] = { RING_DEVICE };

int main(int argc, char **argv)
{
	if (argc != 1) {
		fprintf(stderr, "usage: %s (as root, with mmap-demo loaded)\n", argv[0]);
		return 2;
	}
	page = sysconf(_SC_PAGESIZE);
	return run_cases(ring_cases, LENGTH(ring_cases), devices, LENGTH(devices)) != 0;
}
