/* SPDX-License-Identifier: GPL-2.0 */
/* Cases of a user-space client as KTAP (Documentation/dev-tools/ktap.rst). */
#ifndef KMEMLAB_USER_CASE_H
#define KMEMLAB_USER_CASE_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SKIPPED (-1)

/* One case: 0 if what it says holds, SKIPPED if this kernel cannot tell. */
struct test_case {
	const char *name;
	int (*run)(const char *device);
};

/* In a case: if it does not hold, say so and end the case as failed. */
#define EXPECT(condition) do {							\
	if (!(condition)) {							\
		printf("# %s:%d: %s (errno: %s)\n", __FILE__, __LINE__,		\
		       #condition, strerror(errno));				\
		return 1;							\
	}									\
} while (0)

/* In a case: the expression is -1 or MAP_FAILED, with that errno. */
#define EXPECT_ERROR(expression, error) do {					\
	errno = 0;								\
	EXPECT((long)(expression) == -1);					\
	EXPECT(errno == (error));						\
} while (0)

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Memory that no system call can use. */
static inline void *nowhere(void)
{
	return mmap(NULL, sysconf(_SC_PAGESIZE), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Every case on every device; the number of those that failed. */
static inline int run_cases(const struct test_case *cases, size_t nr_cases,
			    const char *const *devices, size_t nr_devices)
{
	int number = 0, failed = 0, bad;
	size_t i, j;

	setvbuf(stdout, NULL, _IONBF, 0);
	printf("KTAP version 1\n1..%zu\n", nr_cases * nr_devices);
	for (i = 0; i < nr_devices; i++) {
		for (j = 0; j < nr_cases; j++) {
			bad = cases[j].run(devices[i]);
			failed += bad > 0;
			printf("%sok %d %s_%s", bad > 0 ? "not " : "", ++number,
			       devices[i] + strlen("/dev/"), cases[j].name);
			puts(bad == SKIPPED ? " # SKIP not on this kernel" : "");
		}
	}
	return failed;
}

/* A client's main(): it takes no argument. The exit status. */
static inline int run_client(int argc, char **argv, const struct test_case *cases,
			     size_t nr_cases, const char *const *devices, size_t nr_devices)
{
	if (argc == 1)
		return run_cases(cases, nr_cases, devices, nr_devices) != 0;
	fprintf(stderr, "usage: %s (as root, mmap-demo loaded, no others that pin memory)\n",
		argv[0]);
	return 2;
}

#endif /* KMEMLAB_USER_CASE_H */
