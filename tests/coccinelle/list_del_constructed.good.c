// SPDX-License-Identifier: GPL-2.0
/* Freed as it was constructed. Without a constructor nobody looks. */
int init(void)
{
	cache = kmem_cache_create("object", sizeof(struct object), 0, 0, construct);
	plain = kmem_cache_create("plain", sizeof(struct object), 0, 0, NULL);
	return cache && plain ? 0 : -ENOMEM;
}

void drop(struct object *object)
{
	list_del_init(&object->node);
	kmem_cache_free(cache, object);
}

void drop_plain(struct object *object)
{
	list_del(&object->node);
	kmem_cache_free(plain, object);
}
