// SPDX-License-Identifier: GPL-2.0
/* The compiler may read twice, or in pieces. */
int identify(struct chip *chip, u8 *name)
{
	chip->regs = ioremap(chip->start, chip->size);
	if (!chip->regs)
		return -ENOMEM;
	memcpy(name, chip->regs, 4);
	return *(u32 *)(chip->regs + 4);
}
