/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise allocators-locked is about; its suite is locked_kunit.c. */
#ifndef KMEMLAB_EXERCISE_LOCKED_H
#define KMEMLAB_EXERCISE_LOCKED_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#define EVENTS_MAX 8

struct event {
	struct list_head node;
	u32 code;
};

struct event_list {
	spinlock_t lock;	/* protects the members below */
	struct list_head events;
	unsigned int nr;
};

/* 0, -ENOMEM, or -ENOSPC if EVENTS_MAX events are in the list. May sleep. */
int event_add(struct event_list *list, u32 code);

#endif /* KMEMLAB_EXERCISE_LOCKED_H */
