/* SPDX-License-Identifier: GPL-2.0 */
#ifndef MYDRIVER_H
#define MYDRIVER_H

#include <linux/mutex.h>
#include <linux/types.h>

#define MYDRIVER_LENGTH_MAX 4096

/* What a driver keeps for its device. */
struct mydriver {
	struct mutex lock;	/* protects the other members */
	char *message;
	size_t length;
};

int mydriver_store(struct mydriver *driver, char *message, size_t length);
size_t mydriver_load(struct mydriver *driver, size_t pos, char *to, size_t length);
void mydriver_clear(struct mydriver *driver);

#endif /* MYDRIVER_H */
