// SPDX-License-Identifier: GPL-2.0
/*
 * DMA operations for a model of a device: streaming memory exists twice, once for the CPU
 * and once for the device. Map, sync and unmap copy between the two, as a bounce buffer or
 * a cache that is not coherent does. Between them, what one side writes is invisible to
 * the other. So a missing sync, a sync of a part, or a wrong direction gives wrong bytes on
 * any machine.
 *
 * What gives no wrong bytes is a violation, with a line in the log:
 * - a device that accesses memory that is not mapped, or not in that direction, or a part
 *   that belongs to the CPU;
 * - a CPU that writes a part that belongs to the device;
 * - an unmap or a sync of what is not mapped, of another length or direction;
 * - memory that is still mapped when the device is released.
 *
 * In User-Mode Linux the DMA address of a copy is its physical address.
 * (Documentation/core-api/dma-api.rst; kernel/dma/swiotlb.c)
 */
#include "../kmemlab.h"

#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>

#include "two_copies.h"

/* What the device has in memory that it only writes, until it writes it. */
#define POISON	0x6b

/**
 * struct two_copies - memory that is mapped, or coherent
 * @list: all of them
 * @cpu: what the CPU sees
 * @device: what the device sees; coherent: NULL, the same
 * @before: what the CPU had in each part when the device got it
 * @owned: for each byte, whether the device owns it
 * @addr: DMA address
 * @bytes: length
 * @direction: as mapped; coherent: DMA_BIDIRECTIONAL
 * @entries: first entry of a list: how many were mapped
 */
struct two_copies {
	struct list_head list;
	u8 *cpu;
	u8 *device;
	u8 *before;
	u8 *owned;
	dma_addr_t addr;
	size_t bytes;
	enum dma_data_direction direction;
	int entries;
};

static LIST_HEAD(mapped);
static DEFINE_SPINLOCK(lock); /* mapped, violations */
static unsigned int violations;

static void found_violation(const char *what)
{
	violations++;
	pr_notice("violation: %s\n", what);
}

static struct two_copies *find(dma_addr_t addr, size_t bytes)
{
	struct two_copies *copies;

	list_for_each_entry(copies, &mapped, list)
		if (addr >= copies->addr && addr - copies->addr < copies->bytes &&
		    bytes <= copies->bytes - (addr - copies->addr))
			return copies;
	return NULL;
}

static void check_cpu(const struct two_copies *copies, size_t at, size_t bytes)
{
	size_t i;

	for (i = at; i < at + bytes; i++) {
		if (copies->owned[i] && copies->cpu[i] != copies->before[i]) {
			found_violation("the CPU wrote memory that belongs to the device");
			return;
		}
	}
}

static void to_the_device(struct two_copies *copies, size_t at, size_t bytes)
{
	check_cpu(copies, at, bytes);
	if (copies->direction != DMA_FROM_DEVICE)
		memcpy(copies->device + at, copies->cpu + at, bytes);
	memcpy(copies->before + at, copies->cpu + at, bytes);
	memset(copies->owned + at, true, bytes);
}

static void to_the_cpu(struct two_copies *copies, size_t at, size_t bytes)
{
	check_cpu(copies, at, bytes);
	if (copies->direction != DMA_TO_DEVICE)
		memcpy(copies->cpu + at, copies->device + at, bytes);
	memset(copies->owned + at, false, bytes);
}

static void free_copies(struct two_copies *copies)
{
	if (copies->device)
		memset(copies->device, POISON, copies->bytes);
	kfree(copies->device);
	kfree(copies->before);
	kfree(copies->owned);
	kfree(copies);
}

static struct two_copies *new_copies(u8 *cpu, size_t bytes, enum dma_data_direction direction)
{
	struct two_copies *copies = kzalloc(sizeof(*copies), GFP_ATOMIC);

	if (!copies)
		return NULL;
	copies->device = kmalloc(bytes, GFP_ATOMIC);
	copies->before = kmalloc(bytes, GFP_ATOMIC);
	copies->owned = kzalloc(bytes, GFP_ATOMIC);
	if (!copies->device || !copies->before || !copies->owned) {
		free_copies(copies);
		return NULL;
	}
	memset(copies->device, POISON, bytes);
	copies->cpu = cpu;
	copies->addr = virt_to_phys(copies->device);
	copies->bytes = bytes;
	copies->direction = direction;
	return copies;
}

static dma_addr_t map(struct device *dev, void *cpu, size_t bytes,
		      enum dma_data_direction direction)
{
	struct two_copies *copies = new_copies(cpu, bytes, direction);
	unsigned long flags;

	if (!copies)
		return DMA_MAPPING_ERROR;
	if (copies->addr + bytes - 1 > dma_get_mask(dev)) {
		free_copies(copies);
		return DMA_MAPPING_ERROR;
	}
	to_the_device(copies, 0, bytes);
	spin_lock_irqsave(&lock, flags);
	list_add(&copies->list, &mapped);
	spin_unlock_irqrestore(&lock, flags);
	return copies->addr;
}

