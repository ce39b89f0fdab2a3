// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise allocators-pair.
 *
 * Hint: free the first part before you return NULL for the second. kfree(NULL) is
 * allowed, but you do not need it.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "pair.h"

struct pair *pair_create(size_t length)
{
	struct pair *pair = kzalloc_obj(*pair);

	if (!pair)
		return NULL;
	pair->data = kzalloc(length, GFP_KERNEL);
	if (!pair->data) {
		kfree(pair);
		return NULL;
	}
	pair->length = length;
	return pair;
}

void pair_destroy(struct pair *pair)
{
	kfree(pair->data);
	kfree(pair);
}
