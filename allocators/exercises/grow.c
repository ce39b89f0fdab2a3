// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-grow (chapter 5.1, one function).
 *
 * Task: Write buffer_grow(): make the buffer larger, with its bytes kept. When there is
 * no memory, the buffer stays exactly as it was.
 *
 * Read: "An array that grows" in allocators/README.md.
 * Then: make exercise EX=allocators-grow; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "grow.h"

int buffer_grow(struct buffer *buffer, size_t size)
{
	/* TODO: grow buffer->data to size bytes; buffer->size follows when it has succeeded. */
	return -ENOMEM;
}