static void unmap_page(struct device *dev, dma_addr_t addr, size_t bytes,
		       enum dma_data_direction direction, unsigned long attrs)
{
	struct two_copies *copies;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	copies = find(addr, 1);
	if (!copies || copies->addr != addr || !copies->device) {
		found_violation("unmapped, but not mapped");
		spin_unlock_irqrestore(&lock, flags);
		return;
	}
	if (copies->bytes != bytes)
		found_violation("unmapped with another length than mapped");
	if (copies->direction != direction)
		found_violation("unmapped in another direction than mapped");
	to_the_cpu(copies, 0, copies->bytes);
	list_del(&copies->list);
	spin_unlock_irqrestore(&lock, flags);
	free_copies(copies);
}

static void sync(dma_addr_t addr, size_t bytes, enum dma_data_direction direction,
		 void (*copy)(struct two_copies *copies, size_t at, size_t bytes))
{
	struct two_copies *copies;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	copies = find(addr, bytes);
	if (!copies || !copies->device)
		found_violation("synced, but not mapped");
	else if (copies->direction != direction)
		found_violation("synced in another direction than mapped");
	else
		copy(copies, addr - copies->addr, bytes);
	spin_unlock_irqrestore(&lock, flags);
}

static void sync_for_cpu(struct device *dev, dma_addr_t addr, size_t bytes,
			 enum dma_data_direction direction)
{
	sync(addr, bytes, direction, to_the_cpu);
}

static void sync_for_device(struct device *dev, dma_addr_t addr, size_t bytes,
			    enum dma_data_direction direction)
{
	sync(addr, bytes, direction, to_the_device);
}

static void sync_sg(struct scatterlist *list, int nr, enum dma_data_direction direction,
		    void (*copy)(struct two_copies *copies, size_t at, size_t bytes))
{
	struct scatterlist *entry;
	int i;

	for_each_sg(list, entry, nr, i)
		sync(sg_dma_address(entry), sg_dma_len(entry), direction, copy);
}

static void sync_sg_for_cpu(struct device *dev, struct scatterlist *list, int nr,
			    enum dma_data_direction direction)
{
	sync_sg(list, nr, direction, to_the_cpu);
}

static void sync_sg_for_device(struct device *dev, struct scatterlist *list, int nr,
			       enum dma_data_direction direction)
{
	sync_sg(list, nr, direction, to_the_device);
}

static void unmap_entries(struct device *dev, struct scatterlist *list, int nr,
			  enum dma_data_direction direction, unsigned long attrs)
{
	struct scatterlist *entry;
	int i;

	for_each_sg(list, entry, nr, i)
		unmap_page(dev, sg_dma_address(entry), sg_dma_len(entry), direction, attrs);
}

static void unmap_sg(struct device *dev, struct scatterlist *list, int nr,
		     enum dma_data_direction direction, unsigned long attrs)
{
	struct two_copies *first;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	first = find(sg_dma_address(list), 1);
	if (first && first->entries != nr)
		found_violation("a list unmapped with another number of entries than mapped");
	spin_unlock_irqrestore(&lock, flags);
	unmap_entries(dev, list, nr, direction, attrs);
}

/*
 * No entries are joined: without NEED_SG_DMA_LENGTH, which User-Mode Linux has not, the
 * length of a segment is that of its entry.
 */
static int map_sg(struct device *dev, struct scatterlist *list, int nr,
		  enum dma_data_direction direction, unsigned long attrs)
{
	struct scatterlist *entry;
	unsigned long flags;
	int i;

	for_each_sg(list, entry, nr, i) {
		sg_dma_address(entry) = map(dev, sg_virt(entry), entry->length, direction);
		if (sg_dma_address(entry) == DMA_MAPPING_ERROR) {
			unmap_entries(dev, list, i, direction, attrs);
			return -EIO;
		}
		sg_dma_len(entry) = entry->length;
	}
	spin_lock_irqsave(&lock, flags);
	find(sg_dma_address(list), 1)->entries = nr;
	spin_unlock_irqrestore(&lock, flags);
	return nr;
}

/* Coherent memory: one copy, which both may use at all times. */
static void *alloc(struct device *dev, size_t bytes, dma_addr_t *addr, gfp_t gfp,
		   unsigned long attrs)
{
	struct two_copies *copies = kzalloc(sizeof(*copies), gfp);
	unsigned long flags;

	if (!copies)
		return NULL;
	copies->cpu = alloc_pages_exact(bytes, gfp | __GFP_ZERO);
	if (!copies->cpu) {
		kfree(copies);
		return NULL;
	}
	copies->addr = virt_to_phys(copies->cpu);
	copies->bytes = bytes;
	copies->direction = DMA_BIDIRECTIONAL;
	spin_lock_irqsave(&lock, flags);
	list_add(&copies->list, &mapped);
	spin_unlock_irqrestore(&lock, flags);
	*addr = copies->addr;
	return copies->cpu;
}

