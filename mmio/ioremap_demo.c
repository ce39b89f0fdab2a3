// SPDX-License-Identifier: GPL-2.0
/*
 * ioremap-demo: chapter 5.7, Memory-mapped I/O. A driver for QEMU's edu
 * (1234:11e8).
 *
 * Binds to each edu there is or that comes: claims and maps its registers, sees
 * that they are an edu's, takes its interrupt (MSI, else the INTx line).
 * Everything is managed, so that each error and each removal gives it back in
 * order. At bind time the log shows the device through every accessor, at load
 * time two ports of a PC.
 *
 * In sysfs, on the device (sysfs-bus-pci-drivers-ioremap-demo documents them):
 *
 *   liveness    reads "alive", or fails with EIO
 *   factorial   write a number, 0 to 12; read its factorial, computed by the
 *               device
 *   interrupts  how many came
 *   raise       write causes, to be interrupted with them
 */
#include "../kmemlab.h"

#include <linux/device.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/kstrtox.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>
#include <linux/sysfs.h>

#include "accessors.h"
#include "edu.h"
#include "edu_pci.h"
#include "edu_platform.h"
#include "ports.h"
#include "registers_demo.h"

/**
 * struct demo_edu - a bound device
 * @edu: its core
 * @lock: protects @factorial
 * @factorial: the last one computed; 0: none yet
 */
struct demo_edu {
	struct kmemlab_edu edu;
	struct mutex lock; /* factorial */
	u32 factorial;
};

static atomic_t bound = ATOMIC_INIT(0);

static ssize_t liveness_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	struct demo_edu *demo = dev_get_drvdata(dev);
	int err = kmemlab_edu_check_liveness(&demo->edu, 0x12345678);

	return err ?: sysfs_emit(buf, "alive\n");
}
static DEVICE_ATTR_RO(liveness);

static ssize_t factorial_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	struct demo_edu *demo = dev_get_drvdata(dev);
	u32 factorial;

	mutex_lock(&demo->lock);
	factorial = demo->factorial;
	mutex_unlock(&demo->lock);
	return factorial ? sysfs_emit(buf, "%u\n", factorial) : -ENODATA;
}

static ssize_t factorial_store(struct device *dev,
			       struct device_attribute *attr, const char *buf,
			       size_t count)
{
	struct demo_edu *demo = dev_get_drvdata(dev);
	unsigned int number;
	int err;

	err = kstrtouint(buf, 0, &number);
	if (err)
		return err;
	mutex_lock(&demo->lock);
	err = kmemlab_edu_factorial_by_interrupt(&demo->edu, number,
						 &demo->factorial);
	mutex_unlock(&demo->lock);
	return err ?: count;
}
static DEVICE_ATTR_ADMIN_RW(factorial);

static ssize_t interrupts_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct demo_edu *demo = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%ld\n",
			  atomic_long_read(&demo->edu.interrupts));
}
static DEVICE_ATTR_RO(interrupts);

static ssize_t raise_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t count)
{
	struct demo_edu *demo = dev_get_drvdata(dev);
	u32 causes;
	int err;

	err = kstrtou32(buf, 0, &causes) ?:
	      kmemlab_edu_raise(&demo->edu, causes);
	return err ?: count;
}
static DEVICE_ATTR_WO(raise);

static struct attribute *demo_attrs[] = {
	&dev_attr_liveness.attr,
	&dev_attr_factorial.attr,
	&dev_attr_interrupts.attr,
	&dev_attr_raise.attr,
	NULL
};
ATTRIBUTE_GROUPS(demo);

static const struct regmap_config edu_regmap_config = {
	.reg_bits = 32,
	.val_bits = 32,
	.reg_stride = 4,
	.max_register = EDU_INTERRUPT_ACK,
};

