/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_ALLOC_PROBE_H
#define KMEMLAB_ALLOC_PROBE_H

#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/pgtable.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct device;
struct kmem_cache;

/* The limit of one request to vmalloc(): a reader shares the machine. */
#define KMEMLAB_VMALLOC_LIMIT	((size_t)SZ_16M)

enum kmemlab_allocator {
	KMEMLAB_KMALLOC,
	KMEMLAB_KZALLOC,
	KMEMLAB_KCALLOC,
	KMEMLAB_VMALLOC,
	KMEMLAB_VZALLOC,
	KMEMLAB_KVMALLOC,
	KMEMLAB_ALLOC_PAGES,
	KMEMLAB_ALLOC_PAGES_EXACT,
	KMEMLAB_KMEM_CACHE,
	KMEMLAB_DEVM_KMALLOC,
	KMEMLAB_NR_ALLOCATORS
};

/**
 * struct kmemlab_request - what to allocate
 * @allocator: with which allocator
 * @size: bytes of one element, from 1 on
 * @count: number of elements, from 1 on
 * @align: bytes, a power of two that the allocator must promise; 0 for none
 * @gfp: flags; vzalloc, and vmalloc on a node, always use GFP_KERNEL
 * @node: NUMA node, or NUMA_NO_NODE; kcalloc, alloc_pages_exact and
 *	devm_kmalloc ignore it
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
 * struct kmemlab_block - one allocation, and what is needed to free it
 * @req: the request
 * @addr: the memory
 * @bytes: bytes requested in all
 * @cache: the cache made for it, for kmem_cache alone
 */
struct kmemlab_block {
	struct kmemlab_request req;
	void *addr;
	size_t bytes;
	struct kmem_cache *cache;
};

/**
 * struct kmemlab_measurement - what was measured of a block
 * @region: the part of the address space: "linear map", "vmalloc area",
 *	"elsewhere"
 * @requested: bytes that were requested
 * @allocated: bytes that the allocator set aside, computed for whole pages; 0
 *	where it does not tell
 * @align: bytes, the largest power of two that divides the address
 * @pages: number of pages that the requested bytes touch
 * @ranges: number of physically contiguous ranges that these pages form
 * @zeroed: each requested byte is zero
 * @executable: 1 if code may run from it, 0 if not, negative where the kernel
 *	cannot tell
 */
struct kmemlab_measurement {
	const char *region;
	size_t requested;
	size_t allocated;
	size_t align;
	unsigned long pages;
	unsigned long ranges;
	bool zeroed;
	int executable;
};

const char *kmemlab_allocator_name(enum kmemlab_allocator allocator);
int kmemlab_allocator_find(const char *name);
size_t kmemlab_alloc_limit(enum kmemlab_allocator allocator);
size_t kmemlab_alloc_promised_align(enum kmemlab_allocator allocator,
				    size_t bytes);
int kmemlab_alloc_check(const struct kmemlab_request *req);
int kmemlab_alloc(const struct kmemlab_request *req,
		  struct kmemlab_block *block);
void kmemlab_alloc_free(struct kmemlab_block *block);
const char *kmemlab_region_of(const void *addr);
unsigned long kmemlab_physical_ranges(const void *addr, size_t bytes);
void kmemlab_alloc_measure(const struct kmemlab_block *block,
			   struct kmemlab_measurement *m);
int kmemlab_alloc_probe(const struct kmemlab_request *req,
			struct kmemlab_measurement *m);
size_t kmemlab_alloc_largest(const struct kmemlab_request *req);

/*
 * Not every architecture tells modules whether code may run from a page: 1 or 0
 * where it does, else -EOPNOTSUPP. User-Mode Linux protects no kernel memory.
 */
#if defined(CONFIG_X86_64) && !defined(CONFIG_UML)
static inline int kmemlab_is_executable(const void *addr)
{
	unsigned int level;
	pte_t *pte = lookup_address((unsigned long)addr, &level);

	return pte ? !(pte_flags(*pte) & _PAGE_NX) : -EFAULT;
}
#else
static inline int kmemlab_is_executable(const void *addr)
{
	return -EOPNOTSUPP;
}
#endif

#endif /* KMEMLAB_ALLOC_PROBE_H */
