// SPDX-License-Identifier: GPL-2.0
/* One access of 32 bits; other memory is memory. */
u32 identify(void __iomem *regs, void *data)
{
	return readl(regs + 4) + *(u32 *)(data + 4);
}
