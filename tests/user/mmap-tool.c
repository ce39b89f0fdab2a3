// SPDX-License-Identifier: GPL-2.0
/* The devices of mmap-demo by hand: map, peek, poke, a ring from either end, pin. */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ring.h"
#include "stats.h"

static void usage(FILE *to)
{
	fputs("usage: mmap-tool map DEVICE [OFFSET [LENGTH]]   map it, show the area\n"
	      "       mmap-tool peek DEVICE OFFSET LENGTH       show bytes, as mapped\n"
	      "       mmap-tool poke DEVICE OFFSET TEXT         change bytes, as mapped\n"
	      "       mmap-tool register DEVICE OFFSET [twice]  32 bits of a device's registers;\n"
	      "                                                 twice: again after a line of input\n"
	      "       mmap-tool ring produce [TEXT]             put TEXT, or standard input\n"
	      "       mmap-tool ring consume [BYTES]            get BYTES, default: what is there;\n"
	      "                                                 waits for the first\n"
	      "       mmap-tool ring reset                      empty both rings\n"
	      "       mmap-tool pin BYTES                       let the driver pin memory of this\n"
	      "                                                 process, and fill it with x\n"
	      "       mmap-tool --help\n"
	      "DEVICE is /dev/mmap-demo, -vmalloc, -fault or -contiguous; numbers are bytes,\n"
	      "decimal or 0x...; map's OFFSET is a multiple of the page size.\n"
	      "Exit status: 0, 1 for an error of the device, 2 for a wrong command line.\n", to);
}

static void __attribute__((noreturn)) wrong(const char *what)
{
	fprintf(stderr, "mmap-tool: %s\n", what);
	usage(stderr);
	exit(2);
}

static size_t number(const char *text)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end || !*text || *text == '-')
		wrong("not a number of bytes");
	return value;
}

/* The pages that hold these bytes; the result is where the first of the bytes is. */
static char *map_bytes(const char *device, int flags, int prot, size_t offset, size_t length)
{
	size_t page = sysconf(_SC_PAGESIZE), within = offset % page;
	int fd = open(device, flags);
	char *at;

	if (fd < 0)
		err(1, "%s", device);
	at = mmap(NULL, within + length, prot, MAP_SHARED, fd, offset - within);
	if (at == MAP_FAILED)
		err(1, "%s: mmap of %zu bytes at %zu", device, length, offset);
	close(fd);
	return at + within;
}

/* The kernel's own line about the area that begins here. */
static void show_area(const char *at)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], start[32];

	snprintf(start, sizeof(start), "%lx-", (unsigned long)at);
	while (maps && fgets(line, sizeof(line), maps))
		if (!strncmp(line, start, strlen(start)))
			fputs(line, stdout);
	if (maps)
		fclose(maps);
}

static int tool_map(int argc, char **argv)
{
	size_t offset = argc > 3 ? number(argv[3]) : 0;
	size_t length = argc > 4 ? number(argv[4]) : (size_t)sysconf(_SC_PAGESIZE);
	size_t page = sysconf(_SC_PAGESIZE);

	if (argc < 3 || argc > 5)
		wrong("map takes a device, an offset and a length");
	if (offset % page)
		wrong("the offset is not a multiple of the page size");
	show_area(map_bytes(argv[2], O_RDWR, PROT_READ | PROT_WRITE, offset, length));
	return 0;
}

static void show_line(size_t offset, const unsigned char *at, size_t count)
{
	size_t i;

	printf("%08zx ", offset);
	for (i = 0; i < 16; i++)
		printf(i < count ? " %02x" : "   ", i < count ? at[i] : 0);
	printf("  ");
	for (i = 0; i < count; i++)
		putchar(at[i] >= ' ' && at[i] <= '~' ? at[i] : '.');
	putchar('\n');
}

static int tool_peek(int argc, char **argv)
{
	size_t offset, length, i;
	const char *at;

	if (argc != 5)
		wrong("peek takes a device, an offset and a length");
	offset = number(argv[3]);
	length = number(argv[4]);
	if (!length)
		wrong("a length of 0");
	at = map_bytes(argv[2], O_RDONLY, PROT_READ, offset, length);
	for (i = 0; i < length; i += 16)
		show_line(offset + i, (const unsigned char *)at + i,
			  length - i < 16 ? length - i : 16);
	return 0;
}

static int tool_poke(int argc, char **argv)
{
	size_t offset, length;

	if (argc != 5)
		wrong("poke takes a device, an offset and a text");
	offset = number(argv[3]);
	length = strlen(argv[4]);
	if (!length)
		wrong("an empty text");
	memcpy(map_bytes(argv[2], O_RDWR, PROT_READ | PROT_WRITE, offset, length), argv[4],
	       length);
	return 0;
}

/* One access of 32 bits: memcpy() could make four of it. */
static void show_register(const char *at)
{
	printf("0x%08x\n", __atomic_load_n((const uint32_t *)at, __ATOMIC_RELAXED));
	fflush(stdout);
}

