// SPDX-License-Identifier: GPL-2.0
/*
 * What a record costs through the loop of /dev/mmap-demo-ring: in the mapping, with a
 * kick for as many as fit, and by one write() and one read(); on the same rings in the
 * same run. One process, so that what is compared is the way in and out, not the
 * scheduler. In the mapping the record is made and looked at in place; made and looked at
 * are its first and its last byte, since that is the application's work in both.
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

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static void make(char *at, uint32_t bytes, char value)
{
	at[0] = value;
	at[bytes - 1] = value;
}

static void look(const char *at, uint32_t bytes, char value)
{
	if (at[0] != value || at[bytes - 1] != value)
		errx(1, "the record that came back is not the one that was sent");
}

/* As many records as the ring has room for, then a kick, then all of them back. */
static void by_mapping(struct rings *rings, char *unused, uint32_t record, uint32_t records)
{
	uint32_t done = 0, sent, i;
	const char *from;
	char *to;

	(void)unused;
	while (done < records) {
		sent = 0;
		while (done + sent < records && ring_to_fill(rings, &to) >= record) {
			make(to, record, sent);
			ring_filled(rings, record);
			sent++;
		}
		if (rings_kick(rings))
			err(1, "kick");
		for (i = 0; i < sent; i++) {
			if (ring_to_read(rings, &from) < record)
				errx(1, "%u records did not come back", sent - i);
			look(from, record, i);
			ring_read(rings, record);
		}
		done += sent;
	}
}

static void by_calls(struct rings *rings, char *buffer, uint32_t record, uint32_t records)
{
	uint32_t i;

	for (i = 0; i < records; i++) {
		make(buffer, record, i);
		if (write(rings->fd, buffer, record) != record)
			err(1, "write");
		if (read(rings->fd, buffer, record) != record)
			err(1, "read");
		look(buffer, record, i);
	}
}

typedef void (*send_fn)(struct rings *rings, char *buffer, uint32_t record, uint32_t records);

/* Nanoseconds for a record; with ICOUNT=1 they are instructions. */
static double cost(struct rings *rings, uint32_t record, uint32_t records, send_fn send)
{
	char *buffer = calloc(1, record);
	uint64_t start;
	double each;

	if (!buffer)
		errx(1, "no memory");
	/* Once to have everything in place, then for the clock. */
	send(rings, buffer, record, 10);
	/* From the beginning of the ring on, no record lies across its end. */
	if (ioctl(rings->fd, MMAP_DEMO_RESET))
		err(1, "reset");
	start = now();
	send(rings, buffer, record, records);
	each = (double)(now() - start) / records;
	if (ioctl(rings->fd, MMAP_DEMO_RESET))
		err(1, "reset");
	free(buffer);
	return each;
}

int main(int argc, char **argv)
{
	static const uint32_t sizes[] = { 64, 1024, 16384, 65536 };
	double mapped, called;
	struct rings rings;
	uint32_t records;
	size_t i;

	if (argc != 1)
		errx(2, "usage: %s", argv[0]);
	if (rings_open(&rings, O_NONBLOCK) || ioctl(rings.fd, MMAP_DEMO_RESET))
		err(1, "%s", RING_DEVICE);
	printf("bytes a record        mapped    read/write   ratio\n");
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		records = sizes[i] < 4096 ? 2048 : 64;
		mapped = cost(&rings, sizes[i], records, by_mapping);
		called = cost(&rings, sizes[i], records, by_calls);
		printf("%14u %10.0f ns %10.0f ns %7.2f\n", sizes[i], mapped, called,
		       called / mapped);
	}
	return 0;
}
