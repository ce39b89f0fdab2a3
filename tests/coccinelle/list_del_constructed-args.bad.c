// SPDX-License-Identifier: GPL-2.0
/* As a driver of 6.12 makes its cache; the same mistake. */
int init(void)
{
	struct kmem_cache_args args = {
		.align = 8,
		.ctor = construct,
	};
	cache = kmem_cache_create("object", sizeof(struct object), &args, 0);
	return cache ? 0 : -ENOMEM;
}

void drop(struct object *object)
{
	list_del(&object->node);
	kmem_cache_free(cache, object);
}
