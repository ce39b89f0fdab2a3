// SPDX-License-Identifier: GPL-2.0
/// A sleeping allocation while a spinlock is held
///
//# CONFIG_DEBUG_ATOMIC_SLEEP finds those that run; this finds those that do not.
//
virtual report

@held exists@
expression lock;
identifier take =~ "^(raw_)?(spin|read|write)_lock(_irq|_irqsave|_bh|_nested)?$";
identifier give =~ "^(raw_)?(spin|read|write)_unlock(_irq|_irqrestore|_bh)?$";
identifier alloc =~ "^(kmalloc|kzalloc|kcalloc|kmalloc_array|kmalloc_node|kzalloc_node|kvmalloc|kvzalloc|krealloc|kstrdup|kstrndup|kmemdup|kmem_cache_alloc|kmem_cache_zalloc|alloc_page|alloc_pages|__get_free_page|__get_free_pages|get_zeroed_page|mempool_alloc|dma_alloc_coherent|dma_pool_alloc|dma_pool_zalloc)$";
position p;
@@

take(lock, ...)
... when != give(lock, ...)
alloc@p(..., GFP_KERNEL, ...)

@script:python depends on report@
p << held.p;
alloc << held.alloc;
@@

coccilib.report.print_report(p[0], "%s() with GFP_KERNEL under a spinlock: allocate before, or use GFP_NOWAIT or GFP_ATOMIC" % alloc)
