// SPDX-License-Identifier: GPL-2.0
/*
 * dma-demo: chapters 5.5, Coherent DMA, and 5.6, Streaming DMA. A driver for the DMA
 * engine of QEMU's edu (1234:11e8); where there is none, a device of software.
 *
 * At bind time the device copies within coherent memory, and the log says at which
 * address it sees that memory. The parameter address_bits, 1 to 28, says how many
 * address bits the driver asks for; edu has 28. In debugfs, a folder for each device:
 *
 *   kind        what memory the next run uses: single, page, sg, noncoherent, coherent
 *               or ring (EINVAL)
 *   direction   what the device does with it: to-device, from-device or bidirectional;
 *               coherent and ring need none (EINVAL)
 *   offset      of the first byte in its page (EINVAL; E2BIG)
 *   run         write a number of bytes, 1 to 65536: they go through the device and
 *               are compared (EINVAL; E2BIG; ENOMEM: out of memory, or the memory cannot
 *               be mapped; EBADMSG: a byte is wrong; ETIMEDOUT; ENODEV; EINTR)
 *   stats       what the device has done
 *   cost        what mapping costs
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../mmio/edu_pci.h"
#include "edu_dma.h"
#include "files.h"
#include "plain.h"
#include "software.h"

/**
 * struct demo_edu - a bound edu
 * @edu: its engine
 * @files: its files
 */
struct demo_edu {
	struct kmemlab_edu_dma edu;
	struct dma_files files;
};

/**
 * struct demo_software - the device of software
 * @pdev: how the DMA API knows it
 * @software: its engine
 * @files: its files
 */
struct demo_software {
	struct platform_device *pdev;
	struct kmemlab_software software;
	struct dma_files files;
};

static atomic_t bound = ATOMIC_INIT(0);
static struct dentry *demo_dir;
static struct demo_software demo_software;

static int address_bits_set(const char *value, const struct kernel_param *param)
{
	return param_set_uint_minmax(value, param, 1, EDU_DMA_BITS);
}

static const struct kernel_param_ops address_bits_ops = {
	.set = address_bits_set,
	.get = param_get_uint,
};

static unsigned int address_bits = EDU_DMA_BITS;
module_param_cb(address_bits, &address_bits_ops, &address_bits, 0444);
MODULE_PARM_DESC(address_bits, "address bits to ask for, 1 to 28 (28)");

static phys_addr_t physical(void *data)
{
	if (is_vmalloc_addr(data))
		return page_to_phys(vmalloc_to_page(data)) + offset_in_page(data);
	return virt_to_phys(data);
}

/* The CPU's address, the bus's and the device's are three things. */
static int show_address(struct device *dev)
{
	dma_addr_t addr;
	void *data = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	dev_info(dev, "coherent memory: the device sees it at %pad, %s physical address\n",
		 &addr, addr == physical(data) ? "its" : "not its");
	dma_free_coherent(dev, PAGE_SIZE, data, addr);
	return 0;
}

static int show_engine(struct kmemlab_engine *engine)
{
	struct kmemlab_engine_stats stats;
	int err = show_address(engine->dev) ?:
		  kmemlab_selftest_coherent(engine, engine->ops->buffer_size);

	if (err)
		return dev_err_probe(engine->dev, err, "DMA self-test failed\n");
	kmemlab_engine_stats(engine, &stats);
	dev_info(engine->dev,
		 "coherent memory: %llu bytes there and back in %llu transfers, %llu interrupts, all equal\n",
		 stats.bytes / 2, stats.transfers, stats.interrupts);
	return 0;
}

/* The plain forms of chapter 5.6: one buffer sent, another one received. */
static int show_streaming(struct kmemlab_engine *engine)
{
	u32 bytes = engine->ops->buffer_size;
	/* edu has 28 address bits, and GFP_DMA memory is in its reach on every PC. */
	u8 *sent = kmalloc(bytes, GFP_KERNEL | GFP_DMA);
	u8 *received = kzalloc(bytes, GFP_KERNEL | GFP_DMA);
	int err = -ENOMEM;

	if (!sent || !received)
		goto free;
	memset(sent, 0xa5, bytes);
	err = kmemlab_engine_get(engine);
	if (err)
		goto free;
	err = plain_send(engine, sent, bytes) ?: plain_receive(engine, received, bytes);
	kmemlab_engine_put(engine);
	if (!err && memcmp(sent, received, bytes))
		err = -EBADMSG;
	if (err)
		dev_err_probe(engine->dev, err, "streaming self-test failed\n");
	else
		dev_info(engine->dev,
			 "streaming memory: %u bytes sent, received in another buffer: all equal\n",
			 bytes);
free:
	kfree(received);
	kfree(sent);
	return err;
}

