// SPDX-License-Identifier: GPL-2.0
/*
 * Objects by id: create, look up without a lock, use, remove.
 *
 * The lookup is the lesson. It runs under rcu_read_lock() alone, so between
 * finding a pointer and touching it the object may have been removed, given back
 * to the cache, handed out again and registered under another id. Because the
 * cache is SLAB_TYPESAFE_BY_RCU, the memory is an object of this type all the
 * while, but perhaps another one. Hence three steps, in this order:
 *
 *   1. find the pointer,
 *   2. take a reference, unless the count is 0: then the object is nobody's,
 *   3. look at the id again: with a reference held it cannot change any more.
 *
 * Step 3 must not be seen before step 2, so taking the reference is an acquire.
 * In return, creation fills the object first, id last of all, and only then
 * releases the count from 0 to 1: whoever gets a reference sees a whole object.
 * (include/linux/slab.h, comment of SLAB_TYPESAFE_BY_RCU.)
 *
 * Removal is decided by one compare-and-exchange: of two removers of an id one
 * wins, the other gets -ENOENT, and the registry's reference is dropped once.
 */
#include "../kmemlab.h"

#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "registry.h"

/**
 * kmemlab_registry_init() - an empty registry
 * @registry: to be initialised
 * @name: of its cache, see kmemlab_stock_init()
 * @limit: live objects at the most, 1 to KMEMLAB_REGISTRY_MAX
 *
 * Context: process context, may sleep.
 * Return: 0, -EINVAL for a limit out of range, or -ENOMEM.
 */
int kmemlab_registry_init(struct kmemlab_registry *registry, const char *name, u32 limit)
{
	if (!limit || limit > KMEMLAB_REGISTRY_MAX)
		return -EINVAL;
	/* The flag must say which lock xa_alloc_bh() takes: it drops it to allocate. */
	xa_init_flags(&registry->objects, XA_FLAGS_ALLOC1 | XA_FLAGS_LOCK_BH);
	registry->limit = limit;
	atomic_long_set(&registry->created, 0);
	atomic_long_set(&registry->released, 0);
	return kmemlab_stock_init(&registry->stock, name);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_init, "KMEMLAB");

/**
 * kmemlab_registry_exit() - remove all objects and destroy the cache
 * @registry: nobody else may use it any more, nor hold a reference
 *
 * Context: process context, may sleep.
 */
void kmemlab_registry_exit(struct kmemlab_registry *registry)
{
	kmemlab_registry_remove_all(registry);
	xa_destroy(&registry->objects);
	kmemlab_stock_exit(&registry->stock);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_exit, "KMEMLAB");

/**
 * kmemlab_registry_add() - register an object
 * @registry: where
 * @object: from the registry's stock, label filled; on success the registry's
 * @gfp: flags for the index
 * @id: set to the object's id, 1 to the limit
 *
 * Context: process or softirq, as @gfp allows.
 * Return: 0, -ENOSPC when the limit is reached, or -ENOMEM; on failure the
 * object is the caller's as before.
 */
int kmemlab_registry_add(struct kmemlab_registry *registry, struct kmemlab_object *object,
			 gfp_t gfp, u32 *id)
{
	int err;

	/* Sets object->id before the object can be found. */
	err = xa_alloc_bh(&registry->objects, &object->id, object,
			  XA_LIMIT(1, registry->limit), gfp);
	if (err) {
		object->id = 0;
		return err == -EBUSY ? -ENOSPC : err;
	}
	/* Once the count is 1, another CPU may remove the object. */
	*id = object->id;
	atomic_long_inc(&registry->created);
	refcount_set_release(&object->refs, 1);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_add, "KMEMLAB");

/**
 * kmemlab_registry_create() - a new object
 * @registry: where
 * @label: its label, shorter than KMEMLAB_LABEL_SIZE and not empty
 * @gfp: flags for all allocations
 * @id: set to the object's id, 1 to the limit
 *
 * Context: process or softirq, as @gfp allows; interrupts enabled.
 * Return: 0, or
 * * -EINVAL - an empty label
 * * -E2BIG - a label that does not fit
 * * -ENOSPC - the limit is reached
 * * -ENOMEM - no memory and an empty reserve
 */
int kmemlab_registry_create(struct kmemlab_registry *registry, const char *label,
			    gfp_t gfp, u32 *id)
{
	size_t length = strnlen(label, KMEMLAB_LABEL_SIZE);
	struct kmemlab_object *object;
	int err;

	if (!length)
		return -EINVAL;
	if (length == KMEMLAB_LABEL_SIZE)
		return -E2BIG;
	object = kmemlab_stock_get(&registry->stock, gfp);
	if (!object)
		return -ENOMEM;
	memcpy(object->label, label, length + 1);
	err = kmemlab_registry_add(registry, object, gfp, id);
	if (err)
		kmemlab_stock_put(&registry->stock, object);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_create, "KMEMLAB");

