/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_GATE_H
#define KMEMLAB_GATE_H

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/types.h>

/**
 * struct kmemlab_gate - lets users in until it is closed
 * @ref: one for each user that is in, and one while the gate is open
 * @empty: completed when the gate is closed and the last user has left
 * @lock: protects @open and makes closing and opening one step
 * @open: whether users are let in
 */
struct kmemlab_gate {
	struct percpu_ref ref;
	struct completion empty;
	struct mutex lock; /* open */
	bool open;
};

int kmemlab_gate_init(struct kmemlab_gate *gate);
void kmemlab_gate_exit(struct kmemlab_gate *gate);
int kmemlab_gate_enter(struct kmemlab_gate *gate);
void kmemlab_gate_leave(struct kmemlab_gate *gate);
int kmemlab_gate_close(struct kmemlab_gate *gate);
int kmemlab_gate_open(struct kmemlab_gate *gate);
bool kmemlab_gate_is_open(struct kmemlab_gate *gate);

#endif /* KMEMLAB_GATE_H */
