/* SPDX-License-Identifier: GPL-2.0 */
/* What the suites of chapter 5.8 share. */
#ifndef KMEMLAB_MMAP_FIXTURE_KUNIT_H
#define KMEMLAB_MMAP_FIXTURE_KUNIT_H

struct file;
struct kmemlab_buffer;
struct kunit;

struct file *kmemlab_buffer_file(struct kunit *test, struct kmemlab_buffer *buffer);

#endif /* KMEMLAB_MMAP_FIXTURE_KUNIT_H */
