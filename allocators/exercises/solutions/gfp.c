// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise allocators-gfp.
 *
 * Hint: pass gfp to each allocation. A function cannot find out by itself whether it
 * may sleep.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "gfp.h"

struct note *note_new(const char *text, gfp_t gfp)
{
	struct note *note = kzalloc_obj(*note, gfp);

	if (!note)
		return NULL;
	note->text = kstrdup(text, gfp);
	if (!note->text) {
		kfree(note);
		return NULL;
	}
	return note;
}

void note_free(struct note *note)
{
	kfree(note->text);
	kfree(note);
}
