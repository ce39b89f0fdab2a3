// SPDX-License-Identifier: GPL-2.0
/* The next one who gets the object finds poison where a list head was constructed. */
int init(void)
{
	cache = kmem_cache_create("object", sizeof(struct object), 0, 0, construct);
	return cache ? 0 : -ENOMEM;
}

void drop(struct object *object)
{
	list_del(&object->node);
	kmem_cache_free(cache, object);
}
