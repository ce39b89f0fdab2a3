// SPDX-License-Identifier: GPL-2.0
/*
 * An instrument, to be read last: allocate in any way, measure the memory.
 *
 * A driver would not be written like this. It knows which allocator it wants,
 * and recorder.c shows the plain forms. Here a reader chooses by name, so each
 * allocator and its free function stand in a switch.
 *
 * kmemlab_alloc_check() holds the rules of this instrument, which are stricter
 * than the kernel's: its errors are not answers of the kernel. Everything in
 * struct kmemlab_measurement is measured.
 */
#include "../kmemlab.h"

#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc_probe.h"

static const char * const allocator_names[KMEMLAB_NR_ALLOCATORS] = {
	[KMEMLAB_KMALLOC] = "kmalloc",
	[KMEMLAB_KZALLOC] = "kzalloc",
	[KMEMLAB_KCALLOC] = "kcalloc",
	[KMEMLAB_VMALLOC] = "vmalloc",
	[KMEMLAB_VZALLOC] = "vzalloc",
	[KMEMLAB_KVMALLOC] = "kvmalloc",
	[KMEMLAB_ALLOC_PAGES] = "alloc_pages",
	[KMEMLAB_ALLOC_PAGES_EXACT] = "alloc_pages_exact",
	[KMEMLAB_KMEM_CACHE] = "kmem_cache",
	[KMEMLAB_DEVM_KMALLOC] = "devm_kmalloc",
};

/**
 * kmemlab_allocator_name() - the name of an allocator
 * @allocator: which
 *
 * Context: any.
 * Return: the name, or NULL for a value that is no allocator.
 */
const char *kmemlab_allocator_name(enum kmemlab_allocator allocator)
{
	if (allocator >= KMEMLAB_NR_ALLOCATORS)
		return NULL;
	return allocator_names[allocator];
}
EXPORT_SYMBOL_NS_GPL(kmemlab_allocator_name, "KMEMLAB");

/**
 * kmemlab_allocator_find() - the allocator of a name
 * @name: the name
 *
 * Context: any.
 * Return: its enum kmemlab_allocator, or -ENOENT.
 */
int kmemlab_allocator_find(const char *name)
{
	int i = match_string(allocator_names, KMEMLAB_NR_ALLOCATORS, name);

	return i < 0 ? -ENOENT : i;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_allocator_find, "KMEMLAB");

/**
 * kmemlab_alloc_limit() - the most that this instrument requests
 * @allocator: of which allocator
 *
 * Context: any.
 * Return: bytes: KMEMLAB_VMALLOC_LIMIT where memory need not be physically
 * contiguous, else the largest block of the page allocator. devm_kmalloc gets
 * half of that: it keeps its own data before the memory, so more would need the
 * next order.
 */
