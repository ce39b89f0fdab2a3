/* SPDX-License-Identifier: GPL-2.0 */
/* What mmap-demo says of itself in debugfs, and the kernel in /proc. */
#ifndef KMEMLAB_USER_STATS_H
#define KMEMLAB_USER_STATS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEBUGFS "/sys/kernel/debug/mmap_demo/"

/* The number behind a word, in the line of a device: "opens 1 mappings 2". */
static inline long stat_of(const char *device, const char *word)
{
	char line[256], *at, *found = NULL;
	FILE *file = fopen(DEBUGFS "stats", "r");
	size_t length = strlen(device);

	while (file && !found && fgets(line, sizeof(line), file))
		if (!strncmp(line, device, length) && line[length] == ' ')
			found = line;
	if (file)
		fclose(file);
	at = found ? strstr(found, word) : NULL;
	return at ? strtol(at + strlen(word), NULL, 10) : -1;
}

/* A number of a file of lines like "VmPin:  8 kB" or "nr_foll_pin_acquired 12". */
static inline long number_of(const char *path, const char *name)
{
	FILE *file = fopen(path, "r");
	size_t length = strlen(name);
	long number = -1;
	char line[256];

	while (file && number < 0 && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, length))
			number = strtol(line + length, NULL, 10);
	if (file)
		fclose(file);
	return number;
}

static inline long mappings(const char *device)
{
	return stat_of(device + strlen("/dev/"), " mappings ");
}

#endif /* KMEMLAB_USER_STATS_H */
