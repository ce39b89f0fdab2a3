/* SPDX-License-Identifier: GPL-2.0 */
/* What this chapter uses and older kernels lack. After ../kmemlab.h. */
#ifndef KMEMLAB_SLAB_COMPAT_H
#define KMEMLAB_SLAB_COMPAT_H

#include <linux/refcount.h>
#include <linux/shrinker.h>
#include <linux/slab.h>

/*
 * 6.16: reference counts of objects in a SLAB_TYPESAFE_BY_RCU cache. Own names
 * behind the new ones, since a kernel may have got them by backport.
 */
#if kernel_before(6, 16)
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
typedef unsigned long (*shrinker_fn)(struct shrinker *s,
				     struct shrink_control *sc);

#if kernel_before(6, 7)
struct kmemlab_shrinker {
	struct shrinker base;
	void *private_data;
};

static inline struct shrinker *
kmemlab_shrinker_add(const char *name, shrinker_fn count, shrinker_fn scan,
		     void *private_data)
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
kmemlab_shrinker_add(const char *name, shrinker_fn count, shrinker_fn scan,
		     void *private_data)
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

#endif /* KMEMLAB_SLAB_COMPAT_H */
