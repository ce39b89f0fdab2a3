// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes per second through the loop of /dev/mmap-demo-ring: in the mapping, and by
 * write() and read(), on the same rings in the same run. One process, so that what is
 * compared is the way in and out, not the scheduler. Both sides look at every byte.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ring.h"

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* What an application does with its data: makes it, and looks at it. */
static void make(char *at, uint32_t bytes, char value)
{
	memset(at, value, bytes);
}

static void look(const char *at, uint32_t bytes, char value)
{
	uint32_t i;
	char sum = 0;

	for (i = 0; i < bytes; i++)
		sum |= at[i] ^ value;
	if (sum)
		errx(1, "the bytes that came back are not those that were sent");
}

static void by_mapping(struct rings *rings, char *unused, uint32_t block, char value)
{
	uint32_t piece, done = 0;
	char *at;

	(void)unused;
	while (done < block && (piece = ring_to_fill(rings, &at))) {
		piece = piece < block - done ? piece : block - done;
		make(at, piece, value);
		ring_filled(rings, piece);
		done += piece;
	}
	if (rings_kick(rings))
		err(1, "kick");
	while ((piece = ring_to_read(rings, &at))) {
		look(at, piece, value);
		ring_read(rings, piece);
		done -= piece;
	}
	if (done)
		errx(1, "%u bytes did not come back", done);
}

static void by_calls(struct rings *rings, char *buffer, uint32_t block, char value)
{
	make(buffer, block, value);
	if (write(rings->fd, buffer, block) != block)
		err(1, "write");
	if (read(rings->fd, buffer, block) != block)
		err(1, "read");
	look(buffer, block, value);
}

static double rate(struct rings *rings, uint32_t block, uint32_t blocks,
		   void (*send)(struct rings *rings, char *buffer, uint32_t block, char value))
{
	char *buffer = malloc(block);
	double start = now();
	uint32_t i;

	if (!buffer)
		errx(1, "no memory");
	for (i = 0; i < blocks; i++)
		send(rings, buffer, block, i);
	free(buffer);
	return (double)block * blocks / (now() - start) / 1e6;
}

int main(int argc, char **argv)
{
	static const uint32_t sizes[] = { 64, 1024, 16384, 65536 };
	double mapped, called;
	struct rings rings;
	uint32_t blocks;
	size_t i;

	if (argc != 1)
		errx(2, "usage: %s", argv[0]);
	if (rings_open(&rings, O_NONBLOCK) || ioctl(rings.fd, MMAP_DEMO_RESET))
		err(1, "%s", RING_DEVICE);
	printf("bytes at once   mapped MB/s   read/write MB/s   ratio\n");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		blocks = sizes[i] < 4096 ? 4000 : 1000;
		mapped = rate(&rings, sizes[i], blocks, by_mapping);
		called = rate(&rings, sizes[i], blocks, by_calls);
		printf("%13u %13.1f %17.1f %7.2f\n", sizes[i], mapped, called, mapped / called);
	}
	return 0;
}
