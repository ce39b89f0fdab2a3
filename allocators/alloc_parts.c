// SPDX-License-Identifier: GPL-2.0
/*
 * An object of several parts, built and unwound in the kernel's two ways.
 *
 * With goto, each label frees one part, in the reverse order of allocation, and
 * a failure jumps to the label of what exists by then. With cleanup.h, the
 * variable itself knows how to destroy the object, the compiler calls that on
 * every way out, and no_free_ptr() gives the finished object away. Both are
 * good; both in one function are not (include/linux/cleanup.h says why).
 *
 * The sizes come from the caller and may be foolish. An absurd size is the
 * caller's error and no news for the log, hence __GFP_NOWARN; products and
 * sums are left to kvmalloc_array() and struct_size(), which saturate instead
 * of wrapping around.
 */
#include "../kmemlab.h"

#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "alloc_parts.h"

#define CAPTURE_GFP (GFP_KERNEL | __GFP_NOWARN)

/**
 * kmemlab_capture_create_goto() - build the object, unwind with goto
 * @spec: how large to make it
 *
 * Context: process context, may sleep.
 * Return: the object, to be given to kmemlab_capture_destroy(), or
 * ERR_PTR(-ENOMEM) when any part was not to be had.
 */
struct kmemlab_capture *kmemlab_capture_create_goto(const struct kmemlab_capture_spec *spec)
{
	struct kmemlab_capture *capture;

	capture = kzalloc(struct_size(capture, channels, spec->nr_channels), CAPTURE_GFP);
	if (!capture)
		return ERR_PTR(-ENOMEM);
	capture->nr_channels = spec->nr_channels;

	capture->label = kstrdup(spec->label, CAPTURE_GFP);
	if (!capture->label)
		goto err_free_capture;

	capture->samples = kvmalloc_array(spec->nr_samples, sizeof(*capture->samples), CAPTURE_GFP);
	if (!capture->samples)
		goto err_free_label;

	capture->ring_bytes = spec->ring_bytes;
	capture->ring = alloc_pages_exact(spec->ring_bytes, CAPTURE_GFP | __GFP_ZERO);
	if (!capture->ring)
		goto err_free_samples;

	return capture;

err_free_samples:
	kvfree(capture->samples);
err_free_label:
	kfree(capture->label);
err_free_capture:
	kfree(capture);
	return ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_capture_create_goto, "KMEMLAB");

/**
 * kmemlab_capture_destroy() - free all parts of the object
 * @capture: the object, whole or partly built (zeroed where it is not), or NULL
 *
 * Context: process context, may sleep (kvfree() of vmalloc memory does).
 */
void kmemlab_capture_destroy(struct kmemlab_capture *capture)
{
	if (!capture)
		return;
	if (capture->ring)
		free_pages_exact(capture->ring, capture->ring_bytes);
	kvfree(capture->samples);
	kfree(capture->label);
	kfree(capture);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_capture_destroy, "KMEMLAB");

DEFINE_FREE(kmemlab_capture, struct kmemlab_capture *, kmemlab_capture_destroy(_T))

/**
 * kmemlab_capture_create_cleanup() - build the object, unwind by scope
 * @spec: how large to make it
 *
 * Context: process context, may sleep.
 * Return: the object, to be given to kmemlab_capture_destroy(), or
 * ERR_PTR(-ENOMEM) when any part was not to be had.
 */
struct kmemlab_capture *kmemlab_capture_create_cleanup(const struct kmemlab_capture_spec *spec)
{
	struct kmemlab_capture *capture __free(kmemlab_capture) =
		kzalloc(struct_size(capture, channels, spec->nr_channels), CAPTURE_GFP);

	if (!capture)
		return ERR_PTR(-ENOMEM);
	capture->nr_channels = spec->nr_channels;

	capture->label = kstrdup(spec->label, CAPTURE_GFP);
	if (!capture->label)
		return ERR_PTR(-ENOMEM);

	capture->samples = kvmalloc_array(spec->nr_samples, sizeof(*capture->samples), CAPTURE_GFP);
	if (!capture->samples)
		return ERR_PTR(-ENOMEM);

	capture->ring_bytes = spec->ring_bytes;
	capture->ring = alloc_pages_exact(spec->ring_bytes, CAPTURE_GFP | __GFP_ZERO);
	if (!capture->ring)
		return ERR_PTR(-ENOMEM);

	return no_free_ptr(capture);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_capture_create_cleanup, "KMEMLAB");
