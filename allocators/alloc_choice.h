/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ALLOC_CHOICE_H
#define KMEMLAB_ALLOC_CHOICE_H

#include <linux/types.h>

/**
 * struct kmemlab_need - what memory is needed for
 * @size: bytes
 * @contiguous: it must be physically contiguous
 * @may_sleep: the caller may sleep where it needs the memory
 * @frequent: many objects of this size are allocated and freed
 */
struct kmemlab_need {
	size_t size;
	bool contiguous;
	bool may_sleep;
	bool frequent;
};

enum kmemlab_choice {
	KMEMLAB_CHOOSE_KMEM_CACHE,
	KMEMLAB_CHOOSE_KMALLOC,
	KMEMLAB_CHOOSE_PAGES,
	KMEMLAB_CHOOSE_KVMALLOC,
	KMEMLAB_CHOOSE_EARLIER,
	KMEMLAB_CHOOSE_NOTHING,
};

/**
 * struct kmemlab_answer - an allocator for a need
 * @choice: which
 * @gfp: flags to use; 0 for KMEMLAB_CHOOSE_NOTHING, and those of the earlier
 *	allocation for KMEMLAB_CHOOSE_EARLIER
 * @why: the reason, in one line
 */
struct kmemlab_answer {
	enum kmemlab_choice choice;
	gfp_t gfp;
	const char *why;
};

struct kmemlab_answer kmemlab_choose(const struct kmemlab_need *need);

#endif /* KMEMLAB_ALLOC_CHOICE_H */
