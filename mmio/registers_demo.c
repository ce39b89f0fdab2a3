// SPDX-License-Identifier: GPL-2.0
/*
 * The registers of an edu, mapped into a process: /dev/edu-0000:00:01.0, to
 * read only.
 *
 * Think twice before your driver has this. A process that maps registers goes
 * past every lock of the driver. With write access it can start DMA to any
 * memory, so it is as mighty as the kernel; and on some devices a read has an
 * effect, or of the wrong width ends the machine. What is for processes has its
 * own page in the BAR, or goes through the driver.
 *
 * The device may go away while it is mapped. Then the entries in the page
 * tables go too (unmap_mapping_range()), and the next access is a SIGBUS, not
 * one to whatever lies at that address by then.
 */
#include "../kmemlab.h"

#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "registers_demo.h"

/**
 * struct registers - the device file of an edu's registers
 * @misc: the device file
 * @name: its name
 * @refs: one for the driver, one for each open file
 * @lock: protects @gone, @inode and the entries in page tables
 * @gone: the driver has released the device
 * @inode: through which every process maps it, since the first one opened it
 * @start: physical address of the registers
 * @length: bytes
 */
struct registers {
	struct miscdevice misc;
	char name[32];
	struct kref refs;
	struct mutex lock; /* gone, inode, page table entries */
	bool gone;
	struct inode *inode;
	phys_addr_t start;
	unsigned long length;
};

static void registers_free(struct kref *refs)
{
	struct registers *registers =
		container_of(refs, struct registers, refs);

	iput(registers->inode);
	kfree(registers);
}

/*
 * misc_open() holds a lock that misc_deregister() waits for, so the driver's
 * reference is there.
 */
static int registers_open(struct inode *inode, struct file *file)
{
	struct registers *registers =
		container_of(file->private_data, struct registers, misc);

	kref_get(&registers->refs);
	mutex_lock(&registers->lock);
	if (!registers->inode) {
		ihold(inode);
		registers->inode = inode;
	}
	/*
	 * The device may have other files in other places: one list of areas
	 * for all.
	 */
	file->f_mapping = registers->inode->i_mapping;
	mutex_unlock(&registers->lock);
	file->private_data = registers;
	return 0;
}

static int registers_release(struct inode *inode, struct file *file)
{
	struct registers *registers = file->private_data;

	kref_put(&registers->refs, registers_free);
	return 0;
}

/*
 * The first access to each page. The look at @gone and the entry in the page
 * table are under one lock, so none is made after registers_remove() has
 * removed them all.
 */
static vm_fault_t registers_fault(struct vm_fault *vmf)
{
	struct registers *registers = vmf->vma->vm_private_data;
	vm_fault_t result = VM_FAULT_SIGBUS;

	mutex_lock(&registers->lock);
	if (!registers->gone)
		result =
			vmf_insert_pfn(vmf->vma, vmf->address,
				       PHYS_PFN(registers->start) + vmf->pgoff);
	mutex_unlock(&registers->lock);
	return result;
}

static const struct vm_operations_struct registers_vm_ops = {
	.fault = registers_fault,
	/* For debuggers: there are no pages that they could get. */
#ifdef CONFIG_HAVE_IOREMAP_PROT
	.access = generic_access_phys,
#endif
};

static int registers_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct registers *registers = file->private_data;
	unsigned long nr_pages = registers->length >> PAGE_SHIFT;

	/* An early answer; the fault handler asks again, under the lock. */
	if (READ_ONCE(registers->gone))
		return -ENODEV;
	if (vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EACCES;
	if (vma->vm_pgoff >= nr_pages ||
	    vma_pages(vma) > nr_pages - vma->vm_pgoff)
		return -EINVAL;
	/*
	 * VM_IO: no core dump reads registers. VM_PFNMAP: there are no struct
	 * pages.
	 */
	vm_flags_mod(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP,
		     VM_MAYWRITE | VM_MAYEXEC);
	vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
	vma->vm_ops = &registers_vm_ops;
	vma->vm_private_data = registers;
	return 0;
}

static const struct file_operations registers_fops = {
	.owner = THIS_MODULE,
	.open = registers_open,
	.release = registers_release,
	.mmap = registers_mmap,
};

static void registers_remove(void *data)
{
	struct registers *registers = data;

	misc_deregister(&registers->misc);
	mutex_lock(&registers->lock);
	WRITE_ONCE(registers->gone, true);
	mutex_unlock(&registers->lock);
	/* From here on no fault makes an entry. */
	if (registers->inode)
		unmap_mapping_range(registers->inode->i_mapping, 0, 0, 1);
	kref_put(&registers->refs, registers_free);
}

/**
 * devm_registers_add() - let processes read the registers of a device, until it
 * is unbound
 * @pdev: the device, whose memory space is enabled
 * @bar: where its registers are
 *
 * Context: process context, may sleep.
 * Return: 0, -ENOMEM, -EINVAL for a BAR that is not made of whole pages, or why
 * the device file cannot be registered.
 */
int devm_registers_add(struct pci_dev *pdev, int bar)
{
	struct registers *registers;
	int err;

	/* A page that two BARs share would show a process both. */
	if (!PAGE_ALIGNED(pci_resource_start(pdev, bar) |
			  pci_resource_len(pdev, bar)))
		return -EINVAL;
	registers = kzalloc_obj(*registers);
	if (!registers)
		return -ENOMEM;
	kref_init(&registers->refs);
	mutex_init(&registers->lock);
	registers->start = pci_resource_start(pdev, bar);
	registers->length = pci_resource_len(pdev, bar);
	snprintf(registers->name, sizeof(registers->name), "edu-%s",
		 pci_name(pdev));
	registers->misc = (struct miscdevice) {
		.minor = MISC_DYNAMIC_MINOR,
		.name = registers->name,
		.fops = &registers_fops,
		.parent = &pdev->dev,
		.mode = 0400,
	};
	err = misc_register(&registers->misc);
	if (err) {
		kref_put(&registers->refs, registers_free);
		return dev_err_probe(&pdev->dev, err, "no file in /dev\n");
	}
	return devm_add_action_or_reset(&pdev->dev, registers_remove,
					registers);
}