/* Without bus mastering a PCI device reaches no memory; nor does its MSI arrive. */
static void edu_connect(struct kmemlab_engine *engine, bool on)
{
	struct pci_dev *pdev = to_pci_dev(engine->dev);

	if (on) {
		pci_set_master(pdev);
		return;
	}
	pci_clear_master(pdev);
	/* A request that was sent before is completed all the same. */
	if (!pci_wait_for_pending_transaction(pdev))
		pci_warn(pdev, "transactions are still pending\n");
}

static const struct kmemlab_engine_ops edu_ops = {
	.name = "edu",
	.buffer_size = EDU_BUFFER_USABLE,
	.start = kmemlab_edu_dma_start,
	.is_busy = kmemlab_edu_dma_is_busy,
	.connect = edu_connect,
};

/* What the device can do is asked for once: fewer bits are never easier to serve. */
static int set_mask(struct device *dev)
{
	int err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(address_bits));

	if (err)
		return dev_err_probe(dev, err, "no memory here for %u address bits\n",
				     address_bits);
	/* It takes less than a page at once: longer entries of a list would be of no use. */
	dma_set_max_seg_size(dev, PAGE_SIZE);
	return 0;
}

/* From here on no transfer, and no interrupt of one. */
static void dma_demo_stop(struct pci_dev *pdev, struct kmemlab_edu_dma *edu)
{
	if (kmemlab_engine_stop(&edu->engine))
		pci_warn(pdev, "still busy, and disconnected from memory\n");
	kmemlab_edu_dma_quiesce(edu);
}

static int dma_demo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct kmemlab_engine *engine;
	struct demo_edu *demo;
	void __iomem *regs;
	int err;

	demo = devm_kzalloc(dev, sizeof(*demo), GFP_KERNEL);
	if (!demo)
		return -ENOMEM;
	engine = &demo->edu.engine;
	regs = edu_pci_map(pdev);
	if (IS_ERR(regs))
		return PTR_ERR(regs);
	err = set_mask(dev);
	if (err)
		return err;
	err = kmemlab_edu_dma_init(&demo->edu, dev, regs, &edu_ops);
	if (err)
		return dev_err_probe(dev, err, "not an edu\n");
	err = edu_pci_request_irq(pdev, kmemlab_edu_dma_interrupt, &demo->edu);
	if (err)
		return err;
	err = show_engine(engine) ?: show_streaming(engine);
	if (err) {
		dma_demo_stop(pdev, &demo->edu);
		return err;
	}
	dma_files_add(&demo->files, engine, demo_dir);
	pci_set_drvdata(pdev, demo);
	atomic_inc(&bound);
	return 0;
}

/* Stopped first: who runs a transfer by a file leaves, and only then the files go. */
static void dma_demo_remove(struct pci_dev *pdev)
{
	struct demo_edu *demo = pci_get_drvdata(pdev);

	dma_demo_stop(pdev, &demo->edu);
	dma_files_remove(&demo->files);
	atomic_dec(&bound);
}

static const struct pci_device_id dma_demo_ids[] = {
	{ PCI_DEVICE(EDU_PCI_VENDOR, EDU_PCI_DEVICE) },
	{}
};
MODULE_DEVICE_TABLE(pci, dma_demo_ids);

static struct pci_driver dma_demo_driver = {
	.name = "dma-demo",
	.id_table = dma_demo_ids,
	.probe = dma_demo_probe,
	.remove = dma_demo_remove,
};

static void remove_software(void)
{
	if (!demo_software.pdev)
		return;
	kmemlab_engine_stop(&demo_software.software.engine);
	dma_files_remove(&demo_software.files);
	kmemlab_software_destroy(&demo_software.software);
	platform_device_unregister(demo_software.pdev);
	demo_software.pdev = NULL;
}

static int add_software(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple("kmemlab-software", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = kmemlab_software_init(&demo_software.software, &pdev->dev);
	if (err) {
		platform_device_unregister(pdev);
		return err;
	}
	demo_software.pdev = pdev;
	dma_files_add(&demo_software.files, &demo_software.software.engine, demo_dir);
	err = show_engine(&demo_software.software.engine) ?:
	      show_streaming(&demo_software.software.engine);
	if (err)
		remove_software();
	return err;
}

static int __init dma_demo_init(void)
{
	int err;

	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	err = pci_register_driver(&dma_demo_driver);
	if (err)
		goto remove_dir;
	if (atomic_read(&bound))
		return 0;
	pr_info("no edu (PCI %04x:%04x): a device of software instead, which is no hardware\n",
		EDU_PCI_VENDOR, EDU_PCI_DEVICE);
	err = add_software();
	if (err)
		goto unregister;
	return 0;

unregister:
	pci_unregister_driver(&dma_demo_driver);
remove_dir:
	debugfs_remove_recursive(demo_dir);
	return err;
}
module_init(dma_demo_init);

static void __exit dma_demo_exit(void)
{
	pci_unregister_driver(&dma_demo_driver);
	remove_software();
	debugfs_remove_recursive(demo_dir);
}
module_exit(dma_demo_exit);

MODULE_DESCRIPTION("5.5 and 5.6 Coherent and streaming DMA, with QEMU's edu");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
