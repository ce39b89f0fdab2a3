/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_REGISTRY_H
#define KMEMLAB_REGISTRY_H

#include <linux/types.h>
#include <linux/xarray.h>

#include "stock.h"

#define KMEMLAB_REGISTRY_MAX 1024

/**
 * struct kmemlab_registry - live objects by id
 * @objects: id to object; its lock makes ids unique
 * @stock: where objects come from
 * @limit: live objects at the most, and the largest id
 * @created: objects registered since init
 * @released: objects given back to the stock since init
 */
struct kmemlab_registry {
	struct xarray objects;
	struct kmemlab_stock stock;
	u32 limit;
	atomic_long_t created;
	atomic_long_t released;
};

int kmemlab_registry_init(struct kmemlab_registry *registry, const char *name, u32 limit);
void kmemlab_registry_exit(struct kmemlab_registry *registry);
int kmemlab_registry_add(struct kmemlab_registry *registry, struct kmemlab_object *object,
			 gfp_t gfp, u32 *id);
int kmemlab_registry_create(struct kmemlab_registry *registry, const char *label,
			    gfp_t gfp, u32 *id);
struct kmemlab_object *kmemlab_registry_get(struct kmemlab_registry *registry, u32 id);
void kmemlab_registry_put(struct kmemlab_registry *registry, struct kmemlab_object *object);
int kmemlab_registry_use(struct kmemlab_registry *registry, u32 id, u32 *uses);
int kmemlab_registry_remove(struct kmemlab_registry *registry, u32 id);
unsigned int kmemlab_registry_remove_all(struct kmemlab_registry *registry);
long kmemlab_registry_live(struct kmemlab_registry *registry);
long kmemlab_registry_slabs(struct kmemlab_registry *registry);

#endif /* KMEMLAB_REGISTRY_H */
