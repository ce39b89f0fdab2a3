// SPDX-License-Identifier: GPL-2.0
/* All or nothing. */
int fill(struct kmem_cache *cache, void **objects, size_t nr)
{
	if (!kmem_cache_alloc_bulk(cache, GFP_KERNEL, nr, objects))
		return -ENOMEM;
	return 0;
}
