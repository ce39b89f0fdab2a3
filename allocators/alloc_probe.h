/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ALLOC_PROBE_H
#define KMEMLAB_ALLOC_PROBE_H

#include <linux/numa.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct device;
struct kmem_cache;

/* What one request may ask of the vmalloc family, so that no reader can drain the machine. */
#define KMEMLAB_VMALLOC_LIMIT	((size_t)SZ_16M)

enum kmemlab_allocator {
	KMEMLAB_KMALLOC,
	KMEMLAB_KZALLOC,
	KMEMLAB_KMALLOC_ARRAY,
	KMEMLAB_KCALLOC,
	KMEMLAB_KREALLOC,
	KMEMLAB_KMEMDUP,
	KMEMLAB_VMALLOC,
	KMEMLAB_VZALLOC,
	KMEMLAB_KVMALLOC,
	KMEMLAB_GET_FREE_PAGES,
	KMEMLAB_ALLOC_PAGES,
	KMEMLAB_ALLOC_PAGES_EXACT,
	KMEMLAB_KMEM_CACHE,
	KMEMLAB_DEVM_KMALLOC,
	KMEMLAB_NR_ALLOCATORS
};

/**
 * struct kmemlab_request - what to allocate
 * @allocator: with what
 * @size: bytes of one element, from 1 on
 * @count: number of elements, from 1 on; @size times @count is what is allocated
 * @align: bytes, a power of two that the memory must be aligned to; 0 for none
 * @gfp: flags; the vmalloc family takes only those that may block
 * @node: NUMA node, or NUMA_NO_NODE; honoured by kmalloc, kzalloc, vmalloc,
 *	vzalloc, kvmalloc, alloc_pages and kmem_cache
 * @dev: owner of the memory of devm_kmalloc, else unused
 */
struct kmemlab_request {
	enum kmemlab_allocator allocator;
	size_t size;
	size_t count;
	size_t align;
	gfp_t gfp;
	int node;
	struct device *dev;
};

/**
 * struct kmemlab_block - one allocation, and what is needed to give it back
 * @req: the request it answers
 * @addr: the memory
 * @bytes: how many bytes were asked for in all
 * @cache: the cache made for it, kmem_cache only
 */
struct kmemlab_block {
	struct kmemlab_request req;
	void *addr;
	size_t bytes;
	struct kmem_cache *cache;
};

enum kmemlab_region {
	KMEMLAB_REGION_OTHER,
	KMEMLAB_REGION_LINEAR,
	KMEMLAB_REGION_VMALLOC,
};

/**
 * struct kmemlab_facts - what was measured of a block
 * @region: which part of the kernel's address space it lies in
 * @usable: bytes that may be touched: those asked for, no more
 * @taken: bytes that the allocator set aside, 0 where it does not tell
 * @align: bytes, the largest power of two that divides the address
 * @pages: number of pages the usable bytes touch
 * @runs: number of physically contiguous runs these pages form
 * @zeroed: every usable byte is zero
 * @executable: 1 if code may run from it, 0 if not, negative where nobody tells
 */
struct kmemlab_facts {
	enum kmemlab_region region;
	size_t usable;
	size_t taken;
	size_t align;
	unsigned long pages;
	unsigned long runs;
	bool zeroed;
	int executable;
};

const char *kmemlab_allocator_name(enum kmemlab_allocator allocator);
int kmemlab_allocator_find(const char *name);
const char *kmemlab_region_name(enum kmemlab_region region);
size_t kmemlab_alloc_limit(enum kmemlab_allocator allocator);
size_t kmemlab_alloc_promised_align(enum kmemlab_allocator allocator, size_t bytes);
int kmemlab_alloc_check(const struct kmemlab_request *req);
int kmemlab_alloc(const struct kmemlab_request *req, struct kmemlab_block *block);
void kmemlab_alloc_measure(const struct kmemlab_block *block, struct kmemlab_facts *facts);
void kmemlab_alloc_free(struct kmemlab_block *block);
int kmemlab_alloc_probe(const struct kmemlab_request *req, struct kmemlab_facts *facts);
size_t kmemlab_alloc_largest(const struct kmemlab_request *req);

#endif /* KMEMLAB_ALLOC_PROBE_H */
