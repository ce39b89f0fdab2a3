// SPDX-License-Identifier: GPL-2.0
/* mydriver: a driver of QEMU's edu that computes factorials, to begin a driver with. */
#include <linux/bitfield.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sysfs.h>

#include "mydriver.h"

#define EDU_TIMEOUT_US 1000000

/* What the driver keeps for a device. */
struct mydriver {
	void __iomem *regs;
	struct mutex lock;	/* one computation at a time */
	u32 factorial;
};

/**
 * mydriver_is_edu() - is this the identification of an edu?
 * @id: what was read from EDU_ID; all ones if the device is gone
 *
 * Context: any context.
 * Return: true if it is.
 */
bool mydriver_is_edu(u32 id)
{
	return !PCI_POSSIBLE_ERROR(id) && FIELD_GET(EDU_ID_MASK, id) == EDU_ID_VALUE;
}
EXPORT_SYMBOL_GPL(mydriver_is_edu);

/**
 * mydriver_factorial() - let the device compute
 * @regs: its registers; the caller excludes other callers
 * @number: any number
 * @factorial: receives the factorial of @number modulo 2^32
 *
 * Context: process context, may sleep, a second at most.
 * Return: 0, or
 * * -ETIMEDOUT - the device is still busy
 * * -ENODEV - the device is gone: it reads as all ones
 */
int mydriver_factorial(void __iomem *regs, u32 number, u32 *factorial)
{
	u32 status, result;
	int err;

	writel(number, regs + EDU_FACTORIAL);
	err = readl_poll_timeout(regs + EDU_STATUS, status,
				 PCI_POSSIBLE_ERROR(status) || !(status & EDU_STATUS_BUSY),
				 10, EDU_TIMEOUT_US);
	if (err)
		return err;
	result = readl(regs + EDU_FACTORIAL);
	if (PCI_POSSIBLE_ERROR(status) || PCI_POSSIBLE_ERROR(result))
		return -ENODEV;
	*factorial = result;
	return 0;
}
EXPORT_SYMBOL_GPL(mydriver_factorial);

static ssize_t factorial_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct mydriver *driver = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(driver->factorial));
}

static ssize_t factorial_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	struct mydriver *driver = dev_get_drvdata(dev);
	u32 number, factorial;
	int err;

	err = kstrtou32(buf, 0, &number);
	if (err)
		return err;
	mutex_lock(&driver->lock);
	err = mydriver_factorial(driver->regs, number, &factorial);
	if (!err)
		WRITE_ONCE(driver->factorial, factorial);
	mutex_unlock(&driver->lock);
	return err ?: count;
}
static DEVICE_ATTR_RW(factorial);

static struct attribute *mydriver_attrs[] = {
	&dev_attr_factorial.attr,
	NULL
};
ATTRIBUTE_GROUPS(mydriver);

static int mydriver_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct mydriver *driver;
	u32 edu;
	int err;

	driver = devm_kzalloc(dev, sizeof(*driver), GFP_KERNEL);
	if (!driver)
		return -ENOMEM;
	mutex_init(&driver->lock);
	err = pcim_enable_device(pdev);
	if (err)
		return dev_err_probe(dev, err, "not enabled\n");
	err = pcim_iomap_regions(pdev, BIT(EDU_BAR), KBUILD_MODNAME);
	if (err)
		return dev_err_probe(dev, err, "BAR %d not mapped\n", EDU_BAR);
	driver->regs = pcim_iomap_table(pdev)[EDU_BAR];

	edu = readl(driver->regs + EDU_ID);
	if (!mydriver_is_edu(edu))
		return dev_err_probe(dev, -ENODEV, "no edu: it identifies itself as 0x%08x\n", edu);
	pci_set_drvdata(pdev, driver);
	dev_info(dev, "edu found, identification 0x%08x\n", edu);
	return 0;
}

static const struct pci_device_id mydriver_ids[] = {
	{ PCI_DEVICE(EDU_VENDOR, EDU_DEVICE) },
	{}
};
MODULE_DEVICE_TABLE(pci, mydriver_ids);

/* All that probe acquired is managed, so there is no remove. */
static struct pci_driver mydriver_driver = {
	.name = KBUILD_MODNAME,
	.id_table = mydriver_ids,
	.probe = mydriver_probe,
	.dev_groups = mydriver_groups,
};
module_pci_driver(mydriver_driver);

MODULE_DESCRIPTION("mydriver: a driver of QEMU's edu");
MODULE_LICENSE("GPL");
