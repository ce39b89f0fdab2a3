// SPDX-License-Identifier: GPL-2.0
/*
 * One register, read in every way there is: the same bytes, and not always the
 * same number.
 *
 *   readl            little-endian; in order with other accesses to the device,
 *                    with memory, with locks
 *   readl_relaxed    in order with other accesses to the device, and nothing
 *                    else
 *   ioread32         the same as readl for memory-mapped registers, and works
 *                    for ports
 *   ioread32be       big-endian: for devices that are, whatever the CPU is
 *   readq            a width that this register does not have: edu says all
 *                    ones. A width that no register has is worse: readw() is 0
 *                    on a PC, and kills an arm64 kernel (synchronous external
 *                    abort). Not for 32-bit CPUs
 *   __raw_readl      the CPU's own byte order and no order at all: not for
 *                    drivers
 *
 * (Documentation/driver-api/device-io.rst, Documentation/memory-barriers.txt.)
 */
#include "../kmemlab.h"

#include <linux/io.h>

#include "accessors.h"
#include "edu_regs.h"

static u64 by_readl(const void __iomem *regs)
{
	return readl(regs + EDU_ID);
}

static u64 by_readl_relaxed(const void __iomem *regs)
{
	return readl_relaxed(regs + EDU_ID);
}

static u64 by_ioread32(const void __iomem *regs)
{
	return ioread32(regs + EDU_ID);
}

static u64 by_ioread32be(const void __iomem *regs)
{
	return ioread32be(regs + EDU_ID);
}

#ifdef readq
static u64 by_readq(const void __iomem *regs)
{
	return readq(regs + EDU_ID);
}
#endif

static const struct kmemlab_accessor accessors[] = {
	{ "readl", 32, by_readl, "in order with all else" },
	{ "readl_relaxed", 32, by_readl_relaxed, "in order for this device" },
	{ "ioread32", 32, by_ioread32, "little-endian, as readl" },
	{ "ioread32be", 32, by_ioread32be, "big-endian" },
#ifdef readq
	{ "readq", 64, by_readq, "wrong width: the register is 32-bit" },
#endif
};

/**
 * kmemlab_accessor() - one of the ways
 * @index: from 0 on
 *
 * Context: any.
 * Return: the way, or NULL if there are no more.
 */
const struct kmemlab_accessor *kmemlab_accessor(unsigned int index)
{
	return index < ARRAY_SIZE(accessors) ? &accessors[index] : NULL;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_accessor, "KMEMLAB");

/**
 * kmemlab_accessor_read() - read EDU_ID
 * @accessor: in which way
 * @regs: the registers of an edu
 *
 * Context: any.
 * Return: the number that came.
 */
u64 kmemlab_accessor_read(const struct kmemlab_accessor *accessor,
			  const void __iomem *regs)
{
	return accessor->read(regs);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_accessor_read, "KMEMLAB");
