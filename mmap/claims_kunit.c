// SPDX-License-Identifier: GPL-2.0
/*
 * What the guide's chapter 5.8 says of the kernel, claim by claim, on the kernel that
 * runs.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/anon_inodes.h>
#include <linux/dma-mapping.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../tests/claim.h"
#include "../tests/page_table.h"
#include "../tests/report.h"
#include "../tests/user_memory.h"

/* Maps so many pages of a file with these operations; the address or an error. */
static unsigned long map_file(struct kunit *test, const struct file_operations *fops, void *data,
			      unsigned long pages)
{
	struct file *file = anon_inode_getfile("kmemlab", fops, data, O_RDWR);
	unsigned long address;

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	address = kunit_vm_mmap(test, file, 0, pages * PAGE_SIZE, PROT_READ | PROT_WRITE,
				MAP_SHARED, 0);
	fput(file);
	flush_delayed_fput();
	return address;
}

static int one_page_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct page **page = file->private_data;

	return vm_insert_page(vma, vma->vm_start, *page);
}

static const struct file_operations slab_fops = {
	.owner = THIS_MODULE,
	.mmap = one_page_mmap,
};

/*
 * claim 8.0: a mapping stands as long as the process keeps it. Success: the driver can
 * remove it by unmap_mapping_range(). The next access is a page fault, and without a
 * fault handler that is a SIGBUS; here, in the kernel, copy_from_user() fails.
 */
static void mapping_can_be_revoked(struct kunit *test)
{
	struct address_space *mapping = kunit_kzalloc(test, sizeof(*mapping), GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	unsigned long address, before = 1, after = 0;
	struct file *file;
	char byte;

	KUNIT_ASSERT_TRUE(test, mapping && page);
	file = anon_inode_getfile("kmemlab", &slab_fops, &page, O_RDWR);
	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	/* All anonymous files share one address_space: this one gets its own. */
	address_space_init_once(mapping);
	mapping->host = file_inode(file);
	mapping->a_ops = &empty_aops;
	file->f_mapping = mapping;
	address = kunit_vm_mmap(test, file, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	if (!IS_ERR_VALUE(address)) {
		before = copy_from_user(&byte, (void __user *)address, 1);
		unmap_mapping_range(mapping, 0, 0, 1);
		after = copy_from_user(&byte, (void __user *)address, 1);
		vm_munmap(address, PAGE_SIZE);
	}
	file->f_mapping = file_inode(file)->i_mapping;
	fput(file);
	flush_delayed_fput();
	detach_mm();
	put_page(page);
	if (address == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(address));
	KUNIT_EXPECT_EQ(test, before, 0UL);
	KUNIT_EXPECT_EQ(test, after, 1UL);
	claim_is(test, "8.0", !after);
}

/*
 * claim 8.8: kmalloc() pages may be mapped. Success: a page of the slab allocator is
 * refused, a page of its own is mapped. A large kmalloc() is not from a slab, and is
 * refused by kernels that mark its pages, as they do other pages with a use of their own.
 */
static void slab_pages_are_refused(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	void *object = kzalloc(64, GFP_KERNEL);
	void *large = kzalloc(4 * PAGE_SIZE, GFP_KERNEL);
	unsigned long address, refused, large_address;
	struct page *slab_page, *large_page;
	bool marked;

	KUNIT_ASSERT_TRUE(test, page && object && large);
	slab_page = virt_to_page(object);
	large_page = virt_to_page(large);
	marked = page_has_type(large_page);
	address = map_file(test, &slab_fops, &page, 1);
	refused = map_file(test, &slab_fops, &slab_page, 1);
	large_address = map_file(test, &slab_fops, &large_page, 1);
	if (!IS_ERR_VALUE(address))
		vm_munmap(address, PAGE_SIZE);
	if (!IS_ERR_VALUE(large_address))
		vm_munmap(large_address, PAGE_SIZE);
	detach_mm();
	kfree(large);
	kfree(object);
	put_page(page);
	if (address == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(address));
	KUNIT_EXPECT_EQ(test, (long)refused, (long)-EINVAL);
	KUNIT_EXPECT_EQ(test, IS_ERR_VALUE(large_address), marked);
	claim_is(test, "8.8", !IS_ERR_VALUE(refused));
}

static int noncached_mmap(struct file *file, struct vm_area_struct *vma)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(virt_to_page(file->private_data)),
			       PAGE_SIZE, pgprot_noncached(vma->vm_page_prot));
}

