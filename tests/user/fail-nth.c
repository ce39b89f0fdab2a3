// SPDX-License-Identifier: GPL-2.0
/*
 * Let the first allocation of an action fail, then the second, and so on, until a run
 * meets none: each run must end in ENOMEM or, where there is something to fall back to,
 * in success; and so must the last one, which met none.
 * (Documentation/fault-injection/fault-injection.rst, /proc/<pid>/fail-nth.)
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static char **args;
static int fail_nth;
/* By errno: whether a run may end in it. */
static char allowed[256];
static unsigned int max_runs = 5000;
static int fail_more;

static void usage(FILE *to)
{
	fputs("usage: fail-nth [-a ERRNO]... [-m MAX] [-w] ACTION\n"
	      "       fail-nth load MODULE.ko [PARAMETERS]        load it, unload it\n"
	      "       fail-nth write FILE VALUE [FILE VALUE]      write; the second undoes it\n"
	      "       fail-nth read FILE [FILE VALUE]             read all of it; the second undoes it\n"
	      "       fail-nth open FILE                          open it to read and write\n"
	      "       fail-nth map FILE PAGES [FILE VALUE]        map it, touch each page; undone\n"
	      "       fail-nth ioctl FILE REQUEST [BYTES]         with that much new memory\n"
	      "       fail-nth script FILE                        a shell script, each process of it\n"
	      "       fail-nth --help\n"
	      "-a: a run may end in that errno as well, or with `all' in any; -m: at most so many\n"
	      "runs, since the action does the same again and again; -w: a script's reads do not fail.\n"
	      "Exit status: 0, 1 if a run ended otherwise than it may, 2 for a wrong command line.\n",
	      to);
}

static void arm(unsigned int nth)
{
	if (dprintf(fail_nth, "%u", nth) < 0)
		err(1, "/proc/thread-self/fail-nth");
}

/* How many allocations were still to go when it ended; 0: the one was met. */
static int disarm(void)
{
	char left[16] = "";

	if (pread(fail_nth, left, sizeof(left) - 1, 0) < 0)
		err(1, "/proc/thread-self/fail-nth");
	arm(0);
	return atoi(left);
}

static int open_file(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", name);
	return fd;
}

static int result(long returned)
{
	return returned < 0 ? errno : 0;
}

/* Each: the action with its @nth allocation failing; the errno, or 0 and all undone. */

static int load(unsigned int nth, int *left)
{
	const char *slash = strrchr(args[0], '/');
	char name[NAME_MAX + 1];
	int fd = open_file(args[0], O_RDONLY), error;
	size_t i;

	arm(nth);
	error = result(syscall(SYS_finit_module, fd, args[1] ? args[1] : "", 0));
	*left = disarm();
	close(fd);
	if (error)
		return error;
	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : args[0]);
	name[strcspn(name, ".")] = 0;
	for (i = 0; name[i]; i++)
		if (name[i] == '-')
			name[i] = '_';
	if (syscall(SYS_delete_module, name, 0))
		err(1, "unloading %s", name);
	return 0;
}

static void write_value(const char *file, const char *value)
{
	int fd = open_file(file, O_WRONLY);

	if (write(fd, value, strlen(value)) < 0)
		err(1, "undoing by %s", file);
	close(fd);
}

static void undo(char **by)
{
	if (by[0] && by[1])
		write_value(by[0], by[1]);
}

static int write_file(unsigned int nth, int *left)
{
	int fd = open_file(args[0], O_WRONLY), error;

	arm(nth);
	error = result(write(fd, args[1], strlen(args[1])));
	*left = disarm();
	close(fd);
	if (!error)
		undo(&args[2]);
	return error;
}

static int read_file(unsigned int nth, int *left)
{
	int fd = open_file(args[0], O_RDONLY);
	char data[65536];
	ssize_t got;

	arm(nth);
	do
		got = read(fd, data, sizeof(data));
	while (got > 0);
	got = result(got);
	*left = disarm();
	close(fd);
	undo(&args[1]);
	return got;
}

static int open_it(unsigned int nth, int *left)
{
	int fd, error;

	arm(nth);
	fd = open(args[0], O_RDWR | O_CLOEXEC);
	error = result(fd);
	*left = disarm();
	if (fd >= 0)
		close(fd);
	return error;
}

