// SPDX-License-Identifier: GPL-2.0
/*
 * What a process can do with the memory of mmap-demo, and what it cannot: each row of
 * chapter 5.8 on each kind of memory. Prints KTAP; the exit status is 0 if every case
 * holds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "stats.h"
#include "../../mmap/mmap_demo.h"

#define RW (PROT_READ | PROT_WRITE)

static size_t page;
static const size_t pages = 16;

/* A size written to the device's file makes a fresh buffer of that size. */
static int renew(const char *device, size_t size)
{
	const char *kind = device[strlen("/dev/mmap-demo")] ? device + strlen("/dev/mmap-demo-") :
			   "pages";
	char path[128], text[32];
	int fd, length, result;

	snprintf(path, sizeof(path), DEBUGFS "%s", kind);
	length = snprintf(text, sizeof(text), "%zu", size);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -1;
	result = write(fd, text, length) == length ? 0 : -1;
	close(fd);
	return result;
}

static char *map(int fd, size_t first, size_t count)
{
	return mmap(NULL, count * page, RW, MAP_SHARED, fd, first * page);
}

/* To die of a signal would be reported in the kernel log. */
static void exit_with_it(int signal)
{
	_exit(signal);
}

/* What a child gets that reads this byte: 0, or the signal. */
static int signal_of_reading(const char *at)
{
	pid_t child = fork();
	int status;

	if (!child) {
		signal(SIGSEGV, exit_with_it);
		signal(SIGBUS, exit_with_it);
		_exit(__atomic_load_n(at, __ATOMIC_RELAXED) & 0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int fresh_is_zeroed(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = map(fd, 0, pages);
	size_t i;

	EXPECT(at != MAP_FAILED);
	for (i = 0; i < pages * page; i++)
		EXPECT(at[i] == 0);
	munmap(at, pages * page);
	close(fd);
	return 0;
}

static int mappings_share(const char *device)
{
	int fd = open(device, O_RDWR);
	char *first = map(fd, 0, pages), *second = map(fd, 0, pages), seen[6];

	EXPECT(first != MAP_FAILED && second != MAP_FAILED && first != second);
	strcpy(first + 3 * page - 2, "hello");
	EXPECT(!strcmp(second + 3 * page - 2, "hello"));
	EXPECT(pread(fd, seen, 6, 3 * page - 2) == 6 && !strcmp(seen, "hello"));
	EXPECT(pwrite(fd, "there", 6, 0) == 6);
	EXPECT(!strcmp(first, "there") && !strcmp(second, "there"));
	EXPECT(mappings(device) == 2);
	munmap(first, pages * page);
	munmap(second, pages * page);
	EXPECT(mappings(device) == 0);
	close(fd);
	return 0;
}

/* claim 8.2: the page that was asked for, not the first one. */
static int offset_counts(const char *device)
{
	int fd = open(device, O_RDWR);
	char *whole = map(fd, 0, pages), *part = map(fd, 5, 2), *last = map(fd, pages - 1, 1);

	EXPECT(whole != MAP_FAILED && part != MAP_FAILED && last != MAP_FAILED);
	strcpy(whole + 5 * page, "five");
	strcpy(whole + (pages - 1) * page, "last");
	EXPECT(!strcmp(part, "five") && !strcmp(last, "last"));
	strcpy(part + page, "six");
	EXPECT(!strcmp(whole + 6 * page, "six"));
	munmap(whole, pages * page);
	munmap(part, 2 * page);
	munmap(last, page);
	close(fd);
	return 0;
}

static int ranges_are_checked(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at;

	EXPECT_ERROR(map(fd, 0, 0), EINVAL);
	EXPECT_ERROR(map(fd, 0, pages + 1), ENXIO);
	EXPECT_ERROR(map(fd, pages - 1, 2), ENXIO);
	EXPECT_ERROR(map(fd, pages, 1), ENXIO);
	EXPECT_ERROR(mmap(NULL, page, RW, MAP_SHARED, fd, 1), EINVAL);
	/* The kernel refuses sums that wrap around, we what lies far behind. */
	EXPECT_ERROR(mmap(NULL, page, RW, MAP_SHARED, fd, -(off_t)page), EOVERFLOW);
	EXPECT_ERROR(mmap(NULL, 2 * page, RW, MAP_SHARED, fd, -(off_t)page), EOVERFLOW);
	EXPECT_ERROR(mmap(NULL, page, RW, MAP_SHARED, fd, INT64_MAX - page + 1), ENXIO);
	EXPECT(mappings(device) == 0);
	/* A part of a page is the whole page. */
	at = mmap(NULL, page + 1, RW, MAP_SHARED, fd, 0);
	EXPECT(at != MAP_FAILED);
	at[2 * page - 1] = 1;
	munmap(at, page + 1);
	EXPECT(mappings(device) == 0);
	close(fd);
	return 0;
}

/* claim 8.5: a private mapping would not share. */
static int private_is_refused(const char *device)
{
	int fd = open(device, O_RDWR);

	EXPECT_ERROR(mmap(NULL, page, RW, MAP_PRIVATE, fd, 0), EINVAL);
	EXPECT_ERROR(mmap(NULL, page, PROT_READ, MAP_PRIVATE, fd, 0), EINVAL);
	close(fd);
	return 0;
}

/* claim 8.4: neither now nor later. */
static int code_is_refused(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at;

	EXPECT_ERROR(mmap(NULL, page, PROT_READ | PROT_EXEC, MAP_SHARED, fd, 0), EPERM);
	at = map(fd, 0, 1);
	EXPECT(at != MAP_FAILED);
	EXPECT_ERROR(mprotect(at, page, PROT_READ | PROT_EXEC), EACCES);
	EXPECT(!mprotect(at, page, PROT_READ));
	munmap(at, page);
	close(fd);
	return 0;
}

static int opened_for_reading(const char *device)
{
	int fd = open(device, O_RDONLY);
	char *at = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);

	EXPECT(at != MAP_FAILED);
	EXPECT_ERROR(mmap(NULL, page, RW, MAP_SHARED, fd, 0), EACCES);
	EXPECT_ERROR(mprotect(at, page, RW), EACCES);
	EXPECT_ERROR(write(fd, "x", 1), EBADF);
	munmap(at, page);
	close(fd);
	fd = open(device, O_WRONLY);
	EXPECT_ERROR(mmap(NULL, page, PROT_WRITE, MAP_SHARED, fd, 0), EACCES);
	close(fd);
	return 0;
}

static int unmapped_in_part(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = map(fd, 0, 3);

	EXPECT(at != MAP_FAILED);
	strcpy(at, "first");
	strcpy(at + 2 * page, "third");
	EXPECT(!munmap(at + page, page));
	EXPECT(mappings(device) == 2);
	EXPECT(signal_of_reading(at + page) == SIGSEGV);
	EXPECT(!strcmp(at, "first") && !strcmp(at + 2 * page, "third"));
	munmap(at, page);
	EXPECT(mappings(device) == 1);
	munmap(at + 2 * page, page);
	EXPECT(mappings(device) == 0);
	close(fd);
	return 0;
}

static int remapped(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = map(fd, 1, 4), *place;

	EXPECT(at != MAP_FAILED);
	strcpy(at + page, "two");
	EXPECT_ERROR(mremap(at, 4 * page, 5 * page, 0), EFAULT);
	EXPECT_ERROR(mremap(at, 4 * page, 5 * page, MREMAP_MAYMOVE), EFAULT);
	EXPECT(mremap(at, 4 * page, 2 * page, 0) == at);
	EXPECT(signal_of_reading(at + 2 * page) == SIGSEGV);
	place = mmap(NULL, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	EXPECT(place != MAP_FAILED);
	EXPECT(mremap(at, 2 * page, 2 * page, MREMAP_MAYMOVE | MREMAP_FIXED, place) == place);
	EXPECT(signal_of_reading(at) == SIGSEGV);
	EXPECT(!strcmp(place + page, "two"));
	strcpy(place, "one");
	EXPECT(pread(fd, place + 8, 4, page) == 4 && !strcmp(place + 8, "one"));
	EXPECT(mappings(device) == 1);
	munmap(place, 2 * page);
	EXPECT(mappings(device) == 0);
	close(fd);
	return 0;
}

/* The child of a process that is gone already: lets go when the pipe says so. */
static void orphan(char *at, int from)
{
	char byte;

	if (read(from, &byte, 1) == 1)
		strcpy(at + page, "orphan");
	_exit(0);
}

static int child_outlives_parent(const char *device)
{
	const char *name = device + strlen("/dev/");
	int fd = open(device, O_RDWR), go[2], gone[2], status;
	char *at, seen[8] = "", byte;
	pid_t parent;

	EXPECT(!pipe(go) && !pipe(gone));
	parent = fork();
	EXPECT(parent >= 0);
	if (!parent) {
		int own = open(device, O_RDWR);

		at = map(own, 0, 2);
		close(own);
		close(go[1]);
		if (at == MAP_FAILED)
			_exit(1);
		if (!fork())
			orphan(at, go[0]);
		_exit(0);
	}
	close(gone[1]);
	EXPECT(waitpid(parent, &status, 0) == parent && !status);
	EXPECT(mappings(device) == 1);
	EXPECT(write(go[1], "g", 1) == 1);
	/* The orphan's end closes the last writing end of the pipe. */
	EXPECT(read(gone[0], &byte, 1) == 0);
	EXPECT(pread(fd, seen, 7, page) == 7 && !strcmp(seen, "orphan"));
	close(go[0]);
	close(go[1]);
	close(gone[0]);
	/* It is nobody's child that could be waited for; nor are its files closed at once. */
	for (status = 0; status < 100 && stat_of(name, " opens ") > 1; status++)
		usleep(10000);
	EXPECT(mappings(device) == 0 && stat_of(name, " opens ") == 1);
	close(fd);
	return 0;
}

static int two_processes_share(const char *device)
{
	int fd = open(device, O_RDWR), status;
	char *at = map(fd, 0, 1);
	pid_t child;

	EXPECT(at != MAP_FAILED);
	strcpy(at, "parent");
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		int own = open(device, O_RDWR);
		char *mine = map(own, 0, 1);

		if (mine == MAP_FAILED || strcmp(mine, "parent"))
			_exit(1);
		strcpy(mine, "child");
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child && !status);
	EXPECT(!strcmp(at, "child"));
	munmap(at, page);
	close(fd);
	return 0;
}

/* Neither close() nor a fresh buffer takes it away; the last munmap() frees it, once. */
static int mapping_keeps_the_buffer(const char *device)
{
	long buffers = stat_of("buffers", "buffers "), before;
	int fd = open(device, O_RDWR), again;
	char *at = map(fd, 0, pages), byte;

	EXPECT(at != MAP_FAILED);
	before = buffers;
	EXPECT(before > 0);
	strcpy(at, "old");
	EXPECT(!close(fd));
	EXPECT(!renew(device, 2 * page));
	EXPECT(stat_of("buffers", "buffers ") == before + 1);
	EXPECT(!strcmp(at, "old"));
	at[(pages - 1) * page] = 1;
	again = open(device, O_RDWR);
	EXPECT(read(again, &byte, 1) == 1 && byte == 0);
	EXPECT_ERROR(map(again, 0, 3), ENXIO);
	EXPECT(lseek(again, 0, SEEK_END) == (off_t)(2 * page));
	close(again);
	munmap(at, page);
	EXPECT(stat_of("buffers", "buffers ") == before + 1);
	munmap(at + page, (pages - 1) * page);
	EXPECT(stat_of("buffers", "buffers ") == before);
	EXPECT(!renew(device, pages * page));
	return 0;
}

static int nothing_beyond_the_end(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	/* What lies behind is nobody's, so that the byte after the end is not there. */
	EXPECT(at != MAP_FAILED);
	EXPECT(mmap(at, 2 * page, RW, MAP_SHARED | MAP_FIXED, fd, (pages - 2) * page) == at);
	EXPECT(signal_of_reading(at + 2 * page - 1) == 0);
	EXPECT(signal_of_reading(at + 2 * page) == SIGSEGV);
	munmap(at, 3 * page);
	close(fd);
	return 0;
}

static int unload_is_refused(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = map(fd, 0, 1);

	EXPECT(at != MAP_FAILED);
	close(fd);
	EXPECT_ERROR(syscall(SYS_delete_module, "mmap_demo", O_NONBLOCK), EAGAIN);
	at[0] = 1;
	munmap(at, page);
	return 0;
}

static int reads_and_writes_like_a_file(const char *device)
{
	int fd = open(device, O_RDWR);
	off_t end = pages * page;
	char *at = map(fd, 0, 1), bytes[4];

	EXPECT(lseek(fd, 0, SEEK_END) == end);
	EXPECT(read(fd, bytes, 4) == 0);
	EXPECT_ERROR(write(fd, bytes, 4), ENOSPC);
	EXPECT(write(fd, bytes, 0) == 0);
	EXPECT(lseek(fd, -2, SEEK_END) == end - 2);
	EXPECT(write(fd, "abc", 3) == 2);
	EXPECT_ERROR(lseek(fd, 1, SEEK_END), EINVAL);
	EXPECT_ERROR(lseek(fd, -1, SEEK_SET), EINVAL);
	EXPECT_ERROR(pread(fd, nowhere(), 4, 0), EFAULT);
	EXPECT_ERROR(ioctl(fd, MMAP_DEMO_KICK), ENOTTY);
	/* From the buffer into itself: the copy may fault, under no lock that it needs. */
	EXPECT(at != MAP_FAILED && pread(fd, at, page, page) == (ssize_t)page);
	EXPECT(!msync(at, page, MS_SYNC) && !fsync(fd));
	munmap(at, page);
	close(fd);
	return 0;
}

/* On fault: pages are there when they are touched, not before. */
static int pages_come_on_touch(const char *device)
{
	const char *name = device + strlen("/dev/");
	int on_fault = !!strstr(device, "fault"), fd;
	char *at;

	EXPECT(!renew(device, pages * page));
	fd = open(device, O_RDWR);
	at = map(fd, 0, pages);
	EXPECT(at != MAP_FAILED);
	EXPECT(stat_of(name, " present ") == (on_fault ? 0 : (long)pages));
	at[3 * page] = 1;
	at[7 * page] = 1;
	EXPECT(stat_of(name, " present ") == (on_fault ? 2 : (long)pages));
	munmap(at, pages * page);
	close(fd);
	return 0;
}

/* User-Mode Linux lacks HAVE_IOREMAP_PROT, without which vm_ops->access is not called. */
static int has_vm_access(void)
{
	FILE *file = fopen("/proc/cpuinfo", "r");
	char line[256];
	int uml = 0;

	while (file && fgets(line, sizeof(line), file))
		uml |= !!strstr(line, "User Mode Linux");
	if (file)
		fclose(file);
	return !uml;
}

/* Read and write another process's memory as gdb does; here our own. */
static int debugger_sees_the_memory(const char *device)
{
	int by_frame = !!strstr(device, "contiguous"), memory = open("/proc/self/mem", O_RDWR);
	int fd = open(device, O_RDWR);
	char *at = map(fd, 2, 2), seen[16] = "";
	struct iovec to = { seen, 4 }, from = { at + page - 4, 4 };
	off_t address = (uintptr_t)at + page - 8;

	EXPECT(at != MAP_FAILED && memory >= 0);
	strcpy(at + page - 8, "two, three");
	if (by_frame && !has_vm_access()) {
		EXPECT_ERROR(pread(memory, seen, 11, address), EIO);
		goto out;
	}
	EXPECT(pread(memory, seen, 11, address) == 11 && !strcmp(seen, "two, three"));
	EXPECT(pwrite(memory, "by gdb", 7, address) == 7 && !strcmp(at + page - 8, "by gdb"));
	EXPECT(pread(fd, seen, 7, 3 * page - 8) == 7 && !strcmp(seen, "by gdb"));
	/* What lies behind the area is another page of the buffer, and none of its own. */
	EXPECT(!munmap(at + page, page));
	EXPECT(pwrite(memory, "behind", 6, (uintptr_t)at + page - 2) <= 2);
	EXPECT(pread(fd, seen, 4, 3 * page) == 4 && !strncmp(seen, "ee", 3));
	/* What this process may only read, its debugger may not write. */
	EXPECT(!mprotect(at, page, PROT_READ));
	EXPECT_ERROR(pwrite(memory, "lie", 3, (uintptr_t)at), EIO);
	/* This one wants pages, and those that are mapped by their number have none for it. */
	if (by_frame)
		EXPECT_ERROR(process_vm_readv(getpid(), &to, 1, &from, 1, 0), EFAULT);
	else
		EXPECT(process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 4);
out:
	munmap(at, 2 * page);
	close(memory);
	close(fd);
	return 0;
}

/*
 * The kernel drops the page table entries. With a fault handler the next access brings the
 * same page back; without one the process gets a SIGBUS, for which it has asked. What is
 * mapped by page frame number, it refuses to drop.
 */
static int advice_drops_the_entries(const char *device)
{
	int on_fault = !!strstr(device, "fault"), by_frame = !!strstr(device, "contiguous");
	int fd = open(device, O_RDWR);
	char *at = map(fd, 0, 2), byte;

	EXPECT(at != MAP_FAILED);
	at[0] = 'a';
	if (by_frame)
		EXPECT_ERROR(madvise(at, page, MADV_DONTNEED), EINVAL);
	else
		EXPECT(!madvise(at, page, MADV_DONTNEED));
	EXPECT(signal_of_reading(at) == (on_fault || by_frame ? 0 : SIGBUS));
	EXPECT(!on_fault || at[0] == 'a');
	/* The buffer has its bytes still, and so has every other mapping of it. */
	EXPECT(pread(fd, &byte, 1, 0) == 1 && byte == 'a');
	EXPECT(pwrite(fd, "", 1, 0) == 1);
	munmap(at, 2 * page);
	close(fd);
	return mappings(device) != 0;
}

/* MAP_POPULATE touches each page at once; mlock() is accepted, and pages stay anyway. */
static int populate_and_lock(const char *device)
{
	const char *name = device + strlen("/dev/");
	char *at;
	int fd;

	EXPECT(!renew(device, pages * page));
	fd = open(device, O_RDWR);
	at = mmap(NULL, pages * page, RW, MAP_SHARED | MAP_POPULATE, fd, 0);
	EXPECT(at != MAP_FAILED && stat_of(name, " present ") == (long)pages);
	EXPECT(!mlock(at, pages * page) && !munlock(at, pages * page));
	at[0] = 1;
	munmap(at, pages * page);
	close(fd);
	return mappings(device) != 0;
}

#define TOUCHERS 4

static void *touch_all(void *argument)
{
	char *at = argument;
	size_t i;

	for (i = 0; i < pages; i++)
		__atomic_add_fetch((int *)(at + i * page), 1, __ATOMIC_RELAXED);
	return NULL;
}

/* Threads that touch the same pages at once get the same pages, and one of each. */
static int faults_in_parallel(const char *device)
{
	const char *name = device + strlen("/dev/");
	pthread_t threads[TOUCHERS];
	int fd, i, round;
	char *at;
	size_t n;

	for (round = 0; round < 50; round++) {
		EXPECT(!renew(device, pages * page));
		fd = open(device, O_RDWR);
		at = map(fd, 0, pages);
		EXPECT(at != MAP_FAILED);
		for (i = 0; i < TOUCHERS; i++)
			EXPECT(!pthread_create(&threads[i], NULL, touch_all, at));
		for (i = 0; i < TOUCHERS; i++)
			pthread_join(threads[i], NULL);
		for (n = 0; n < pages; n++)
			EXPECT(*(int *)(at + n * page) == TOUCHERS);
		EXPECT(stat_of(name, " present ") == (long)pages);
		munmap(at, pages * page);
		close(fd);
	}
	return mappings(device) != 0;
}

/*
 * Direct I/O, RDMA and a pipe take the pages of an area, and copy nothing: what is written
 * later is what comes out. An area without pages has none to take.
 */
static int pipe_takes_the_pages(const char *device)
{
	int fd = open(device, O_RDWR), ends[2];
	char *at = map(fd, 1, 1), seen[16] = "";
	struct iovec from = { at, page };

	EXPECT(at != MAP_FAILED && !pipe(ends));
	strcpy(at, "before");
	if (strstr(device, "contiguous")) {
		EXPECT_ERROR(vmsplice(ends[1], &from, 1, 0), EFAULT);
		EXPECT(!munmap(at, page));
	} else {
		EXPECT(vmsplice(ends[1], &from, 1, 0) == (ssize_t)page);
		strcpy(at, "after!");
		/* The pipe has references of its own. */
		EXPECT(!munmap(at, page) && !renew(device, pages * page));
		EXPECT(read(ends[0], seen, 7) == 7 && !strcmp(seen, "after!"));
	}
	close(ends[0]);
	close(ends[1]);
	close(fd);
	return mappings(device) != 0;
}

static const struct test_case buffer_cases[] = {
	{ "fresh_is_zeroed", fresh_is_zeroed },
	{ "pages_come_on_touch", pages_come_on_touch },
	{ "mappings_share", mappings_share },
	{ "claim_8_2_offset_counts", offset_counts },
	{ "ranges_are_checked", ranges_are_checked },
	{ "claim_8_5_private_is_refused", private_is_refused },
	{ "claim_8_4_code_is_refused", code_is_refused },
	{ "opened_for_reading", opened_for_reading },
	{ "unmapped_in_part", unmapped_in_part },
	{ "remapped", remapped },
	{ "child_outlives_parent", child_outlives_parent },
	{ "two_processes_share", two_processes_share },
	{ "mapping_keeps_the_buffer", mapping_keeps_the_buffer },
	{ "nothing_beyond_the_end", nothing_beyond_the_end },
	{ "unload_is_refused", unload_is_refused },
	{ "reads_and_writes_like_a_file", reads_and_writes_like_a_file },
	{ "debugger_sees_the_memory", debugger_sees_the_memory },
	{ "advice_drops_the_entries", advice_drops_the_entries },
	{ "populate_and_lock", populate_and_lock },
	{ "faults_in_parallel", faults_in_parallel },
	{ "pipe_takes_the_pages", pipe_takes_the_pages },
};

static const char *const devices[] = {
	"/dev/mmap-demo", "/dev/mmap-demo-vmalloc", "/dev/mmap-demo-fault",
	"/dev/mmap-demo-contiguous",
};

int main(int argc, char **argv)
{
	page = sysconf(_SC_PAGESIZE);
	return run_client(argc, argv, buffer_cases, LENGTH(buffer_cases), devices,
			  LENGTH(devices));
}