static int tool_register(int argc, char **argv)
{
	const char *at;

	if (argc < 4 || argc > 5 || (argc == 5 && strcmp(argv[4], "twice")))
		wrong("register takes a device, an offset, and perhaps twice");
	if (number(argv[3]) % 4)
		wrong("the offset is not a multiple of 4");
	at = map_bytes(argv[2], O_RDONLY, PROT_READ, number(argv[3]), 4);
	show_register(at);
	if (argc == 5) {
		getchar();
		show_register(at);
	}
	return 0;
}

static void show_pinned(const char *when)
{
	printf("%s: VmPin %ld kB\n", when, number_of("/proc/self/status", "VmPin:"));
}

static int tool_pin(int argc, char **argv)
{
	int fd = open("/dev/mmap-demo-pin", O_RDWR);
	struct mmap_demo_pin memory;
	__u32 value = 'x';
	char *bytes;

	if (argc != 3)
		wrong("pin takes a number of bytes");
	if (fd < 0)
		err(1, "/dev/mmap-demo-pin");
	memory.length = number(argv[2]);
	bytes = calloc(1, memory.length);
	if (!bytes)
		err(1, "%s bytes", argv[2]);
	memory.addr = (uintptr_t)bytes;
	if (ioctl(fd, MMAP_DEMO_PIN, &memory))
		err(1, "pinning %s bytes", argv[2]);
	show_pinned("pinned");
	if (ioctl(fd, MMAP_DEMO_FILL, &value))
		err(1, "filling");
	printf("the first and the last byte: %c %c\n", bytes[0], bytes[memory.length - 1]);
	if (ioctl(fd, MMAP_DEMO_UNPIN))
		err(1, "unpinning");
	show_pinned("unpinned");
	return 0;
}

static void wait_for(const struct rings *rings, short events)
{
	struct pollfd pollfd = { .fd = rings->fd, .events = events };

	if (poll(&pollfd, 1, -1) < 0)
		err(1, "poll");
	if (pollfd.revents & POLLERR)
		errx(1, "impossible indexes in the ring: mmap-tool ring reset");
}

/* One producer and one consumer, or the indexes would be nobody's. */
static void claim(const struct rings *rings, off_t side, const char *what)
{
	struct flock lock = { .l_type = F_WRLCK, .l_start = side, .l_len = 1 };

	if (fcntl(rings->fd, F_SETLK, &lock))
		err(1, "another process %s", what);
}

static void produce(struct rings *rings, const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		done += ring_put(rings, bytes + done, length - done);
		if (rings_kick_if_wanted(rings))
			err(1, "kick");
		if (done < length)
			wait_for(rings, POLLOUT);
	}
}

static int ring_produce(struct rings *rings, const char *text)
{
	char bytes[4096];
	ssize_t got;

	claim(rings, 0, "produces");
	if (text)
		produce(rings, text, strlen(text));
	while (!text && (got = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (got < 0)
			err(1, "standard input");
		produce(rings, bytes, got);
	}
	return 0;
}

static int ring_consume(struct rings *rings, const char *count)
{
	size_t want = count ? number(count) : 0, done = 0;
	char bytes[4096];
	uint32_t got;

	claim(rings, 1, "consumes");
	do {
		wait_for(rings, POLLIN);
		got = ring_get(rings, bytes, want && want - done < sizeof(bytes) ? want - done :
			       sizeof(bytes));
		if (fwrite(bytes, 1, got, stdout) != got || fflush(stdout))
			err(1, "standard output");
		if (rings_kick(rings))
			err(1, "kick");
		done += got;
	} while (want ? done < want : ring_used(rings));
	return 0;
}

static int tool_ring(int argc, char **argv)
{
	const char *argument = argc > 3 ? argv[3] : NULL;
	struct rings rings;

	if (argc < 3 || argc > 4)
		wrong("ring takes produce, consume or reset");
	if (rings_open(&rings, 0))
		err(1, "%s", RING_DEVICE);
	if (!strcmp(argv[2], "produce"))
		return ring_produce(&rings, argument);
	if (!strcmp(argv[2], "consume"))
		return ring_consume(&rings, argument);
	if (strcmp(argv[2], "reset") || argument)
		wrong("ring takes produce, consume or reset");
	if (ioctl(rings.fd, MMAP_DEMO_RESET))
		err(1, "reset");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	if (argc < 2)
		wrong("no command");
	if (!strcmp(argv[1], "map"))
		return tool_map(argc, argv);
	if (!strcmp(argv[1], "peek"))
		return tool_peek(argc, argv);
	if (!strcmp(argv[1], "poke"))
		return tool_poke(argc, argv);
	if (!strcmp(argv[1], "ring"))
		return tool_ring(argc, argv);
	if (!strcmp(argv[1], "register"))
		return tool_register(argc, argv);
	if (!strcmp(argv[1], "pin"))
		return tool_pin(argc, argv);
	wrong("no such command");
}