/* The compiler must not leave it out. To read is enough: not all may be written. */
static void touch(const char *byte)
{
	__atomic_load_n(byte, __ATOMIC_SEQ_CST);
}

static int map(unsigned int nth, int *left)
{
	size_t page = sysconf(_SC_PAGESIZE), bytes = atoi(args[1]) * page, at;
	int fd = open_file(args[0], O_RDWR), error = 0;
	char *data;

	arm(nth);
	data = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (data == MAP_FAILED)
		error = errno;
	else
		for (at = 0; at < bytes; at += page)
			touch(&data[at]);
	*left = disarm();
	if (!error)
		munmap(data, bytes);
	close(fd);
	undo(&args[2]);
	return error;
}

/* With a length: the argument is where memory lies that was never touched, and how much. */
static int ioctl_it(unsigned int nth, int *left)
{
	struct { uint64_t at, length; } memory = { .length = args[2] ? atoi(args[2]) : 0 };
	int fd = open_file(args[0], O_RDWR), error;
	void *at = NULL;

	if (memory.length) {
		at = mmap(NULL, memory.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
		if (at == MAP_FAILED)
			err(1, "no memory");
		memory.at = (uintptr_t)at;
	}
	arm(nth);
	error = result(ioctl(fd, strtoul(args[1], NULL, 0), &memory));
	*left = disarm();
	close(fd);
	if (at)
		munmap(at, memory.length);
	return error;
}

/*
 * The process that is the @nr-th of a script, the shell being the first: the @nth allocation
 * of its system calls on files fails. Those by which it starts, runs a program or ends are
 * left alone: they are the kernel's, and no driver's.
 */
struct victim {
	int nr;
	unsigned int nth;
	pid_t pid;
	int file;	/* its fail-nth */
	int inside;	/* a system call */
	int armed;
	int left;	/* allocations that are still to go */
};

/* The first ones are those in which the kernel may have to get pages for the process. */
#define READING 4
static int no_reading;
static const long file_calls[] = {
	SYS_read, SYS_pread64, SYS_readv, SYS_ioctl, SYS_write, SYS_pwrite64,
	SYS_writev, SYS_open, SYS_openat, SYS_close, SYS_mmap, SYS_munmap, SYS_poll, SYS_lseek,
	SYS_sendfile, SYS_splice, SYS_fsync, SYS_ftruncate,
};

static void choose(struct victim *victim, pid_t pid)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/task/%d/fail-nth", (int)pid, (int)pid);
	victim->file = open_file(name, O_RDWR);
	victim->pid = pid;
	victim->left = victim->nth;
}

static int is_file_call(pid_t pid)
{
	long call = ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.orig_rax), NULL);
	size_t i;

	for (i = no_reading ? READING : 0; i < sizeof(file_calls) / sizeof(file_calls[0]); i++)
		if (call == file_calls[i])
			return 1;
	return 0;
}

/* It is at the beginning of a system call, or at its end. */
static void at_call(struct victim *victim)
{
	char left[16] = "";

	victim->inside = !victim->inside;
	if (victim->inside && victim->left && is_file_call(victim->pid)) {
		if (dprintf(victim->file, "%d", victim->left) < 0)
			err(1, "arming process %d", (int)victim->pid);
		victim->armed = 1;
	} else if (!victim->inside && victim->armed) {
		if (pread(victim->file, left, sizeof(left) - 1, 0) < 0 ||
		    dprintf(victim->file, "0") < 0)
			err(1, "process %d", (int)victim->pid);
		victim->left = atoi(left);
		victim->armed = 0;
	}
}

