// SPDX-License-Identifier: GPL-2.0
/*
 * The other direction: a process hands its own memory to the driver.
 *
 * The driver does not map anything. It asks for the pages that lie behind an
 * address of the process, and pins them: they are not swapped out, moved or
 * freed until they are unpinned, whatever the process does meanwhile. A device
 * can then use them for as long as it likes (sg_alloc_table_from_pages() and
 * dma_map_sgtable(), see chapter 5.6).
 * (Documentation/core-api/pin_user_pages.rst.)
 */
#include "../kmemlab.h"

#include <linux/capability.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "mmap_demo.h"
#include "user_pages.h"

/**
 * user_pages_pin() - pin memory of the process that runs
 * @user: to be filled in
 * @addr: where the memory begins, any address of the process
 * @length: bytes, 1 to MMAP_DEMO_PIN_MAX
 *
 * Context: process context, may sleep; no lock that a page fault may need.
 * Return: 0, or, with nothing pinned,
 * * -EINVAL - no bytes
 * * -E2BIG - more than MMAP_DEMO_PIN_MAX
 * * -ENOMEM - no memory, or more than the process may lock (RLIMIT_MEMLOCK)
 * * -EOPNOTSUPP - memory of a file system on persistent memory (DAX)
 * * -EFAULT - not all of it is memory that the process may write, or it is
 *   memory that cannot be pinned, such as registers of a device
 * * -EINTR - a fatal signal came first
 */
int user_pages_pin(struct user_pages *user, u64 addr, u64 length)
{
	struct mm_struct *mm = current->mm;
	unsigned int nr_pages, pinned;
	unsigned long limit;
	struct page **pages;
	int err;

	if (!length)
		return -EINVAL;
	if (length > MMAP_DEMO_PIN_MAX)
		return -E2BIG;
	/*
	 * No process has memory that high. So no sum below overflows, on 32
	 * bits either.
	 */
	if (addr > ULONG_MAX - 2 * MMAP_DEMO_PIN_MAX)
		return -EFAULT;
	nr_pages = DIV_ROUND_UP(offset_in_page(addr) + length, PAGE_SIZE);
	pages = kvcalloc(nr_pages, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	if (!pages)
		return -ENOMEM;

	/*
	 * Add first, then check. Else two threads could both see room for one,
	 * and both add.
	 */
	limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	err = -ENOMEM;
	if (atomic64_add_return(nr_pages, &mm->pinned_vm) > limit &&
	    !capable(CAP_IPC_LOCK))
		goto err_account;

	/*
	 * FOLL_WRITE: to be written to. FOLL_LONGTERM: for longer than this
	 * system call. At least one page or an error; fewer pages than asked
	 * for are no error, and the next call says what is wrong.
	 */
	for (pinned = 0; pinned < nr_pages; pinned += err) {
		err = pin_user_pages_fast((addr & PAGE_MASK) +
					  pinned * PAGE_SIZE,
					  nr_pages - pinned,
					  FOLL_WRITE | FOLL_LONGTERM,
					  pages + pinned);
		if (err < 0)
			goto err_unpin;
	}

	mmgrab(mm);
	*user = (struct user_pages) {
		.pages = pages,
		.nr_pages = nr_pages,
		.offset = offset_in_page(addr),
		.length = length,
		.mm = mm,
	};
	return 0;

err_unpin:
	unpin_user_pages(pages, pinned);
err_account:
	atomic64_sub(nr_pages, &mm->pinned_vm);
	kvfree(pages);
	return err;
}
EXPORT_SYMBOL_NS_GPL(user_pages_pin, "KMEMLAB");

/**
 * user_pages_fill() - write to pinned memory, as a device would
 * @user: the memory
 * @value: what each byte becomes
 *
 * Not through the address of the process: another process may be the one that
 * runs.
 *
 * Context: process context.
 */
void user_pages_fill(struct user_pages *user, u8 value)
{
	size_t offset = user->offset, left = user->length, bytes;
	unsigned int i;

	for (i = 0; left; i++) {
		bytes = min(left, PAGE_SIZE - offset);
		memset_page(user->pages[i], offset, value, bytes);
		left -= bytes;
		offset = 0;
	}
}
EXPORT_SYMBOL_NS_GPL(user_pages_fill, "KMEMLAB");

/**
 * user_pages_unpin() - give the pages back to their process
 * @user: the memory, to which no device writes any more
 *
 * The process may have ended meanwhile.
 *
 * Context: process context, may sleep.
 */
void user_pages_unpin(struct user_pages *user)
{
	/* true: written. A page that is not dirty could be dropped. */
	unpin_user_pages_dirty_lock(user->pages, user->nr_pages, true);
	atomic64_sub(user->nr_pages, &user->mm->pinned_vm);
	mmdrop(user->mm);
	kvfree(user->pages);
	*user = (struct user_pages) {};
}
EXPORT_SYMBOL_NS_GPL(user_pages_unpin, "KMEMLAB");
