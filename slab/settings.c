// SPDX-License-Identifier: GPL-2.0
/*
 * An object that is freed after the readers have finished: kfree_rcu().
 *
 * This is the common case of RCU, and it needs no cache of its own. A writer
 * publishes a new object and frees the old one after a grace period, when no
 * reader can hold a pointer to it any more. A reader sees the old object or the
 * new one, never a mixture.
 *
 * At unload: the object comes from kmalloc(), and kfree_rcu() calls nothing in
 * this module, so there is nothing to wait for. With an object from a cache of
 * the module there is: kmem_cache_destroy() waits for kfree_rcu() from 6.12 on;
 * before, use call_rcu() with a function that frees, and rcu_barrier() before
 * the cache is destroyed.
 */
#include "../kmemlab.h"

#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "settings.h"

static DEFINE_MUTEX(writer_lock);

/**
 * settings_replace() - publish new settings
 * @slot: the pointer that readers use
 * @mtu: the largest packet, in bytes
 * @burst: packets at a time
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOMEM, and then the old settings remain.
 */
int settings_replace(struct settings __rcu **slot, u32 mtu, u32 burst)
{
	struct settings *new = kzalloc_obj(*new), *old;

	if (!new)
		return -ENOMEM;
	new->mtu = mtu;
	new->burst = burst;

	mutex_lock(&writer_lock);
	old = rcu_replace_pointer(*slot, new, lockdep_is_held(&writer_lock));
	mutex_unlock(&writer_lock);
	kfree_rcu(old, rcu);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(settings_replace, "KMEMLAB");

/**
 * settings_read() - read both values of one object
 * @slot: the pointer that readers use
 * @mtu: set to the largest packet, in bytes
 * @burst: set to the packets at a time
 *
 * Context: any in which RCU is watching.
 * Return: 0, or -ENOENT if there are no settings.
 */
int settings_read(struct settings __rcu **slot, u32 *mtu, u32 *burst)
{
	struct settings *settings;

	rcu_read_lock();
	settings = rcu_dereference(*slot);
	if (settings) {
		*mtu = settings->mtu;
		*burst = settings->burst;
	}
	rcu_read_unlock();
	return settings ? 0 : -ENOENT;
}
EXPORT_SYMBOL_NS_GPL(settings_read, "KMEMLAB");

/**
 * settings_remove() - no settings any more
 * @slot: the pointer that readers use
 *
 * Context: process context, may sleep.
 */
void settings_remove(struct settings __rcu **slot)
{
	struct settings *old;

	mutex_lock(&writer_lock);
	old = rcu_replace_pointer(*slot, NULL, lockdep_is_held(&writer_lock));
	mutex_unlock(&writer_lock);
	kfree_rcu(old, rcu);
}
EXPORT_SYMBOL_NS_GPL(settings_remove, "KMEMLAB");