size_t kmemlab_alloc_limit(enum kmemlab_allocator allocator)
{
	switch (allocator) {
	case KMEMLAB_VMALLOC:
	case KMEMLAB_VZALLOC:
	case KMEMLAB_KVMALLOC:
		return KMEMLAB_VMALLOC_LIMIT;
	case KMEMLAB_DEVM_KMALLOC:
		return KMALLOC_MAX_SIZE / 2;
	case KMEMLAB_ALLOC_PAGES:
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return PAGE_SIZE << MAX_PAGE_ORDER;
	default:
		return KMALLOC_MAX_SIZE;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_limit, "KMEMLAB");

/* From 6.11 on: the largest power of two that divides the size. */
static size_t promised_by_kmalloc(size_t bytes)
{
	size_t natural = 1UL << __ffs(bytes);

	if (kernel_before(6, 11) && !is_power_of_2(bytes))
		return ARCH_KMALLOC_MINALIGN;
	return max_t(size_t, natural, ARCH_KMALLOC_MINALIGN);
}

/**
 * kmemlab_alloc_promised_align() - the alignment that an allocator guarantees
 * @allocator: which
 * @bytes: size of the whole allocation, from 1 on
 *
 * Rests on Documentation/core-api/memory-allocation.rst. An address may happen
 * to be aligned better, and code must not rely on that. kmem_cache takes the
 * alignment as an argument, here up to a page.
 *
 * Context: any.
 * Return: bytes, a power of two.
 */
size_t kmemlab_alloc_promised_align(enum kmemlab_allocator allocator,
				    size_t bytes)
{
	switch (allocator) {
	case KMEMLAB_VMALLOC:
	case KMEMLAB_VZALLOC:
	case KMEMLAB_KMEM_CACHE:
		return PAGE_SIZE;
	case KMEMLAB_ALLOC_PAGES:
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return PAGE_SIZE << get_order(bytes);
	case KMEMLAB_DEVM_KMALLOC:
		return ARCH_KMALLOC_MINALIGN;
	case KMEMLAB_KVMALLOC:
		/* Above a page it may be vmalloc memory: aligned to pages. */
		return min_t(size_t, promised_by_kmalloc(bytes), PAGE_SIZE);
	default:
		return promised_by_kmalloc(bytes);
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_promised_align, "KMEMLAB");

/* From 6.19 on __vmalloc() honours flags that forbid to sleep. */
static bool always_sleeps(const struct kmemlab_request *req)
{
	return req->allocator == KMEMLAB_VZALLOC ||
	       (req->allocator == KMEMLAB_VMALLOC &&
		(kernel_before(6, 19) || req->node != NUMA_NO_NODE));
}

/**
 * kmemlab_alloc_check() - does this instrument accept the request?
 * @req: the request
 *
 * Context: any.
 * Return: 0, or
 * * -ENOENT - no such allocator
 * * -EINVAL - a size or count of 0, an alignment that is no power of two,
 *   devm_kmalloc without a device, or a node that is not online
 * * -EOVERFLOW - size times count does not fit a size_t
 * * -E2BIG - more than kmemlab_alloc_limit()
 * * -EOPNOTSUPP - an alignment that the allocator does not promise, or flags
 *   that forbid to sleep for an allocator that sleeps all the same
 */
int kmemlab_alloc_check(const struct kmemlab_request *req)
{
	size_t bytes;

	if (req->allocator >= KMEMLAB_NR_ALLOCATORS)
		return -ENOENT;
	if (!req->size || !req->count)
		return -EINVAL;
	if (check_mul_overflow(req->size, req->count, &bytes))
		return -EOVERFLOW;
	if (bytes > kmemlab_alloc_limit(req->allocator))
		return -E2BIG;
	if (req->align && !is_power_of_2(req->align))
		return -EINVAL;
	if (req->node != NUMA_NO_NODE &&
	    (req->node < 0 || req->node >= MAX_NUMNODES ||
	     !node_online(req->node)))
		return -EINVAL;
	if (req->allocator == KMEMLAB_DEVM_KMALLOC && !req->dev)
		return -EINVAL;
	if (req->align > kmemlab_alloc_promised_align(req->allocator, bytes))
		return -EOPNOTSUPP;
	if (!gfpflags_allow_blocking(req->gfp) && always_sleeps(req))
		return -EOPNOTSUPP;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_check, "KMEMLAB");

/*
 * A name of its own for each cache: where caches are not merged, a second cache
 * of the same name would take the place of the first in /sys/kernel/slab.
 */
static void *alloc_from_new_cache(struct kmemlab_block *block)
{
	static atomic_t serial = ATOMIC_INIT(0);
	struct kmem_cache_args args = { .align = block->req.align };
	char name[32];
	void *addr;

	scnprintf(name, sizeof(name), "kmemlab-probe-%u",
		  (unsigned int)atomic_inc_return(&serial));
	block->cache = kmem_cache_create(name, block->bytes, &args, 0);
	if (!block->cache)
		return NULL;
	addr = kmem_cache_alloc_node(block->cache, block->req.gfp,
				     block->req.node);
	if (!addr)
		kmem_cache_destroy(block->cache);
	return addr;
}

/* Not from high memory: page_address() is for low memory alone. */
static void *alloc_by_pages(const struct kmemlab_request *req,
			    unsigned int order)
{
	gfp_t gfp = req->gfp & ~__GFP_HIGHMEM;
	struct page *page = alloc_pages_node(req->node, gfp, order);

	return page ? page_address(page) : NULL;
}

static void *alloc_by_name(struct kmemlab_block *block)
{
	const struct kmemlab_request *req = &block->req;
	size_t bytes = block->bytes;
	gfp_t gfp = req->gfp;

	switch (req->allocator) {
	case KMEMLAB_KMALLOC:
		return kmalloc_node(bytes, gfp, req->node);
	case KMEMLAB_KZALLOC:
		return kzalloc_node(bytes, gfp, req->node);
	case KMEMLAB_KCALLOC:
		return kcalloc(req->count, req->size, gfp);
	case KMEMLAB_VMALLOC:
		if (req->node == NUMA_NO_NODE)
			return __vmalloc(bytes, gfp);
		return vmalloc_node(bytes, req->node);
	case KMEMLAB_VZALLOC:
		return vzalloc_node(bytes, req->node);
	case KMEMLAB_KVMALLOC:
		return kvmalloc_node(bytes, gfp, req->node);
	case KMEMLAB_ALLOC_PAGES:
		return alloc_by_pages(req, get_order(bytes));
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return alloc_pages_exact(bytes, gfp);
	case KMEMLAB_KMEM_CACHE:
		return alloc_from_new_cache(block);
	case KMEMLAB_DEVM_KMALLOC:
		return devm_kmalloc(req->dev, bytes, gfp);
	default:
		return NULL;
	}
}

/**
 * kmemlab_alloc() - allocate as requested
 * @req: the request
 * @block: filled on success, to be passed to kmemlab_alloc_free()
 *
 * Context: process context. May sleep if @req->gfp allows it; kmem_cache always
 * may, since it creates a cache.
 * Return: 0, an errno of kmemlab_alloc_check(), or -ENOMEM.
 */
int kmemlab_alloc(const struct kmemlab_request *req,
		  struct kmemlab_block *block)
{
	int err = kmemlab_alloc_check(req);

	if (err)
		return err;
	*block = (struct kmemlab_block) {
		.req = *req,
		.bytes = req->size * req->count,
	};
	block->addr = alloc_by_name(block);
	return block->addr ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc, "KMEMLAB");

/**
 * kmemlab_alloc_free() - free a block with the function of its allocator
 * @block: a block that kmemlab_alloc() filled
 *
 * Context: process context, may sleep: vfree() does, and destroying a cache.
 */
void kmemlab_alloc_free(struct kmemlab_block *block)
{
	switch (block->req.allocator) {
	case KMEMLAB_VMALLOC:
	case KMEMLAB_VZALLOC:
		vfree(block->addr);
		break;
	case KMEMLAB_KVMALLOC:
		kvfree(block->addr);
		break;
	case KMEMLAB_ALLOC_PAGES:
		free_pages((unsigned long)block->addr, get_order(block->bytes));
		break;
	case KMEMLAB_ALLOC_PAGES_EXACT:
		free_pages_exact(block->addr, block->bytes);
		break;
	case KMEMLAB_KMEM_CACHE:
		kmem_cache_free(block->cache, block->addr);
		kmem_cache_destroy(block->cache);
		break;
	case KMEMLAB_DEVM_KMALLOC:
		devm_kfree(block->req.dev, block->addr);
		break;
	default:
		kfree(block->addr);
		break;
	}
	block->addr = NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_free, "KMEMLAB");

/**
 * kmemlab_region_of() - which part of the kernel's address space
 * @addr: an address of the kernel
 *
 * Context: any.
 * Return: "linear map", "vmalloc area" or "elsewhere".
 */
const char *kmemlab_region_of(const void *addr)
{
	if (is_vmalloc_addr(addr))
		return "vmalloc area";
	return virt_addr_valid(addr) ? "linear map" : "elsewhere";
}
EXPORT_SYMBOL_NS_GPL(kmemlab_region_of, "KMEMLAB");

static unsigned long pfn_of(const void *addr)
{
	if (is_vmalloc_addr(addr))
		return vmalloc_to_pfn(addr);
	return page_to_pfn(virt_to_page(addr));
}

/**
 * kmemlab_physical_ranges() - count physically contiguous ranges of memory
 * @addr: the memory, in the linear map or the vmalloc area
 * @bytes: its size, at least 1
 *
 * Context: any; takes time in proportion to the size.
 * Return: 1 for contiguous memory, up to one for each page.
 */
unsigned long kmemlab_physical_ranges(const void *addr, size_t bytes)
{
	const void *page = (const void *)((unsigned long)addr & PAGE_MASK);
	unsigned long pfn, last = 0, ranges = 0;

	for (; page < addr + bytes; page += PAGE_SIZE, last = pfn) {
		pfn = pfn_of(page);
		if (!ranges || pfn != last + 1)
			ranges++;
	}
	return ranges;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_physical_ranges, "KMEMLAB");

/*
 * ksize() says what the allocator set aside, not what may be written: see its
 * comment in mm/slab_common.c. devm_kmalloc() returns an address inside its own
 * block, for which ksize() has no answer.
 */
static size_t bytes_allocated(const struct kmemlab_block *block)
{
	switch (block->req.allocator) {
	case KMEMLAB_DEVM_KMALLOC:
		return 0;
	case KMEMLAB_ALLOC_PAGES:
		return PAGE_SIZE << get_order(block->bytes);
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return PAGE_ALIGN(block->bytes);
	default:
		return is_vmalloc_addr(block->addr) ? PAGE_ALIGN(block->bytes) :
						      ksize(block->addr);
	}
}

/**
 * kmemlab_alloc_measure() - measure a block
 * @block: a block that kmemlab_alloc() filled
 * @m: filled
 *
 * Reads memory before it was written, to see whether it is zeroed.
 *
 * Context: any; takes time in proportion to the size.
 */
void kmemlab_alloc_measure(const struct kmemlab_block *block,
			   struct kmemlab_measurement *m)
{
	unsigned long offset = offset_in_page(block->addr);

	*m = (struct kmemlab_measurement) {
		.region = kmemlab_region_of(block->addr),
		.requested = block->bytes,
		.allocated = bytes_allocated(block),
		.align = 1UL << __ffs((unsigned long)block->addr),
		.pages = DIV_ROUND_UP(offset + block->bytes, PAGE_SIZE),
		.ranges = kmemlab_physical_ranges(block->addr, block->bytes),
		.zeroed = !memchr_inv(block->addr, 0, block->bytes),
		.executable = kmemlab_is_executable(block->addr),
	};
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_measure, "KMEMLAB");

/**
 * kmemlab_alloc_probe() - allocate, measure, free
 * @req: the request
 * @m: filled on success
 *
 * Context: process context, may sleep.
 * Return: 0 or an errno of kmemlab_alloc().
 */
int kmemlab_alloc_probe(const struct kmemlab_request *req,
			struct kmemlab_measurement *m)
{
	struct kmemlab_block block;
	int err = kmemlab_alloc(req, &block);

	if (err)
		return err;
	kmemlab_alloc_measure(&block, m);
	kmemlab_alloc_free(&block);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_probe, "KMEMLAB");

/**
 * kmemlab_alloc_largest() - the largest power of two that can be allocated now
 * @req: everything but the size, which is tried from the limit downwards
 *
 * With __GFP_NORETRY and __GFP_NOWARN: failing is an answer here, and no reason
 * to reclaim hard or to print.
 *
 * Context: process context, may sleep.
 * Return: bytes, or 0 if not even one page could be allocated.
 */
size_t kmemlab_alloc_largest(const struct kmemlab_request *req)
{
	struct kmemlab_request try = *req;
	struct kmemlab_block block;

	try.gfp |= __GFP_NORETRY | __GFP_NOWARN;
	try.count = 1;
	try.size = kmemlab_alloc_limit(try.allocator);
	for (; try.size >= PAGE_SIZE; try.size /= 2) {
		if (kmemlab_alloc(&try, &block))
			continue;
		kmemlab_alloc_free(&block);
		return try.size;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_largest, "KMEMLAB");
