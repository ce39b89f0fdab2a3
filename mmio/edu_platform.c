// SPDX-License-Identifier: GPL-2.0
/*
 * The same registers behind another bus: a platform driver, as most drivers of
 * a system-on-chip are.
 *
 * A platform device cannot be discovered. The firmware (device tree, ACPI) or
 * board code describes where its registers are and which interrupt it has, as
 * resources.
 */
#include "../kmemlab.h"

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/platform_device.h>

#include "edu.h"
#include "edu_platform.h"

static void edu_platform_quiesce(void *edu)
{
	kmemlab_edu_quiesce(edu);
}

static int edu_platform_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct kmemlab_edu *edu;
	void __iomem *regs;
	int irq, err;

	edu = devm_kzalloc(dev, sizeof(*edu), GFP_KERNEL);
	if (!edu)
		return -ENOMEM;
	/* Claims and maps the first memory resource. */
	regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(regs))
		return PTR_ERR(regs);
	err = kmemlab_edu_init(edu, regs);
	if (err)
		return dev_err_probe(dev, err, "not an edu\n");
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	/* Last: from here on the handler may run. */
	err = devm_request_irq(dev, irq, kmemlab_edu_interrupt, 0,
			       dev_name(dev), edu);
	if (err)
		return dev_err_probe(dev, err, "no interrupt\n");
	platform_set_drvdata(pdev, edu);
	/* There is no remove(): this runs first when the device is unbound. */
	return devm_add_action_or_reset(dev, edu_platform_quiesce, edu);
}

struct platform_driver edu_platform_driver = {
	.probe = edu_platform_probe,
	.driver = {
		.name = EDU_PLATFORM_NAME,
	},
};
EXPORT_SYMBOL_NS_GPL(edu_platform_driver, "KMEMLAB");