/**
 * kmemlab_registry_get() - look an object up, without a lock
 * @registry: where
 * @id: of the object
 *
 * Context: any but a hard interrupt.
 * Return: the object with a reference for kmemlab_registry_put(), or NULL if
 * there is none of this id.
 */
struct kmemlab_object *kmemlab_registry_get(struct kmemlab_registry *registry, u32 id)
{
	struct kmemlab_object *object;

	rcu_read_lock();
	object = xa_load(&registry->objects, id);
	if (object && !refcount_inc_not_zero_acquire(&object->refs))
		object = NULL;
	rcu_read_unlock();

	if (object && object->id != id) {
		kmemlab_registry_put(registry, object);
		object = NULL;
	}
	return object;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_get, "KMEMLAB");

/**
 * kmemlab_registry_put() - drop a reference
 * @registry: where the object is or was registered
 * @object: the object; the last reference returns it to the stock
 *
 * Context: process or softirq.
 */
void kmemlab_registry_put(struct kmemlab_registry *registry, struct kmemlab_object *object)
{
	if (!refcount_dec_and_test(&object->refs))
		return;
	/* As the constructor left it: the next user relies on it. */
	object->id = 0;
	object->uses = 0;
	atomic_long_inc(&registry->released);
	kmemlab_stock_put(&registry->stock, object);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_put, "KMEMLAB");

/**
 * kmemlab_registry_use() - look an object up and use it once
 * @registry: where
 * @id: of the object
 * @uses: set to how often it has been used
 *
 * Context: process or softirq.
 * Return: 0 or -ENOENT.
 */
int kmemlab_registry_use(struct kmemlab_registry *registry, u32 id, u32 *uses)
{
	struct kmemlab_object *object = kmemlab_registry_get(registry, id);

	if (!object)
		return -ENOENT;
	spin_lock_bh(&object->lock);
	*uses = object->uses + 1;
	WRITE_ONCE(object->uses, *uses);
	spin_unlock_bh(&object->lock);
	kmemlab_registry_put(registry, object);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_use, "KMEMLAB");

/**
 * kmemlab_registry_remove() - remove an object
 * @registry: where
 * @id: of the object
 *
 * Those that hold a reference may go on using the object.
 *
 * Context: process or softirq.
 * Return: 0, or -ENOENT if there is none of this id (any more).
 */
int kmemlab_registry_remove(struct kmemlab_registry *registry, u32 id)
{
	struct kmemlab_object *object = kmemlab_registry_get(registry, id);
	void *found;

	if (!object)
		return -ENOENT;
	found = xa_cmpxchg_bh(&registry->objects, id, object, NULL, 0);
	if (found == object)
		kmemlab_registry_put(registry, object);
	kmemlab_registry_put(registry, object);
	return found == object ? 0 : -ENOENT;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_remove, "KMEMLAB");

/**
 * kmemlab_registry_remove_all() - remove every object there is
 * @registry: where
 *
 * Objects that others create meanwhile may stay.
 *
 * Context: process or softirq.
 * Return: how many this call removed.
 */
unsigned int kmemlab_registry_remove_all(struct kmemlab_registry *registry)
{
	struct kmemlab_object *object;
	unsigned int removed = 0;
	unsigned long id;

	xa_for_each(&registry->objects, id, object)
		removed += !kmemlab_registry_remove(registry, id);
	return removed;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_remove_all, "KMEMLAB");

/**
 * kmemlab_registry_live() - objects that are registered or still referenced
 * @registry: where
 *
 * Context: any.
 * Return: the number; exact while nobody creates or removes.
 */
long kmemlab_registry_live(struct kmemlab_registry *registry)
{
	return atomic_long_read(&registry->created) - atomic_long_read(&registry->released);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_live, "KMEMLAB");

/**
 * kmemlab_registry_slabs() - over how many slabs the objects are spread
 * @registry: where
 *
 * Counts the distinct first pages behind the registered objects.
 *
 * Context: process context, may sleep.
 * Return: the number, or -ENOMEM.
 */
long kmemlab_registry_slabs(struct kmemlab_registry *registry)
{
	struct kmemlab_object *object;
	struct xarray seen;
	unsigned long id;
	long slabs = 0;
	int err;

	/* Not DEFINE_XARRAY(): a lock on the stack has no static key for lockdep. */
	xa_init(&seen);
	xa_for_each(&registry->objects, id, object) {
		err = xa_insert(&seen, page_to_pfn(virt_to_head_page(object)),
				xa_mk_value(1), GFP_KERNEL);
		if (err == -ENOMEM) {
			slabs = err;
			break;
		}
		slabs += !err;
	}
	xa_destroy(&seen);
	return slabs;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_registry_slabs, "KMEMLAB");
