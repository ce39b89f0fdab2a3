/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-gfp is about; its suite is gfp_kunit.c. */
#ifndef KMEMLAB_EXERCISE_GFP_H
#define KMEMLAB_EXERCISE_GFP_H

#include <linux/gfp.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/types.h>

struct note {
	char *text;
};

/* NULL if there is no memory. Context: as @gfp says. */
struct note *note_new(const char *text, gfp_t gfp);
void note_free(struct note *note);

#endif /* KMEMLAB_EXERCISE_GFP_H */
