// SPDX-License-Identifier: GPL-2.0
/* Takes part of them for a failure and, where it is a bool, success as well. */
int fill(struct kmem_cache *cache, void **objects, size_t nr)
{
	int got;

	got = kmem_cache_alloc_bulk(cache, GFP_KERNEL, nr, objects);
	if (got < nr)
		return -ENOMEM;
	return 0;
}