/* The register through regmap, which brings locking, ranges, debugfs. */
static int show_regmap(struct device *dev, void __iomem *regs)
{
	struct regmap *map =
		devm_regmap_init_mmio(dev, regs, &edu_regmap_config);
	unsigned int id;
	int err;

	if (IS_ERR(map))
		return PTR_ERR(map);
	err = regmap_read(map, EDU_ID, &id);
	if (err)
		return err;
	dev_info(dev,
		 "regmap_read    0x%08x  32 bits, beyond 0x%02x: error %d\n",
		 id, EDU_INTERRUPT_ACK,
		 regmap_read(map, EDU_INTERRUPT_ACK + 4, &id));
	return 0;
}

static void show_accessors(struct device *dev, void __iomem *regs)
{
	const struct kmemlab_accessor *accessor;
	unsigned int i;

	for (i = 0; (accessor = kmemlab_accessor(i)); i++)
		dev_info(dev, "%-14s 0x%0*llx  %2u bits, %s\n", accessor->name,
			 accessor->bits / 4,
			 kmemlab_accessor_read(accessor, regs), accessor->bits,
			 accessor->says);
}

/* The first driver that asks for a region gets it, the next does not. */
static void show_claim(struct pci_dev *pdev)
{
	resource_size_t start = pci_resource_start(pdev, EDU_BAR);
	resource_size_t size = pci_resource_len(pdev, EDU_BAR);
	struct resource *again = request_mem_region(start, size, "again");

	if (again)
		release_mem_region(start, size);
	pci_info(pdev, "claiming BAR %d again: %s\n", EDU_BAR,
		 again ? "succeeded" : "busy");
}

static int show_device(struct pci_dev *pdev, struct kmemlab_edu *edu)
{
	struct device *dev = &pdev->dev;
	u32 polled, interrupted;
	int err;

	dev_info(dev, "BAR %d: %pR, edu %u.%u, %s\n", EDU_BAR,
		 &pdev->resource[EDU_BAR], kmemlab_edu_revision(edu) >> 8,
		 kmemlab_edu_revision(edu) & 0xff,
		 pci_dev_msi_enabled(pdev) ? "MSI" : "INTx");
	show_accessors(dev, edu->regs);
	err = show_regmap(dev, edu->regs);
	if (err)
		return err;
	show_claim(pdev);
	err = kmemlab_edu_factorial_by_polling(edu, 10, &polled) ?:
	      kmemlab_edu_factorial_by_interrupt(edu, 12, &interrupted);
	if (err)
		return dev_err_probe(dev, err,
				     "self-test failed: no factorial\n");
	dev_info(dev, "10! = %u by polling, 12! = %u by interrupt, %ld interrupts\n",
		 polled, interrupted, atomic_long_read(&edu->interrupts));
	return 0;
}

static int ioremap_demo_probe(struct pci_dev *pdev,
			      const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct demo_edu *demo;
	void __iomem *regs;
	u32 command;
	int err;

	demo = devm_kzalloc(dev, sizeof(*demo), GFP_KERNEL);
	if (!demo)
		return -ENOMEM;
	mutex_init(&demo->lock);
	regs = edu_pci_map(pdev);
	if (IS_ERR(regs))
		return PTR_ERR(regs);
	err = kmemlab_edu_init(&demo->edu, regs);
	if (err)
		return dev_err_probe(dev, err, "not an edu\n");
	/* A transfer that an earlier driver had to leave must not go on. */
	err = readl_poll_timeout(regs + EDU_DMA_COMMAND, command,
				 !(command & EDU_DMA_COMMAND_START), 1000,
				 USEC_PER_SEC);
	if (err)
		return dev_err_probe(dev, err, "still busy\n");
	pci_set_master(pdev);
	err = edu_pci_request_irq(pdev, kmemlab_edu_interrupt, &demo->edu);
	if (err)
		return err;
	pci_set_drvdata(pdev, demo);
	err = show_device(pdev, &demo->edu) ?:
	      devm_registers_add(pdev, EDU_BAR);
	if (err) {
		/* A pending cause would assert INTx once vectors are freed. */
		kmemlab_edu_quiesce(&demo->edu);
		return err;
	}
	atomic_inc(&bound);
	return 0;
}

/*
 * The device is told to be quiet; an interrupt on its way may still run the
 * handler. The managed resources are released when this returns, in the reverse
 * order of their acquisition: the interrupt first, the mapping last.
 */
