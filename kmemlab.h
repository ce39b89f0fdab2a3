/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The common header of all chapters: the log prefix, and what differs between
 * the kernels from 6.1 on. Each entry below is named like the newest kernel's
 * API and says which kernel changed it, so that a chapter reads as if written
 * for the newest one. Include it first: pr_fmt() must precede linux/printk.h.
 */
#ifndef KMEMLAB_H
#define KMEMLAB_H

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/eventfd.h>
#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/pci.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

/* For what no macro can hide: a test that says what each kernel does. */
#define kernel_before(major, minor) (LINUX_VERSION_CODE < KERNEL_VERSION(major, minor, 0))

/* 6.13: symbol namespaces are string literals. 6.5: the section is "GPL". */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#undef EXPORT_SYMBOL_NS_GPL
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	__EXPORT_SYMBOL(sym, "_gpl", ns)
#else
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	__EXPORT_SYMBOL(sym, "GPL", ns)
#endif
#undef MODULE_IMPORT_NS
#define MODULE_IMPORT_NS(ns)		MODULE_INFO(import_ns, ns)
#endif

/* 6.8: MAX_PAGE_ORDER, the largest order; 6.4 had made MAX_ORDER inclusive. */
#ifndef MAX_PAGE_ORDER
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define MAX_PAGE_ORDER (MAX_ORDER - 1)
#else
#define MAX_PAGE_ORDER MAX_ORDER
#endif
#endif

/* 6.16: timers on the stack. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#define timer_destroy_on_stack destroy_timer_on_stack
#endif

/* 6.13: a timer and its function are set up in one step. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define hrtimer_setup_on_stack(timer, callback, clock, mode)		\
do {								\
	hrtimer_init_on_stack(timer, clock, mode);		\
	(timer)->function = (callback);				\
} while (0)
#endif

/*
 * 6.17: workqueues say that they are per-CPU, which all others were by default; the
 * one for work that may run anywhere is system_dfl_wq.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 17, 0)
#define WQ_PERCPU 0
#define system_dfl_wq system_unbound_wq
#endif

/* 6.5: caches may refuse to be merged by a flag. */
#ifndef SLAB_NO_MERGE
#define SLAB_NO_MERGE 0
#endif

/* 6.12: the less common arguments of kmem_cache_create() are in a structure. */
#ifndef kmem_cache_create
struct kmem_cache_args {
	unsigned int align;
	unsigned int useroffset;
	unsigned int usersize;
	void (*ctor)(void *object);
};

static inline struct kmem_cache *
kmemlab_cache_create(const char *name, unsigned int size, const struct kmem_cache_args *args,
		     slab_flags_t flags)
{
	if (!args)
		return kmem_cache_create(name, size, 0, flags, NULL);
	return kmem_cache_create_usercopy(name, size, args->align, flags, args->useroffset,
					  args->usersize, args->ctor);
}

#define kmem_cache_create kmemlab_cache_create
#undef KMEM_CACHE
#define KMEM_CACHE(__struct, flags)						\
	kmem_cache_create(#__struct, sizeof(struct __struct),			\
			  &(struct kmem_cache_args) {				\
				.align = __alignof__(struct __struct),		\
			  }, flags)
#endif

/* 7.0, and 6.12 by backport: allocation by type, with GFP_KERNEL unless it says else. */
#ifndef kzalloc_obj
#define kmemlab_second(a, b, ...) b
#define kmemlab_default_gfp(...) kmemlab_second(, ##__VA_ARGS__, GFP_KERNEL)
#define kmemlab_alloc_obj(ALLOC, P, SIZE, ...)					\
({										\
	typeof(P) *__object = ALLOC(SIZE, kmemlab_default_gfp(__VA_ARGS__));	\
	__object;								\
})
#define kzalloc_obj(P, ...)							\
	kmemlab_alloc_obj(kzalloc, P, sizeof(typeof(P)), ##__VA_ARGS__)
#define kzalloc_flex(P, FAM, COUNT, ...)					\
	kmemlab_alloc_obj(kzalloc, P, struct_size(__object, FAM, COUNT), ##__VA_ARGS__)
#endif

/* 6.12: kvrealloc() knows the old size by itself. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
#define kmemlab_kvrealloc(p, old_size, size, gfp) kvrealloc(p, old_size, size, gfp)
#else
#define kmemlab_kvrealloc(p, old_size, size, gfp) kvrealloc(p, size, gfp)
#endif

/* 6.8: an eventfd is signalled by one. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define eventfd_signal(ctx) eventfd_signal(ctx, 1)
#endif

/* 6.8: the line of a PCI device's pin is called INTx. */
#ifndef PCI_IRQ_INTX
#define PCI_IRQ_INTX PCI_IRQ_LEGACY
#endif

/* 6.11: claim and map one BAR, managed, in one call. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
static inline void __iomem *kmemlab_pcim_iomap_region(struct pci_dev *pdev, int bar,
						      const char *name)
{
	int err = pcim_iomap_regions(pdev, BIT(bar), name);

	return err ? IOMEM_ERR_PTR(err) : pcim_iomap_table(pdev)[bar];
}

#define pcim_iomap_region kmemlab_pcim_iomap_region
#endif

/* 6.7: seq_files that can be written. */
#ifndef DEFINE_SHOW_STORE_ATTRIBUTE
#define DEFINE_SHOW_STORE_ATTRIBUTE(__name)						\
	static int __name##_open(struct inode *inode, struct file *file)		\
	{										\
		return single_open(file, __name##_show, inode->i_private);		\
	}										\
											\
	static const struct file_operations __name##_fops = {				\
		.owner = THIS_MODULE,							\
		.open = __name##_open,							\
		.read = seq_read,							\
		.write = __name##_write,						\
		.llseek = seq_lseek,							\
		.release = single_release,						\
	}
#endif

/* 6.3: the flags of an area are written by functions, which take its lock. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void kmemlab_vm_flags_mod(struct vm_area_struct *vma, unsigned long set,
					unsigned long clear)
{
	unsigned long flags = (vma->vm_flags | set) & ~clear;

	vma->vm_flags = flags;
}

#define vm_flags_mod kmemlab_vm_flags_mod
#endif

#endif /* KMEMLAB_H */
