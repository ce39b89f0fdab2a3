// SPDX-License-Identifier: GPL-2.0
/*
 * The plain form of each allocation that a driver makes, with its check and its
 * free.
 *
 * The example is a device that records samples. Its functions run in process
 * context, so every allocation may sleep: GFP_KERNEL. No function prints when
 * there is no memory, because the kernel has done so already.
 */
#include "../kmemlab.h"

#include <linux/cleanup.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "recorder.h"

/**
 * recorder_create() - an object of three parts, undone by goto
 * @id: number of the device
 *
 * Each label frees one part. They stand in the reverse order of the
 * allocations, and a failure jumps to the label that frees all that exists by
 * then.
 *
 * Context: process context, may sleep.
 * Return: the object, to be passed to recorder_destroy(), or NULL.
 */
struct recorder *recorder_create(u32 id)
{
	struct recorder *recorder;

	recorder = kzalloc_obj(*recorder);
	if (!recorder)
		return NULL;
	recorder->id = id;

	recorder->name = kasprintf(GFP_KERNEL, "recorder%u", id);
	if (!recorder->name)
		goto err_free_recorder;

	recorder->ring = alloc_pages_exact(RECORDER_RING_BYTES,
					   GFP_KERNEL | __GFP_ZERO);
	if (!recorder->ring)
		goto err_free_name;

	return recorder;

err_free_name:
	kfree(recorder->name);
err_free_recorder:
	kfree(recorder);
	return NULL;
}
EXPORT_SYMBOL_NS_GPL(recorder_create, "KMEMLAB");

/**
 * recorder_destroy() - free all parts, then the object
 * @recorder: the object, whole or partly built, or NULL
 *
 * kfree() and kvfree() do nothing for NULL, so a part that never existed needs
 * no test. free_pages_exact() is not as patient.
 *
 * Context: process context, may sleep: kvfree() of vmalloc memory does.
 */
void recorder_destroy(struct recorder *recorder)
{
	if (!recorder)
		return;
	kvfree(recorder->history);
	kfree(recorder->samples);
	kfree(recorder->gains);
	if (recorder->ring)
		free_pages_exact(recorder->ring, RECORDER_RING_BYTES);
	kfree(recorder->name);
	kfree(recorder);
}
EXPORT_SYMBOL_NS_GPL(recorder_destroy, "KMEMLAB");

DEFINE_FREE(recorder, struct recorder *, if (_T) recorder_destroy(_T))

/**
 * recorder_create_cleanup() - the same object, undone by its scope
 * @id: number of the device
 *
 * On every return the compiler calls recorder_destroy() for the variable,
 * unless no_free_ptr() has taken the object out of it. Use goto or __free in a
 * function, never both: see include/linux/cleanup.h.
 *
 * Context: process context, may sleep.
 * Return: the object, to be passed to recorder_destroy(), or NULL.
 */
struct recorder *recorder_create_cleanup(u32 id)
{
	struct recorder *recorder __free(recorder) = kzalloc_obj(*recorder);

	if (!recorder)
		return NULL;
	recorder->id = id;

	recorder->name = kasprintf(GFP_KERNEL, "recorder%u", id);
	if (!recorder->name)
		return NULL;

	recorder->ring = alloc_pages_exact(RECORDER_RING_BYTES,
					   GFP_KERNEL | __GFP_ZERO);
	if (!recorder->ring)
		return NULL;

	return no_free_ptr(recorder);
}
EXPORT_SYMBOL_NS_GPL(recorder_create_cleanup, "KMEMLAB");

/**
 * recorder_set_gains() - copy an array from user space
 * @recorder: the recorder
 * @gains: user memory
 * @nr: number of gains, 1 to RECORDER_GAINS_MAX
 *
 * The limit comes first: it bounds what user space can make the kernel
 * allocate. The old array is freed only after the new one exists.
 *
 * Context: process context, may sleep; one caller at a time.
 * Return: 0, or
 * * -EINVAL - no gain at all
 * * -E2BIG - more than the limit
 * * -ENOMEM - no memory
 * * -EFAULT - the user memory cannot be read
 */
