// SPDX-License-Identifier: GPL-2.0
/*
 * One request, any allocator, and what the memory turns out to be.
 *
 * The kernel has many ways to get memory because each promises something
 * different: physical contiguity, size, alignment, a context. Here one request
 * goes to whichever allocator is named, and the promise is then looked up in
 * the memory itself: where the address lies, how many page frames stand behind
 * it and in how many contiguous runs, how it is aligned, whether it is zero.
 * Nothing is reported that was not read off the block.
 *
 * Every block remembers its request, since each way to allocate has one way to
 * free, and mixing them up corrupts memory.
 */
#include "../kmemlab.h"

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "alloc_probe.h"

static const char *const allocator_names[KMEMLAB_NR_ALLOCATORS] = {
	[KMEMLAB_KMALLOC] = "kmalloc",
	[KMEMLAB_KZALLOC] = "kzalloc",
	[KMEMLAB_KMALLOC_ARRAY] = "kmalloc_array",
	[KMEMLAB_KCALLOC] = "kcalloc",
	[KMEMLAB_KREALLOC] = "krealloc",
	[KMEMLAB_KMEMDUP] = "kmemdup",
	[KMEMLAB_VMALLOC] = "vmalloc",
	[KMEMLAB_VZALLOC] = "vzalloc",
	[KMEMLAB_KVMALLOC] = "kvmalloc",
	[KMEMLAB_GET_FREE_PAGES] = "__get_free_pages",
	[KMEMLAB_ALLOC_PAGES] = "alloc_pages",
	[KMEMLAB_ALLOC_PAGES_EXACT] = "alloc_pages_exact",
	[KMEMLAB_KMEM_CACHE] = "kmem_cache",
	[KMEMLAB_DEVM_KMALLOC] = "devm_kmalloc",
};

/**
 * kmemlab_allocator_name() - the name of an allocator, as the kernel calls it
 * @allocator: which
 *
 * Context: any.
 * Return: the name, or NULL for a value that is no allocator.
 */
const char *kmemlab_allocator_name(enum kmemlab_allocator allocator)
{
	return allocator < KMEMLAB_NR_ALLOCATORS ? allocator_names[allocator] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_allocator_name, "KMEMLAB");

/**
 * kmemlab_allocator_find() - the allocator of a name
 * @name: a name that kmemlab_allocator_name() gives
 *
 * Context: any.
 * Return: an enum kmemlab_allocator, or -ENOENT for an unknown name.
 */
int kmemlab_allocator_find(const char *name)
{
	int i = match_string(allocator_names, KMEMLAB_NR_ALLOCATORS, name);

	return i < 0 ? -ENOENT : i;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_allocator_find, "KMEMLAB");

/**
 * kmemlab_region_name() - the name of a region of the kernel's address space
 * @region: which
 *
 * Context: any.
 * Return: the name; see Documentation/arch/x86/x86_64/mm.rst for the map.
 */