/* Run the script once, following each process that it starts. The number of processes. */
static int run_script(struct victim *victim)
{
	const long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL;
	int status, processes = 0, signal;
	pid_t shell = fork(), pid;

	if (shell < 0)
		err(1, "fork");
	if (!shell) {
		if (dup2(open_file("/dev/null", O_RDWR), 0) || dup2(0, 1) != 1 || dup2(0, 2) != 2)
			_exit(127);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execl("/bin/sh", "sh", args[0], NULL);
		_exit(127);
	}
	if (waitpid(shell, &status, 0) != shell || ptrace(PTRACE_SETOPTIONS, shell, NULL, options))
		err(1, "following the script");
	if (++processes == victim->nr)
		choose(victim, shell);
	ptrace(shell == victim->pid ? PTRACE_SYSCALL : PTRACE_CONT, shell, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status))
			continue;
		signal = WSTOPSIG(status);
		if (signal == (SIGTRAP | 0x80)) {
			at_call(victim);
			signal = 0;
		} else if (status >> 16) {
			unsigned long child;

			/* A new process, which is stopped before it runs. */
			if (status >> 16 != PTRACE_EVENT_EXEC) {
				if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child))
					err(1, "following process %d", (int)pid);
				if (++processes == victim->nr)
					choose(victim, child);
			}
			signal = 0;
		} else if (signal == SIGSTOP || signal == SIGTRAP) {
			signal = 0;
		}
		ptrace(pid == victim->pid ? PTRACE_SYSCALL : PTRACE_CONT, pid, NULL, (long)signal);
	}
	if (victim->pid)
		close(victim->file);
	return processes;
}

/* Each allocation of each process in turn; what the script makes of it is its own affair. */
static int fail_script(void)
{
	unsigned int runs = 0, failed = 0;
	struct victim victim;
	int processes, nr;
	unsigned int nth;

	for (nr = 1;; nr++) {
		for (nth = 1;; nth++) {
			victim = (struct victim) { .nr = nr, .nth = nth };
			if (++runs > max_runs && !fail_more)
				errx(1, "more than %u allocations", max_runs);
			if (runs > max_runs)
				goto out;
			processes = run_script(&victim);
			if (processes < nr)
				goto out;
			if (victim.left)
				break;
			failed++;
		}
	}
out:
	printf("%u allocations failed: in %d processes of the script\n", failed, nr - 1);
	return 0;
}

static const struct {
	const char *name;
	int min_args;
	int max_args;
	int (*run)(unsigned int nth, int *left);
} actions[] = {
	{ "load", 1, 2, load },
	{ "write", 2, 4, write_file },
	{ "read", 1, 3, read_file },
	{ "open", 1, 1, open_it },
	{ "map", 2, 4, map },
	{ "ioctl", 2, 3, ioctl_it },
};

static int fail_each(int (*run)(unsigned int nth, int *left))
{
	unsigned int nth, refused = 0, survived = 0;
	int left, error;

	for (nth = 1; nth <= max_runs; nth++) {
		error = run(nth, &left);
		if (left)
			break;
		if (!error)
			survived++;
		else if (allowed[error % sizeof(allowed)])
			refused++;
		else
			errx(1, "allocation %u failed: %s", nth, strerror(error));
	}
	if (nth > max_runs && !fail_more)
		errx(1, "more than %u allocations", max_runs);
	if (nth <= max_runs && error)
		errx(1, "no allocation failed: %s", strerror(error));
	printf("%u allocations failed: %u times refused, %u times done all the same\n",
	       refused + survived, refused, survived);
	return 0;
}

int main(int argc, char **argv)
{
	int option;
	size_t i;

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		usage(stdout);
		return 0;
	}
	while ((option = getopt(argc, argv, "+a:m:w")) != -1) {
		if (option == 'a' && !strcmp(optarg, "all")) {
			memset(allowed, 1, sizeof(allowed));
		} else if (option == 'a') {
			allowed[(unsigned char)atoi(optarg)] = 1;
		} else if (option == 'm') {
			max_runs = atoi(optarg);
			fail_more = 1;
		} else if (option == 'w') {
			no_reading = 1;
		} else {
			usage(stderr);
			return 2;
		}
	}
	allowed[ENOMEM] = 1;
	args = argv + optind + 1;
	argc -= optind + 1;
	if (argc == 1 && !strcmp(args[-1], "script"))
		return fail_script();
	for (i = 0; argc > 0 && i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(args[-1], actions[i].name))
			continue;
		if (argc < actions[i].min_args || argc > actions[i].max_args)
			break;
		fail_nth = open_file("/proc/thread-self/fail-nth", O_RDWR);
		return fail_each(actions[i].run);
	}
	fputs("fail-nth: no such command\n", stderr);
	usage(stderr);
	return 2;
}