int recorder_set_gains(struct recorder *recorder, const s16 __user *gains,
		       size_t nr)
{
	s16 *new;

	if (!nr)
		return -EINVAL;
	if (nr > RECORDER_GAINS_MAX)
		return -E2BIG;
	new = memdup_user(gains, nr * sizeof(*new));
	if (IS_ERR(new))
		return PTR_ERR(new);

	kfree(recorder->gains);
	recorder->gains = new;
	recorder->nr_gains = nr;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(recorder_set_gains, "KMEMLAB");

/**
 * recorder_add_sample() - append to an array that grows
 * @recorder: the recorder
 * @sample: the sample
 *
 * When krealloc_array() fails, it returns NULL and the old memory is still
 * allocated. So its result goes into a variable of its own, never straight into
 * the only pointer to the old memory.
 *
 * Context: process context, may sleep; one caller at a time.
 * Return: 0, -ENOSPC at RECORDER_SAMPLES_MAX, or -ENOMEM; then nothing has
 * changed.
 */
int recorder_add_sample(struct recorder *recorder, s32 sample)
{
	size_t max = recorder->max_samples;
	s32 *larger;

	if (recorder->nr_samples == RECORDER_SAMPLES_MAX)
		return -ENOSPC;
	if (recorder->nr_samples == max) {
		/* Doubling keeps the cost of copying constant for a sample. */
		max = max ? min_t(size_t, 2 * max, RECORDER_SAMPLES_MAX) : 16;
		larger = krealloc_array(recorder->samples, max,
					sizeof(*larger), GFP_KERNEL);
		if (!larger)
			return -ENOMEM;
		recorder->samples = larger;
		recorder->max_samples = max;
	}
	recorder->samples[recorder->nr_samples++] = sample;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(recorder_add_sample, "KMEMLAB");

/**
 * recorder_resize_history() - a large array that only the CPU uses
 * @recorder: the recorder
 * @nr: new number of entries, 1 to RECORDER_HISTORY_MAX; new entries are 0
 *
 * kvmalloc() and its relatives take physically contiguous memory if that is
 * easy, and vmalloc memory if not. Such memory is freed by kvfree(), and is not
 * for DMA. Above INT_MAX bytes kvmalloc() warns.
 *
 * Context: process context, may sleep; one caller at a time.
 * Return: 0, -EINVAL for 0 entries, -E2BIG above the limit, or -ENOMEM; then
 * nothing has changed.
 */
int recorder_resize_history(struct recorder *recorder, size_t nr)
{
	size_t old_bytes = recorder->nr_history * sizeof(*recorder->history);
	size_t bytes;
	s32 *history;

	if (!nr)
		return -EINVAL;
	if (nr > RECORDER_HISTORY_MAX)
		return -E2BIG;
	bytes = nr * sizeof(*recorder->history);
	history = kmemlab_kvrealloc(recorder->history, old_bytes, bytes,
				    GFP_KERNEL);
	if (!history)
		return -ENOMEM;
	if (bytes > old_bytes)
		memset((void *)history + old_bytes, 0, bytes - old_bytes);
	recorder->history = history;
	recorder->nr_history = nr;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(recorder_resize_history, "KMEMLAB");

/**
 * packet_create() - a structure that ends in an array
 * @data: the message
 * @length: bytes of the message, 1 to U16_MAX
 *
 * One allocation for both. kzalloc_flex() computes the size, and an overflow
 * makes it fail. __counted_by() lets the compiler and the kernel check each
 * access to the array, so the count is set before the array is used.
 *
 * Context: process context, may sleep.
 * Return: the packet, to be freed by kfree(); ERR_PTR(-EINVAL) for no message,
 * ERR_PTR(-E2BIG) for one that is too long, or ERR_PTR(-ENOMEM).
 */
struct packet *packet_create(const void *data, size_t length)
{
	struct packet *packet;

	if (!length)
		return ERR_PTR(-EINVAL);
	if (length > U16_MAX)
		return ERR_PTR(-E2BIG);
	packet = kzalloc_flex(*packet, data, length);
	if (!packet)
		return ERR_PTR(-ENOMEM);
	packet->length = length;
	memcpy(packet->data, data, length);
	return packet;
}
EXPORT_SYMBOL_NS_GPL(packet_create, "KMEMLAB");

/**
 * most_frequent_byte() - a temporary array
 * @data: the bytes
 * @length: how many, at least 1
 *
 * kcalloc() multiplies, checks the product for overflow, and returns zeroed
 * memory. 256 counters are too much for a kernel stack of 16 KiB, which others
 * share.
 *
 * Context: process context, may sleep.
 * Return: the byte that occurs most often, the smallest of several; -EINVAL or
 * -ENOMEM.
 */
int most_frequent_byte(const u8 *data, size_t length)
{
	int byte, best = 0;
	size_t *count, i;

	if (!length)
		return -EINVAL;
	count = kcalloc(U8_MAX + 1, sizeof(*count), GFP_KERNEL);
	if (!count)
		return -ENOMEM;

	for (i = 0; i < length; i++)
		count[data[i]]++;
	for (byte = 1; byte <= U8_MAX; byte++)
		if (count[byte] > count[best])
			best = byte;

	kfree(count);
	return best;
}
EXPORT_SYMBOL_NS_GPL(most_frequent_byte, "KMEMLAB");

/**
 * name_without_spaces() - a copy of a string, to be changed
 * @name: the string
 *
 * Context: process context, may sleep.
 * Return: the copy with each space replaced by '-', to be freed by kfree(), or
 * NULL.
 */
char *name_without_spaces(const char *name)
{
	char *copy = kstrdup(name, GFP_KERNEL);

	if (copy)
		strreplace(copy, ' ', '-');
	return copy;
}
EXPORT_SYMBOL_NS_GPL(name_without_spaces, "KMEMLAB");

/**
 * pages_hold_pattern() - whole pages, and what is needed to free them
 * @order: 2^order pages, at most MAX_PAGE_ORDER
 * @pattern: written to each byte and compared
 *
 * alloc_pages() returns the first struct page, page_address() where the memory
 * is. The caller must remember the order: nothing else tells __free_pages() how
 * many.
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for an order that no kernel has, -ENOMEM, or -EIO if a
 * byte differs.
 */
int pages_hold_pattern(unsigned int order, u8 pattern)
{
	struct page *page;
	int err = 0;

	if (order > MAX_PAGE_ORDER)
		return -EINVAL;
	page = alloc_pages(GFP_KERNEL, order);
	if (!page)
		return -ENOMEM;

	memset(page_address(page), pattern, PAGE_SIZE << order);
	if (memchr_inv(page_address(page), pattern, PAGE_SIZE << order))
		err = -EIO;

	__free_pages(page, order);
	return err;
}
EXPORT_SYMBOL_NS_GPL(pages_hold_pattern, "KMEMLAB");
