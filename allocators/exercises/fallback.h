/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-fallback is about; its suite is fallback_kunit.c. */
#ifndef KMEMLAB_EXERCISE_FALLBACK_H
#define KMEMLAB_EXERCISE_FALLBACK_H

#include <linux/gfp.h>
#include <linux/types.h>

struct message {
	u32 code;
};

struct link {
	struct message *spare;	/* allocated when the link was set up; NULL while it is used */
};

/* NULL if there is no memory and the spare message is used. Context: any; one caller. */
struct message *message_get(struct link *link);
void message_put(struct link *link, struct message *message);

#endif /* KMEMLAB_EXERCISE_FALLBACK_H */
