// SPDX-License-Identifier: GPL-2.0
/* The plain form of the user side: open, map, use, unmap. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEVICE "/dev/mmap-demo-page"

int main(int argc, char **argv)
{
	size_t length = sysconf(_SC_PAGESIZE);
	char *memory;
	int fd;

	if (argc > 2 || (argc == 2 && strlen(argv[1]) >= length)) {
		fprintf(stderr, "usage: %s [TEXT]\n", argv[0]);
		return 2;
	}
	fd = open(DEVICE, O_RDWR);
	if (fd < 0) {
		perror(DEVICE);
		return 1;
	}
	memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED) {
		perror(DEVICE ": mmap");
		close(fd);
		return 1;
	}
	/* The mapping holds the file, so the descriptor is not needed any more. */
	close(fd);

	printf("the page holds: %.40s\n", memory);
	if (argc == 2)
		strcpy(memory, argv[1]);

	if (munmap(memory, length)) {
		perror(DEVICE ": munmap");
		return 1;
	}
	return 0;
}