static void ioremap_demo_remove(struct pci_dev *pdev)
{
	struct demo_edu *demo = pci_get_drvdata(pdev);

	kmemlab_edu_quiesce(&demo->edu);
	atomic_dec(&bound);
	pci_info(pdev, "unbound after %ld interrupts\n",
		 atomic_long_read(&demo->edu.interrupts));
}

static int ioremap_demo_suspend(struct device *dev)
{
	struct demo_edu *demo = dev_get_drvdata(dev);

	kmemlab_edu_stop(&demo->edu);
	return 0;
}

/* The PCI core has restored what it knows: BARs, bus mastering, MSI. */
static int ioremap_demo_resume(struct device *dev)
{
	struct demo_edu *demo = dev_get_drvdata(dev);

	kmemlab_edu_restart(&demo->edu);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(ioremap_demo_pm_ops, ioremap_demo_suspend,
				ioremap_demo_resume);

/*
 * Power-off and kexec: processes still run, and the next kernel must meet no
 * interrupt.
 */
static void ioremap_demo_shutdown(struct pci_dev *pdev)
{
	ioremap_demo_suspend(&pdev->dev);
}

/* Another device on the line may run the handler, which reads too. */
static void ioremap_demo_reset_prepare(struct pci_dev *pdev)
{
	ioremap_demo_suspend(&pdev->dev);
	disable_irq(pci_irq_vector(pdev, 0));
}

/*
 * Called whether the reset succeeded or not; a device that is gone times out
 * later.
 */
static void ioremap_demo_reset_done(struct pci_dev *pdev)
{
	enable_irq(pci_irq_vector(pdev, 0));
	ioremap_demo_resume(&pdev->dev);
}

/*
 * pci_reset_function(), for example by a write to the file reset of the device
 * in sysfs.
 */
static const struct pci_error_handlers ioremap_demo_err_handler = {
	.reset_prepare = ioremap_demo_reset_prepare,
	.reset_done = ioremap_demo_reset_done,
};

static const struct pci_device_id ioremap_demo_ids[] = {
	{ PCI_DEVICE(EDU_PCI_VENDOR, EDU_PCI_DEVICE) },
	{}
};
MODULE_DEVICE_TABLE(pci, ioremap_demo_ids);

static struct pci_driver ioremap_demo_driver = {
	.name = "ioremap-demo",
	.id_table = ioremap_demo_ids,
	.probe = ioremap_demo_probe,
	.remove = ioremap_demo_remove,
	.shutdown = ioremap_demo_shutdown,
	.err_handler = &ioremap_demo_err_handler,
	.driver.pm = pm_sleep_ptr(&ioremap_demo_pm_ops),
	.dev_groups = demo_groups,
};

static void show_port(unsigned long port)
{
	u8 value;
	int err = kmemlab_port_read(port, &value);

	if (err)
		pr_info("port 0x%02lx: error %d\n", port, err);
	else
		pr_info("port 0x%02lx: 0x%02x by inb\n", port, value);
}

static int __init ioremap_demo_init(void)
{
	int err = platform_driver_register(&edu_platform_driver);

	if (err)
		return err;
	err = pci_register_driver(&ioremap_demo_driver);
	if (err) {
		platform_driver_unregister(&edu_platform_driver);
		return err;
	}
	show_port(KMEMLAB_PORT_SYSTEM);
	show_port(KMEMLAB_PORT_KEYBOARD);
	if (!atomic_read(&bound))
		pr_info("no edu (PCI %04x:%04x) yet: waiting for one\n",
			EDU_PCI_VENDOR, EDU_PCI_DEVICE);
	return 0;
}
module_init(ioremap_demo_init);

static void __exit ioremap_demo_exit(void)
{
	pci_unregister_driver(&ioremap_demo_driver);
	platform_driver_unregister(&edu_platform_driver);
}
module_exit(ioremap_demo_exit);

MODULE_DESCRIPTION("5.7 Memory-mapped I/O: a driver for QEMU's edu");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
