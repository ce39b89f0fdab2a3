// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise mmio-identify.
 *
 * Hint: readl() returns all ones when the device is gone: PCI_POSSIBLE_ERROR() asks
 * that, before the value is used.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "../../mmio/edu_regs.h"
#include "identify.h"

int edu_identify(void __iomem *regs, unsigned int *major, unsigned int *minor)
{
	u32 id = readl(regs + EDU_ID);

	if (PCI_POSSIBLE_ERROR(id))
		return -EIO;
	if (FIELD_GET(EDU_ID_DEVICE, id) != EDU_ID_DEVICE_EDU)
		return -ENODEV;
	*major = FIELD_GET(EDU_ID_MAJOR, id);
	*minor = FIELD_GET(EDU_ID_MINOR, id);
	return 0;
}
