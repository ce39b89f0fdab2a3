/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-noio is about; its suite is noio_kunit.c. */
#ifndef KMEMLAB_EXERCISE_NOIO_H
#define KMEMLAB_EXERCISE_NOIO_H

#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/types.h>

struct disk {
	int (*write)(struct disk *disk);
};

/* What disk->write() returns. */
int disk_flush(struct disk *disk);

#endif /* KMEMLAB_EXERCISE_NOIO_H */
