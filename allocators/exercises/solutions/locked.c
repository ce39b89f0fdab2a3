// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise allocators-locked.
 *
 * Hint: allocate before you take the lock: then GFP_KERNEL is right. What was allocated
 * must be freed if the list is full.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "locked.h"

int event_add(struct event_list *list, u32 code)
{
	struct event *event = kzalloc_obj(*event);
	int err = 0;

	if (!event)
		return -ENOMEM;
	event->code = code;
	spin_lock(&list->lock);
	if (list->nr < EVENTS_MAX) {
		list_add_tail(&event->node, &list->events);
		list->nr++;
	} else {
		err = -ENOSPC;
	}
	spin_unlock(&list->lock);
	if (err)
		kfree(event);
	return err;
}
