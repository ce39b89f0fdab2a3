// SPDX-License-Identifier: GPL-2.0
/*
 * The process's side of the experiments that compare a process with the kernel: each action
 * prints what happens to the process.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DO "/sys/kernel/debug/two_worlds/do"

static long faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* Ask the module; 0 or an errno. */
static int ask(const char *action, unsigned long arg)
{
	char line[64];
	int fd = open(DO, O_WRONLY), length, error = 0;

	if (fd < 0)
		return errno;
	length = snprintf(line, sizeof(line), "%s %#lx", action, arg);
	if (write(fd, line, length) < 0)
		error = errno;
	close(fd);
	return error;
}

static void *map(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	madvise(memory, bytes, MADV_NOHUGEPAGE);
	return memory;
}

static int limited(void)
{
	struct rlimit limit = { 64 << 20, 64 << 20 };

	setrlimit(RLIMIT_AS, &limit);
	printf("process: malloc() of 1 GiB with a limit of 64 MiB (RLIMIT_AS): %s\n",
	       malloc(1UL << 30) ? "memory" : "NULL");
	return 0;
}

/* Allocation is a promise: the pages come when they are touched. */
static int touch_all(void)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		for (;;) {
			char *memory = map(1 << 20);

			if (!memory)
				_exit(1);
			memset(memory, 1, 1 << 20);
		}
	}
	waitpid(child, &status, 0);
	printf("process: mmap() never failed, and touching the memory ended it: %s\n",
	       WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "no signal");
	return 0;
}

static int sleeping(void)
{
	struct timespec time = { 0, 10 * 1000 * 1000 };

	nanosleep(&time, NULL);
	printf("process: nanosleep(): fine, wherever the process is\n");
	return 0;
}

/* The kernel kills the task in whose context it goes wrong. */
static int in_child(const char *what, const char *action, unsigned long arg)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		_exit(ask(action, arg));
	waitpid(child, &status, 0);
	printf("process: %s: %s\n", what, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) :
	       WEXITSTATUS(status) ? strerror(WEXITSTATUS(status)) : "no error");
	return 0;
}

static int spinlock(void)
{
	return in_child("it asked the kernel to sleep under a spinlock",
			"sleep-under-a-spinlock", 0);
}

static int kernel_address(void)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		_exit(__atomic_load_n((char *)0xffff888000000000UL, __ATOMIC_RELAXED));
	waitpid(child, &status, 0);
	printf("process: reading an address of the kernel: %s\n",
	       WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "a byte");
	return 0;
}

static int by_copy(void)
{
	char *memory = map(4096);

	memory[0] = 42;
	printf("process: its own address, by copy_from_user(): error %d\n",
	       ask("copy-from-a-process", (unsigned long)memory));
	munmap(memory, 4096);
	printf("process: an address where nothing is, by copy_from_user(): error %d (%s)\n",
	       ask("copy-from-a-process", (unsigned long)memory), strerror(EFAULT));
	return 0;
}

static int by_itself(void)
{
	return in_child("it asked the kernel to read an address where nothing is",
			"read-from-a-process", 0x1000);
}

static int first_touch(void)
{
	char *memory = map(256 * 4096);
	long before = faults();
	int i;

	for (i = 0; i < 256; i++)
		memory[i * 4096] = 1;
	printf("process: 256 pages of mmap() touched: %ld page faults\n", faults() - before);
	before = faults();
	for (i = 0; i < 256; i++)
		memory[i * 4096] = 2;
	printf("process: touched again: %ld page faults\n", faults() - before);
	return 0;
}

static int in_copy(void)
{
	char *memory = map(4096);

	printf("process: the kernel wrote into a page that was never touched: error %d\n",
	       ask("fault-in-copy", (unsigned long)memory));
	return 0;
}

static int guard(void)
{
	return in_child("it asked the kernel to read past vmalloc() memory", "beyond-vmalloc", 0);
}

static int limit(void)
{
	struct rlimit limit = { 16 << 20, 16 << 20 };

	setrlimit(RLIMIT_AS, &limit);
	printf("process: mmap() of 32 MiB with a limit of 16 MiB (RLIMIT_AS): %s\n",
	       map(32 << 20) ? "memory" : "ENOMEM");
	printf("process: the kernel allocated 32 MiB for it, GFP_KERNEL: error %d\n",
	       ask("allocate", 32));
	return 0;
}

static int accounted(void)
{
	printf("process: in a control group of 16 MiB, GFP_KERNEL: error %d\n",
	       ask("allocate", 32));
	printf("process: in a control group of 16 MiB, GFP_KERNEL_ACCOUNT: error %d\n",
	       ask("allocate-accounted", 32));
	return 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} actions[] = {
	{ "limited", limited }, { "touch-all", touch_all }, { "sleeping", sleeping },
	{ "spinlock", spinlock },
	{ "kernel-address", kernel_address }, { "by-copy", by_copy }, { "by-itself", by_itself },
	{ "first-touch", first_touch }, { "in-copy", in_copy }, { "guard", guard },
	{ "limit", limit }, { "accounted", accounted },
};

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; argc == 2 && i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(argv[1], actions[i].name))
			return actions[i].run();
	fprintf(stderr, "usage: two-worlds");
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		fprintf(stderr, " | %s", actions[i].name);
	fprintf(stderr, "\n");
	return 2;
}
