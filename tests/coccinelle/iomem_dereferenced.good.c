// SPDX-License-Identifier: GPL-2.0
/* One access of 32 bits, bytes by the function for it; other memory is memory. */
int identify(struct chip *chip, u8 *name, void *data)
{
	chip->regs = ioremap(chip->start, chip->size);
	if (!chip->regs)
		return -ENOMEM;
	memcpy_fromio(name, chip->regs, 4);
	return readl(chip->regs + 4) + *(u32 *)(data + 4);
}