static const struct file_operations noncached_fops = {
	.owner = THIS_MODULE,
	.mmap = noncached_mmap,
};

/*
 * claim 8.3: pgprot_noncached() makes RAM uncached. Success: x86 reports that it maps RAM
 * cached all the same, because the kernel's own mapping of it is cached.
 */
static void noncached_ram_is_cached(struct kunit *test)
{
	unsigned long address, page;

	if (!kmemlab_pat_enabled())
		kunit_skip(test, "only x86 with page attribute tables");
	page = get_zeroed_page(GFP_KERNEL);
	KUNIT_ASSERT_NE(test, page, 0UL);
	expect_report("map pfn RAM range req uncached");
	address = map_file(test, &noncached_fops, (void *)page, 1);
	end_of_report();
	if (!IS_ERR_VALUE(address))
		vm_munmap(address, PAGE_SIZE);
	detach_mm();
	free_page(page);
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(address));
	if (!IS_ERR_VALUE(address))
		claim(test, "8.3", "false");
}

/**
 * struct coherent - a coherent buffer with other memory after it
 * @dev: of which device
 * @addr: its address
 * @dma: the device's address of it
 * @size: how large it is
 * @told: how large dma_mmap_coherent() is told that it is; 0: as large as the area
 */
struct coherent {
	struct device *dev;
	void *addr;
	dma_addr_t dma;
	size_t size;
	size_t told;
};

static int coherent_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct coherent *coherent = file->private_data;

	return dma_mmap_coherent(coherent->dev, vma, coherent->addr, coherent->dma,
				 coherent->told ?: vma->vm_end - vma->vm_start);
}

static const struct file_operations coherent_fops = {
	.owner = THIS_MODULE,
	.mmap = coherent_mmap,
};

/*
 * claim 8.6: dma_mmap_coherent() takes the size of the area. Success: with the size of
 * the buffer it refuses an area that is larger. With the area's own size it maps what
 * follows the buffer (here two pages more of the same allocation).
 */
static void dma_mmap_wants_the_buffers_size(struct kunit *test)
{
	struct platform_device *pdev;
	struct coherent coherent = { .size = 2 * PAGE_SIZE };
	unsigned long fits, checked, unchecked;

	pdev = platform_device_register_simple("kmemlab-kunit", PLATFORM_DEVID_AUTO, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(pdev));
	coherent.dev = &pdev->dev;
	coherent.addr = dma_alloc_coherent(coherent.dev, 2 * coherent.size, &coherent.dma,
					   GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, coherent.addr);
	coherent.told = coherent.size;
	fits = map_file(test, &coherent_fops, &coherent, 2);
	if (!IS_ERR_VALUE(fits))
		vm_munmap(fits, 2 * PAGE_SIZE);
	checked = map_file(test, &coherent_fops, &coherent, 4);
	coherent.told = 0;
	unchecked = map_file(test, &coherent_fops, &coherent, 4);
	if (!IS_ERR_VALUE(unchecked))
		vm_munmap(unchecked, 4 * PAGE_SIZE);
	detach_mm();
	if (coherent.addr)
		dma_free_coherent(coherent.dev, 2 * coherent.size, coherent.addr, coherent.dma);
	platform_device_unregister(pdev);
	if (fits == (unsigned long)-EOPNOTSUPP)
		kunit_skip(test, "no kunit_vm_mmap()");
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(fits));
	KUNIT_EXPECT_EQ(test, (long)checked, (long)-ENXIO);
	KUNIT_EXPECT_FALSE(test, IS_ERR_VALUE(unchecked));
	/* With the area's size nothing is checked: that cannot be what it wants. */
	claim_is(test, "8.6", IS_ERR_VALUE(unchecked));
}

static struct kunit_case claim_cases[] = {
	KUNIT_CASE(mapping_can_be_revoked),
	KUNIT_CASE(slab_pages_are_refused),
	KUNIT_CASE(noncached_ram_is_cached),
	KUNIT_CASE(dma_mmap_wants_the_buffers_size),
	{}
};

static struct kunit_suite claim_suite = {
	.name = "kmemlab_mmap_claims",
	.test_cases = claim_cases,
};

kunit_test_suite(claim_suite);