static void release(struct device *dev, size_t bytes, void *cpu, dma_addr_t addr,
		    unsigned long attrs)
{
	struct two_copies *copies;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	copies = find(addr, bytes);
	if (!copies || copies->device || copies->cpu != cpu || copies->bytes != bytes) {
		found_violation("coherent memory freed that was not allocated so");
		copies = NULL;
	} else {
		list_del(&copies->list);
	}
	spin_unlock_irqrestore(&lock, flags);
	if (copies)
		free_pages_exact(cpu, bytes);
	kfree(copies);
}

/* Non-coherent memory is mapped as long as it is allocated, and the CPU's first. */
static struct page *alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
				      enum dma_data_direction direction, gfp_t gfp)
{
	void *cpu = alloc_pages_exact(bytes, gfp | __GFP_ZERO);

	if (!cpu)
		return NULL;
	*addr = map(dev, cpu, bytes, direction);
	if (*addr == DMA_MAPPING_ERROR) {
		free_pages_exact(cpu, bytes);
		return NULL;
	}
	sync_for_cpu(dev, *addr, bytes, direction);
	memset(cpu, 0, bytes);
	return virt_to_page(cpu);
}

static void free_noncoherent(struct device *dev, size_t bytes, struct page *page,
			     dma_addr_t addr, enum dma_data_direction direction)
{
	unmap_page(dev, addr, bytes, direction, 0);
	free_pages_exact(page_address(page), bytes);
}

/* 7.0: what is mapped is named by its physical address. */
#if kernel_before(7, 0)
static dma_addr_t map_page(struct device *dev, struct page *page, unsigned long offset,
			   size_t bytes, enum dma_data_direction direction,
			   unsigned long attrs)
{
	return map(dev, page_address(page) + offset, bytes, direction);
}
#else
static dma_addr_t map_phys(struct device *dev, phys_addr_t phys, size_t bytes,
			   enum dma_data_direction direction, unsigned long attrs)
{
	return map(dev, phys_to_virt(phys), bytes, direction);
}
#endif

static int dma_supported(struct device *dev, u64 mask)
{
	return mask >= virt_to_phys(high_memory - 1);
}

static const struct dma_map_ops two_copies_ops = {
	.alloc = alloc,
	.free = release,
#if kernel_before(6, 10)
	.alloc_pages = alloc_noncoherent,
#else
	.alloc_pages_op = alloc_noncoherent,
#endif
	.free_pages = free_noncoherent,
#if kernel_before(7, 0)
	.map_page = map_page,
	.unmap_page = unmap_page,
#else
	.map_phys = map_phys,
	.unmap_phys = unmap_page,
#endif
	.map_sg = map_sg,
	.unmap_sg = unmap_sg,
	.sync_single_for_cpu = sync_for_cpu,
	.sync_single_for_device = sync_for_device,
	.sync_sg_for_cpu = sync_sg_for_cpu,
	.sync_sg_for_device = sync_sg_for_device,
	.dma_supported = dma_supported,
};

/* Two copies of streaming memory for @dev from now on: 0, or an error without DMA_OPS. */
int two_copies_set(struct device *dev)
{
	violations = 0;
	set_dma_ops(dev, &two_copies_ops);
	return get_dma_ops(dev) == &two_copies_ops ? 0 : -EOPNOTSUPP;
}

/*
 * How many violations since the last call. What is still mapped is one. It is forgotten, and
 * the CPU keeps its copy. No other DMA runs.
 */
unsigned int two_copies_violations(void)
{
	struct two_copies *copies, *next;
	unsigned int found;

	list_for_each_entry_safe(copies, next, &mapped, list) {
		found_violation(copies->device ? "still mapped" :
						 "coherent memory still allocated");
		list_del(&copies->list);
		free_copies(copies);
	}
	found = violations;
	violations = 0;
	return found;
}

/* Where the device finds these bytes, or NULL if it must not access them: a violation. */
void *two_copies_access(dma_addr_t addr, size_t bytes, bool write)
{
	struct two_copies *copies;
	void *data = NULL;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	copies = find(addr, bytes);
	if (!copies)
		found_violation("the device accesses memory that is not mapped");
	else if (copies->direction == (write ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		found_violation("the device accesses memory in another direction than mapped");
	else if (!copies->device)
		data = copies->cpu + (addr - copies->addr);
	else if (memchr(copies->owned + (addr - copies->addr), false, bytes))
		found_violation("the device accesses memory that belongs to the CPU");
	else
		data = copies->device + (addr - copies->addr);
	spin_unlock_irqrestore(&lock, flags);
	return data;
}
