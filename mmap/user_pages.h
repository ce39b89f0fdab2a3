/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_USER_PAGES_H
#define KMEMLAB_USER_PAGES_H

#include <linux/types.h>

struct mm_struct;
struct page;

/**
 * struct user_pages - memory of a process, pinned
 * @pages: the pages that hold it
 * @nr_pages: how many
 * @offset: of the first byte in the first page
 * @length: bytes
 * @mm: of the process that pinned them; counts them
 */
struct user_pages {
	struct page **pages;
	unsigned int nr_pages;
	unsigned int offset;
	size_t length;
	struct mm_struct *mm;
};

int user_pages_pin(struct user_pages *user, u64 addr, u64 length);
void user_pages_fill(struct user_pages *user, u8 value);
void user_pages_unpin(struct user_pages *user);

#endif /* KMEMLAB_USER_PAGES_H */
