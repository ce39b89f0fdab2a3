// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of a process that mmap-demo pins: whose it is, how much it may be, and when it
 * is given back. Prints KTAP; the exit status is 0 if every case holds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "stats.h"
#include "../../mmap/mmap_demo.h"

#define DEVICE "/dev/mmap-demo-pin"
#define RW (PROT_READ | PROT_WRITE)

static size_t page;

static char *memory(size_t pages, int prot)
{
	return mmap(NULL, pages * page, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int pin(int fd, const void *at, size_t length)
{
	struct mmap_demo_pin argument = { (uintptr_t)at, length };

	return ioctl(fd, MMAP_DEMO_PIN, &argument);
}

static int fill(int fd, unsigned int value)
{
	return ioctl(fd, MMAP_DEMO_FILL, &value);
}

static int all_bytes_are(const char *at, size_t length, char value)
{
	while (length--)
		if (*at++ != value)
			return 0;
	return 1;
}

/* Pages that are pinned, of the whole machine. */
static long pinned_now(void)
{
	int refresh = open("/proc/sys/vm/stat_refresh", O_WRONLY);

	/* Each CPU counts for itself for a while; without CONFIG_SMP there is no such file. */
	if (refresh >= 0) {
		if (write(refresh, "1", 1) != 1)
			return -1;
		close(refresh);
	}
	return number_of("/proc/vmstat", "nr_foll_pin_acquired ") -
	       number_of("/proc/vmstat", "nr_foll_pin_released ");
}

static int bytes_arrive(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = memory(3, RW);
	long before = pinned_now();

	EXPECT(at != MAP_FAILED);
	EXPECT(!pin(fd, at + 100, 2 * page));
	EXPECT(number_of("/proc/self/status", "VmPin:") == 3 * (long)page / 1024);
	EXPECT(pinned_now() == before + 3);
	EXPECT(!fill(fd, 'x'));
	EXPECT(all_bytes_are(at, 100, 0) && all_bytes_are(at + 100, 2 * page, 'x') &&
	       all_bytes_are(at + 100 + 2 * page, page - 100, 0));
	EXPECT(!ioctl(fd, MMAP_DEMO_UNPIN));
	EXPECT(number_of("/proc/self/status", "VmPin:") == 0 && pinned_now() == before);
	munmap(at, 3 * page);
	close(fd);
	return 0;
}

static int limits(const char *device)
{
	int fd = open(device, O_RDWR);
	char *at = memory(2, RW), *constant = memory(1, PROT_READ);
	long before = pinned_now();

	EXPECT_ERROR(fill(fd, 0), ENXIO);
	EXPECT_ERROR(ioctl(fd, MMAP_DEMO_UNPIN), ENXIO);
	EXPECT_ERROR(ioctl(fd, _IO('k', 0x73)), ENOTTY);
	EXPECT_ERROR(ioctl(fd, MMAP_DEMO_PIN, nowhere()), EFAULT);
	EXPECT_ERROR(pin(fd, at, 0), EINVAL);
	EXPECT_ERROR(pin(fd, at, -1), E2BIG);
	EXPECT_ERROR(pin(fd, at, MMAP_DEMO_PIN_MAX + 1), E2BIG);
	EXPECT_ERROR(pin(fd, nowhere(), 1), EFAULT);
	EXPECT_ERROR(pin(fd, constant, 1), EFAULT);
	EXPECT_ERROR(pin(fd, NULL, 1), EFAULT);
	EXPECT_ERROR(pin(fd, (void *)UINTPTR_MAX, 2), EFAULT);
	EXPECT(!munmap(at + page, page));
	EXPECT_ERROR(pin(fd, at, page + 1), EFAULT);
	EXPECT(pinned_now() == before && number_of("/proc/self/status", "VmPin:") == 0);
	EXPECT(!pin(fd, at, page));
	EXPECT_ERROR(pin(fd, at, page), EBUSY);
	EXPECT_ERROR(ioctl(fd, MMAP_DEMO_FILL, NULL), EFAULT);
	EXPECT_ERROR(fill(fd, 256), EINVAL);
	EXPECT(!fill(fd, 255) && all_bytes_are(at, page, (char)255));
	EXPECT(!close(fd));
	EXPECT(pinned_now() == before && number_of("/proc/self/status", "VmPin:") == 0);
	munmap(at, page);
	munmap(constant, page);
	return 0;
}

/* What a process without privileges gets, whose limit is two pages. */
static int without_privileges(int fd, char *at)
{
	struct rlimit two = { 2 * page, 2 * page };

	EXPECT(!setrlimit(RLIMIT_MEMLOCK, &two) && !setgroups(0, NULL) && !setuid(65534));
	EXPECT_ERROR(pin(fd, at, 2 * page + 1), ENOMEM);
	EXPECT_ERROR(pin(fd, at + 1, 2 * page), ENOMEM);
	EXPECT(number_of("/proc/self/status", "VmPin:") == 0);
	EXPECT(!pin(fd, at, 2 * page) && !ioctl(fd, MMAP_DEMO_UNPIN));
	EXPECT(!pin(fd, at + 1, 1) && !ioctl(fd, MMAP_DEMO_UNPIN));
	return 0;
}

static int limit_of_the_process(const char *device)
{
	int fd = open(device, O_RDWR), status;
	char *at = memory(3, RW);
	pid_t child = fork();

	EXPECT(child >= 0);
	if (!child)
		_exit(without_privileges(fd, at));
	EXPECT(waitpid(child, &status, 0) == child && !status);
	/* CAP_IPC_LOCK is above the limit. */
	EXPECT(!pin(fd, at, 3 * page));
	munmap(at, 3 * page);
	close(fd);
	return 0;
}

/* The file outlives the process whose memory it has pinned. */
static int process_dies_meanwhile(const char *device)
{
	long before = pinned_now();
	int fd = open(device, O_RDWR), status;
	pid_t child = fork();

	EXPECT(child >= 0);
	if (!child)
		_exit(pin(fd, memory(4, RW), 4 * page) != 0);
	EXPECT(waitpid(child, &status, 0) == child && !status);
	EXPECT(pinned_now() == before + 4);
	EXPECT(!fill(fd, 'x'));
	EXPECT(!ioctl(fd, MMAP_DEMO_UNPIN));
	EXPECT(pinned_now() == before);
	close(fd);
	return 0;
}

/* Killed while it has pinned memory: the kernel closes its file, which unpins. */
static int killed_process_unpins(const char *device)
{
	long before = pinned_now();
	int ready[2], status;
	pid_t child;
	char byte;

	EXPECT(!pipe(ready));
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		int fd = open(device, O_RDWR);

		close(ready[0]);
		if (pin(fd, memory(4, RW), 4 * page) || write(ready[1], "r", 1) != 1)
			_exit(1);
		pause();
	}
	close(ready[1]);
	EXPECT(read(ready[0], &byte, 1) == 1 && pinned_now() == before + 4);
	kill(child, SIGKILL);
	EXPECT(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
	EXPECT(pinned_now() == before);
	close(ready[0]);
	return 0;
}

/* munmap() takes the address away, not the pages. */
static int unmapped_meanwhile(const char *device)
{
	long before = pinned_now();
	int fd = open(device, O_RDWR);
	char *at = memory(2, RW);

	EXPECT(!pin(fd, at, 2 * page) && !munmap(at, 2 * page));
	EXPECT(!fill(fd, 'x'));
	EXPECT(pinned_now() == before + 2);
	EXPECT(!ioctl(fd, MMAP_DEMO_UNPIN) && pinned_now() == before);
	close(fd);
	return 0;
}

/*
 * After fork() both processes would get a copy with their first write, and the device
 * would write to a page that neither of them has. So the child gets its copy at once.
 */
static int fork_leaves_the_pages(const char *device)
{
	int fd = open(device, O_RDWR), status, go[2];
	char *at = memory(1, RW), byte;
	pid_t child;

	at[0] = 'p';
	EXPECT(!pipe(go) && !pin(fd, at, page));
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		close(go[1]);
		_exit(read(go[0], &byte, 1) != 1 || at[0] != 'p');
	}
	at[1] = 'w';
	EXPECT(!fill(fd, 'x') && all_bytes_are(at, page, 'x'));
	EXPECT(write(go[1], "g", 1) == 1);
	EXPECT(waitpid(child, &status, 0) == child && !status);
	close(go[0]);
	close(go[1]);
	close(fd);
	munmap(at, page);
	return 0;
}

/* Pages of a mapping can be pinned; what was mapped by page frame number cannot. */
static int mappings_of_devices(const char *device)
{
	int fd = open(device, O_RDWR), pages = open("/dev/mmap-demo", O_RDWR),
	    frames = open("/dev/mmap-demo-contiguous", O_RDWR);
	char *at = mmap(NULL, page, RW, MAP_SHARED, pages, 0), seen[4];
	char *frame = mmap(NULL, page, RW, MAP_SHARED, frames, 0);

	EXPECT(at != MAP_FAILED && frame != MAP_FAILED);
	EXPECT_ERROR(pin(fd, frame, page), EFAULT);
	EXPECT(!pin(fd, at, page) && !fill(fd, 'x'));
	EXPECT(pread(pages, seen, 4, page - 4) == 4 && all_bytes_are(seen, 4, 'x'));
	EXPECT(!fill(fd, 0) && !ioctl(fd, MMAP_DEMO_UNPIN));
	munmap(at, page);
	munmap(frame, page);
	close(pages);
	close(frames);
	close(fd);
	return 0;
}

struct worker {
	int fd;
	char *at;
	int pinned;
	int busy;
};

static void *pin_and_unpin(void *argument)
{
	struct worker *worker = argument;
	int i;

	for (i = 0; i < 2000; i++) {
		if (!pin(worker->fd, worker->at, 3 * page)) {
			worker->pinned++;
			fill(worker->fd, 'x');
			ioctl(worker->fd, MMAP_DEMO_UNPIN);
		} else {
			worker->busy += errno == EBUSY;
		}
	}
	return NULL;
}

/* Two threads with one file: each pin is unpinned once. */
static int threads_share_a_file(const char *device)
{
	struct worker workers[2];
	long before = pinned_now();
	pthread_t threads[2];
	int fd = open(device, O_RDWR), i;
	char *at = memory(3, RW);

	for (i = 0; i < 2; i++) {
		workers[i] = (struct worker) { .fd = fd, .at = at };
		EXPECT(!pthread_create(&threads[i], NULL, pin_and_unpin, &workers[i]));
	}
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	for (i = 0; i < 2; i++)
		EXPECT(workers[i].pinned + workers[i].busy == 2000);
	/* One alone may be refused each time, if the other sleeps with its memory pinned. */
	EXPECT(workers[0].pinned + workers[1].pinned > 0);
	close(fd);
	EXPECT(pinned_now() == before && number_of("/proc/self/status", "VmPin:") == 0);
	munmap(at, 3 * page);
	return 0;
}

static const struct test_case pin_cases[] = {
	{ "bytes_arrive", bytes_arrive },
	{ "limits", limits },
	{ "limit_of_the_process", limit_of_the_process },
	{ "process_dies_meanwhile", process_dies_meanwhile },
	{ "killed_process_unpins", killed_process_unpins },
	{ "unmapped_meanwhile", unmapped_meanwhile },
	{ "fork_leaves_the_pages", fork_leaves_the_pages },
	{ "mappings_of_devices", mappings_of_devices },
	{ "threads_share_a_file", threads_share_a_file },
};

static const char *const devices[] = { DEVICE };

int main(int argc, char **argv)
{
	page = sysconf(_SC_PAGESIZE);
	return run_client(argc, argv, pin_cases, LENGTH(pin_cases), devices,
			  LENGTH(devices));
}
