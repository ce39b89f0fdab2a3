// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-gfp (chapter 5.2, one function).
 *
 * Task: Write note_new(): a note with its own copy of a text. It is called from any
 * context, so the caller passes the GFP flags.
 *
 * Read: "Which flags where" in allocators/gfp.md.
 * Then: make exercise EX=allocators-gfp; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "gfp.h"

struct note *note_new(const char *text, gfp_t gfp)
{
	/* TODO: allocate the note and a copy of the text, with the caller's flags. */
	return NULL;
}

void note_free(struct note *note)
{
	kfree(note->text);
	kfree(note);
}
