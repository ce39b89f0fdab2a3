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

#include <linux/export.h>
#include <linux/mmzone.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/refcount.h>
#include <linux/shrinker.h>
#include <linux/slab.h>
#include <linux/version.h>

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

/* 6.6: caches may refuse to be merged by a flag. */
#ifndef SLAB_NO_MERGE
#define SLAB_NO_MERGE 0
#endif

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

/*
 * 6.16: reference counts of objects in a SLAB_TYPESAFE_BY_RCU cache. Own names
 * behind the new ones, since a kernel may have got them by backport.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
static inline void kmemlab_refcount_set_release(refcount_t *r, int n)
{
	atomic_set_release(&r->refs, n);
}

#define refcount_set_release kmemlab_refcount_set_release

static inline bool kmemlab_refcount_inc_not_zero_acquire(refcount_t *r)
{
	if (!refcount_inc_not_zero(r))
		return false;
	smp_acquire__after_ctrl_dep();
	return true;
}

#define refcount_inc_not_zero_acquire kmemlab_refcount_inc_not_zero_acquire
#endif

/*
 * 6.7: shrinkers are allocated by the kernel and carry private data. Alloc and
 * register in one, since an older kernel can fail only when it registers.
 */
typedef unsigned long (*shrinker_fn)(struct shrinker *s, struct shrink_control *sc);

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
struct kmemlab_shrinker {
	struct shrinker base;
	void *private_data;
};

static inline struct shrinker *
kmemlab_shrinker_add(const char *name, shrinker_fn count, shrinker_fn scan, void *private_data)
{
	struct kmemlab_shrinker *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	s->base.count_objects = count;
	s->base.scan_objects = scan;
	s->base.seeks = DEFAULT_SEEKS;
	s->private_data = private_data;
	if (register_shrinker(&s->base, "%s", name)) {
		kfree(s);
		return NULL;
	}
	return &s->base;
}

static inline void *kmemlab_shrinker_data(const struct shrinker *s)
{
	return container_of(s, struct kmemlab_shrinker, base)->private_data;
}

static inline void shrinker_free(struct shrinker *s)
{
	unregister_shrinker(s);
	kfree(container_of(s, struct kmemlab_shrinker, base));
}
#else
static inline struct shrinker *
kmemlab_shrinker_add(const char *name, shrinker_fn count, shrinker_fn scan, void *private_data)
{
	struct shrinker *s = shrinker_alloc(0, "%s", name);

	if (!s)
		return NULL;
	s->count_objects = count;
	s->scan_objects = scan;
	s->private_data = private_data;
	shrinker_register(s);
	return s;
}

static inline void *kmemlab_shrinker_data(const struct shrinker *s)
{
	return s->private_data;
}
#endif

#endif /* KMEMLAB_H */
