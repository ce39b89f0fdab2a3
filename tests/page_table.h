/* SPDX-License-Identifier: GPL-2.0 */
/* What the page tables of x86 say of a kernel address, for tests of what a mapping is. */
#ifndef KMEMLAB_TESTS_PAGE_TABLE_H
#define KMEMLAB_TESTS_PAGE_TABLE_H

#include <linux/mm.h>
#include <linux/pgtable.h>

/* Whether an x86 CPU keeps memory types in page tables; QEMU's 32-bit one does not. */
#if defined(CONFIG_X86_PAT) && !defined(CONFIG_UML)
#include <asm/memtype.h>
#define kmemlab_pat_enabled() pat_enabled()
#else
#define kmemlab_pat_enabled() false
#endif

/* How an x86 CPU caches what is mapped there; -EOPNOTSUPP where that cannot be told. */
#if defined(CONFIG_X86_64) && !defined(CONFIG_UML)
static inline int kmemlab_cache_bits(const void __iomem *addr)
{
	unsigned int level;
	pte_t *pte = lookup_address((__force unsigned long)addr, &level);

	return pte ? (int)(pte_flags(*pte) & (_PAGE_PWT | _PAGE_PCD)) : -EFAULT;
}
#else
static inline int kmemlab_cache_bits(const void __iomem *addr)
{
	return -EOPNOTSUPP;
}
#endif

#endif /* KMEMLAB_TESTS_PAGE_TABLE_H */
