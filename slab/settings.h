/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_SETTINGS_H
#define KMEMLAB_SETTINGS_H

#include <linux/rcupdate.h>
#include <linux/types.h>

/**
 * struct settings - what readers look at and a writer replaces as a whole
 * @rcu: for kfree_rcu()
 * @mtu: the largest packet, in bytes
 * @burst: packets at a time
 */
struct settings {
	struct rcu_head rcu;
	u32 mtu;
	u32 burst;
};

int settings_replace(struct settings __rcu **slot, u32 mtu, u32 burst);
int settings_read(struct settings __rcu **slot, u32 *mtu, u32 *burst);
void settings_remove(struct settings __rcu **slot);

#endif /* KMEMLAB_SETTINGS_H */