const char *kmemlab_region_name(enum kmemlab_region region)
{
	switch (region) {
	case KMEMLAB_REGION_LINEAR:
		return "linear";
	case KMEMLAB_REGION_VMALLOC:
		return "vmalloc";
	default:
		return "other";
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_region_name, "KMEMLAB");

static bool in_vmalloc_family(enum kmemlab_allocator allocator)
{
	return allocator == KMEMLAB_VMALLOC || allocator == KMEMLAB_VZALLOC;
}

/**
 * kmemlab_alloc_limit() - the most that one request may ask of an allocator
 * @allocator: which
 *
 * Context: any.
 * Return: bytes: KMEMLAB_VMALLOC_LIMIT where memory need not be physically
 * contiguous, else the largest block of the page allocator. devm_kmalloc keeps
 * its bookkeeping in front of the memory and gets half of that, since what it
 * needs beyond a power of two would take the next order.
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
	case KMEMLAB_GET_FREE_PAGES:
	case KMEMLAB_ALLOC_PAGES:
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return PAGE_SIZE << MAX_PAGE_ORDER;
	default:
		return KMALLOC_MAX_SIZE;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_limit, "KMEMLAB");

/**
 * kmemlab_alloc_promised_align() - the alignment an allocator guarantees
 * @allocator: which
 * @bytes: size of the whole allocation, from 1 on
 *
 * kmalloc() memory is aligned to its size only where the size is a power of
 * two (Documentation/core-api/memory-allocation.rst); else ARCH_KMALLOC_MINALIGN
 * is all there is to rely on, whatever an address happens to look like. The
 * newest kernels promise a little more; code that must run on others cannot
 * use it. kmem_cache takes the alignment as an argument, so it can meet any up
 * to a page.
 *
 * Context: any.
 * Return: bytes, a power of two.
 */
size_t kmemlab_alloc_promised_align(enum kmemlab_allocator allocator, size_t bytes)
{
	switch (allocator) {
	case KMEMLAB_VMALLOC:
	case KMEMLAB_VZALLOC:
	case KMEMLAB_KMEM_CACHE:
		return PAGE_SIZE;
	case KMEMLAB_GET_FREE_PAGES:
	case KMEMLAB_ALLOC_PAGES:
	case KMEMLAB_ALLOC_PAGES_EXACT:
		return PAGE_SIZE << get_order(bytes);
	case KMEMLAB_DEVM_KMALLOC:
		return ARCH_KMALLOC_MINALIGN;
	case KMEMLAB_KVMALLOC:
		/* Past a page it may come from vmalloc(), which knows pages only. */
		if (bytes > PAGE_SIZE)
			return is_power_of_2(bytes) ? PAGE_SIZE : ARCH_KMALLOC_MINALIGN;
		fallthrough;
	default:
		return is_power_of_2(bytes) ? max_t(size_t, bytes, ARCH_KMALLOC_MINALIGN) :
					      ARCH_KMALLOC_MINALIGN;
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_promised_align, "KMEMLAB");

/**
 * kmemlab_alloc_check() - would this request be taken?
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
 *   that may not block for the vmalloc family
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
	    (req->node < 0 || req->node >= MAX_NUMNODES || !node_online(req->node)))
		return -EINVAL;
	if (req->allocator == KMEMLAB_DEVM_KMALLOC && !req->dev)
		return -EINVAL;
	if (req->align > kmemlab_alloc_promised_align(req->allocator, bytes))
		return -EOPNOTSUPP;
	if (in_vmalloc_family(req->allocator) && !gfpflags_allow_blocking(req->gfp))
		return -EOPNOTSUPP;
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_check, "KMEMLAB");

/* Half of it first, so that the memory really has to grow. */
static void *alloc_by_krealloc(size_t bytes, gfp_t gfp)
{
	void *half = kmalloc(DIV_ROUND_UP(bytes, 2), gfp);
	void *whole;

	if (!half)
		return NULL;
	whole = krealloc(half, bytes, gfp);
	/* A failed krealloc() leaves the old memory as it was: still ours. */
	if (!whole)
		kfree(half);
	return whole;
}

/* The original is filled with a byte that is not zero: a copy is no kzalloc(). */
static void *alloc_by_kmemdup(size_t bytes, gfp_t gfp)
{
	void *original = kmalloc(bytes, gfp);
	void *copy;

	if (!original)
		return NULL;
	memset(original, 0x5a, bytes);
	copy = kmemdup(original, bytes, gfp);
	kfree(original);
	return copy;
}

/*
 * Caches may not share a name: with debugging on they are not merged, and
 * sysfs refuses the second one.
 */
static void *alloc_from_new_cache(struct kmemlab_block *block)
{
	static atomic_t serial = ATOMIC_INIT(0);
	char name[32];
	void *addr;

	scnprintf(name, sizeof(name), "kmemlab-probe-%u", (unsigned int)atomic_inc_return(&serial));
	block->cache = kmem_cache_create(name, block->bytes, block->req.align, 0, NULL);
	if (!block->cache)
		return NULL;
	addr = kmem_cache_alloc_node(block->cache, block->req.gfp, block->req.node);
	if (!addr)
		kmem_cache_destroy(block->cache);
	return addr;
}

/* page_address() is there for lowmem only, so highmem is not asked for. */
static void *alloc_by_pages(const struct kmemlab_request *req, unsigned int order)
{
	struct page *page = alloc_pages_node(req->node, req->gfp & ~__GFP_HIGHMEM, order);

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
	case KMEMLAB_KMALLOC_ARRAY:
		return kmalloc_array(req->count, req->size, gfp);
	case KMEMLAB_KCALLOC:
		return kcalloc(req->count, req->size, gfp);
	case KMEMLAB_KREALLOC:
		return alloc_by_krealloc(bytes, gfp);
	case KMEMLAB_KMEMDUP:
		return alloc_by_kmemdup(bytes, gfp);
	case KMEMLAB_VMALLOC:
		return req->node == NUMA_NO_NODE ? __vmalloc(bytes, gfp) :
						   vmalloc_node(bytes, req->node);
	case KMEMLAB_VZALLOC:
		return vzalloc_node(bytes, req->node);
	case KMEMLAB_KVMALLOC:
		return kvmalloc_node(bytes, gfp, req->node);
	case KMEMLAB_GET_FREE_PAGES:
		return (void *)__get_free_pages(gfp, get_order(bytes));
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
 * kmemlab_alloc() - allocate as asked
 * @req: the request
 * @block: filled on success, to be given to kmemlab_alloc_free()
 *
 * Context: may sleep if @req->gfp allows it; kmem_cache always may, since it
 * creates a cache.
 * Return: 0, an errno of kmemlab_alloc_check(), or -ENOMEM.
 */
int kmemlab_alloc(const struct kmemlab_request *req, struct kmemlab_block *block)
{
	int err = kmemlab_alloc_check(req);

	if (err)
		return err;
	*block = (struct kmemlab_block) { .req = *req, .bytes = req->size * req->count };
	block->addr = alloc_by_name(block);
	return block->addr ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc, "KMEMLAB");

static enum kmemlab_region region_of(const void *addr)
{
	if (is_vmalloc_addr(addr))
		return KMEMLAB_REGION_VMALLOC;
	return virt_addr_valid(addr) ? KMEMLAB_REGION_LINEAR : KMEMLAB_REGION_OTHER;
}

static unsigned long pfn_of(const void *addr)
{
	return is_vmalloc_addr(addr) ? vmalloc_to_pfn(addr) : page_to_pfn(virt_to_page(addr));
}

static void count_runs(const struct kmemlab_block *block, struct kmemlab_facts *facts)
{
	const void *page = (const void *)((unsigned long)block->addr & PAGE_MASK);
	const void *end = block->addr + block->bytes;
	unsigned long pfn, last = 0;

	for (; page < end; page += PAGE_SIZE, last = pfn) {
		pfn = pfn_of(page);
		if (!facts->pages++ || pfn != last + 1)
			facts->runs++;
	}
}

/*
 * ksize() says what the allocator set aside, not what may be written: the
 * bytes past the request belong to KASAN, to FORTIFY_SOURCE and to nobody
 * (mm/slab_common.c, comment of ksize()). devm_kmalloc() returns an address
 * inside its own block, for which no one can ask.
 */
static size_t bytes_taken(const struct kmemlab_block *block)
{
	switch (block->req.allocator) {
	case KMEMLAB_DEVM_KMALLOC:
		return 0;
	case KMEMLAB_GET_FREE_PAGES:
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
 * kmemlab_alloc_measure() - read the facts off a block
 * @block: a block that kmemlab_alloc() filled
 * @facts: filled
 *
 * Reads memory that nobody may have written yet; that is the point.
 *
 * Context: any; takes time in proportion to the size.
 */
void kmemlab_alloc_measure(const struct kmemlab_block *block, struct kmemlab_facts *facts)
{
	*facts = (struct kmemlab_facts) {
		.region = region_of(block->addr),
		.usable = block->bytes,
		.taken = bytes_taken(block),
		.align = 1UL << __ffs((unsigned long)block->addr),
		.zeroed = !memchr_inv(block->addr, 0, block->bytes),
		.executable = kmemlab_is_executable(block->addr),
	};
	if (facts->region != KMEMLAB_REGION_OTHER)
		count_runs(block, facts);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_measure, "KMEMLAB");

/**
 * kmemlab_alloc_free() - give a block back, each kind its own way
 * @block: a block that kmemlab_alloc() filled
 *
 * Context: process context, may sleep (vfree() and destroying a cache do).
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
	case KMEMLAB_GET_FREE_PAGES:
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
 * kmemlab_alloc_probe() - allocate, measure, free
 * @req: the request
 * @facts: filled on success
 *
 * Context: process context, may sleep.
 * Return: 0 or an errno of kmemlab_alloc().
 */
int kmemlab_alloc_probe(const struct kmemlab_request *req, struct kmemlab_facts *facts)
{
	struct kmemlab_block block;
	int err = kmemlab_alloc(req, &block);

	if (err)
		return err;
	kmemlab_alloc_measure(&block, facts);
	kmemlab_alloc_free(&block);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_probe, "KMEMLAB");

/**
 * kmemlab_alloc_largest() - the largest power of two that an allocator gives now
 * @req: everything but the size, which is tried from the limit downwards
 *
 * Tries with __GFP_NORETRY and __GFP_NOWARN: a size that is not to be had is an
 * answer here, no reason to reclaim hard or to print.
 *
 * Context: process context, may sleep.
 * Return: bytes, or 0 if not even one page was given.
 */
size_t kmemlab_alloc_largest(const struct kmemlab_request *req)
{
	struct kmemlab_request try = *req;
	struct kmemlab_block block;

	try.gfp |= __GFP_NORETRY | __GFP_NOWARN;
	try.count = 1;
	for (try.size = kmemlab_alloc_limit(try.allocator); try.size >= PAGE_SIZE; try.size /= 2) {
		if (kmemlab_alloc(&try, &block))
			continue;
		kmemlab_alloc_free(&block);
		return try.size;
	}
	return 0;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_alloc_largest, "KMEMLAB");
