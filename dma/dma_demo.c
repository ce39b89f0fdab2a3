// SPDX-License-Identifier: GPL-2.0
/*
 * dma-demo: chapters 5.5, Coherent DMA, and 5.6, Streaming DMA. A driver for
 * the DMA engine of QEMU's edu (1234:11e8).
 *
 * At bind time each device copies within coherent memory, then sends one
 * streaming buffer and receives another one. On a machine without an edu the
 * log shows what mapping does. The parameter address_bits, 1 to 28, says how
 * many address bits the driver asks for; edu has 28. In debugfs, a folder for
 * each device:
 *
 *   single       write a number of bytes, 1 to 4032: a buffer of kmalloc()
 *                memory is sent, another one received and compared
 *   messages     the same, three messages of 1 to 1344 bytes in a page that
 *                stays mapped
 *   list         the same, 1 to 4032 bytes in pieces of 1000
 *   noncoherent  the same within memory of dma_alloc_noncoherent(), 1 to 4032
 *   coherent     the same within coherent memory, 1 to 4032
 *   ring         the same in buffers that go through two rings, 1 to 16384
 *   stats        what the device has done
 *
 * Errors of a write: EINVAL for 0, ERANGE above the limit, ENOMEM or EIO if
 * memory cannot be allocated or mapped, EBADMSG if a byte is wrong, ETIMEDOUT
 * (of a ring: EIO), ENODEV, EINTR.
 */
#include "../kmemlab.h"

#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/pci.h>
#include <linux/seq_file.h>

#include "../mmio/edu_pci.h"
#include "edu_dma.h"
#include "no_edu.h"
#include "selftest.h"

struct demo;

/**
 * struct demo_file - a debugfs file that runs a self-test
 * @demo: the device
 * @test: the self-test
 */
struct demo_file {
	struct demo *demo;
	const struct selftest *test;
};

/**
 * struct demo - a bound edu
 * @edu: its DMA engine
 * @running: one self-test at a time, because a ring does not keep the device
 *	locked
 * @dir: its folder in debugfs
 * @files: its files
 */
struct demo {
	struct edu_dma edu;
	struct mutex running; /* a self-test */
	struct dentry *dir;
	struct demo_file files[SELFTESTS];
};

static atomic_t bound = ATOMIC_INIT(0);
static struct dentry *demo_dir;

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

static int run_set(void *data, u64 bytes)
{
	struct demo_file *file = data;
	struct demo *demo = file->demo;
	int err;

	if (bytes > U32_MAX)
		return -ERANGE;
	err = mutex_lock_killable(&demo->running);
	if (err)
		return err;
	err = file->test->run(&demo->edu, bytes);
	mutex_unlock(&demo->running);
	if (err)
		return err;
	dev_info(demo->edu.dev, "%-11s %5llu bytes there and back, all equal\n",
		 file->test->name, bytes);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(run_fops, NULL, run_set, "%llu\n");

static int stats_show(struct seq_file *seq, void *unused)
{
	struct demo *demo = seq->private;
	const struct edu_dma_stats *stats = &demo->edu.stats;

	/* Not edu_dma_lock(): a stopped device has statistics too. */
	if (mutex_lock_killable(&demo->edu.lock))
		return -EINTR;
	seq_printf(seq, "transfers       %u\n", stats->transfers);
	seq_printf(seq, "bytes           %u\n", stats->bytes);
	seq_printf(seq, "errors          %u\n", stats->errors);
	seq_printf(seq, "interrupts      %u\n", READ_ONCE(stats->interrupts));
	seq_printf(seq, "lost interrupts %u\n", stats->lost_interrupts);
	mutex_unlock(&demo->edu.lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stats);

static void add_files(struct demo *demo)
{
	int i;

	mutex_init(&demo->running);
	demo->dir = debugfs_create_dir(dev_name(demo->edu.dev), demo_dir);
	for (i = 0; i < SELFTESTS; i++) {
		demo->files[i] = (struct demo_file) { demo, &selftests[i] };
		debugfs_create_file(selftests[i].name, 0200, demo->dir,
				    &demo->files[i], &run_fops);
	}
	debugfs_create_file("stats", 0400, demo->dir, demo, &stats_fops);
}

/* Without it, a PCI device accesses no memory, and no MSI arrives. */
static void edu_set_master(struct device *dev, bool on)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	if (on) {
		pci_set_master(pdev);
		return;
	}
	pci_clear_master(pdev);
	/* Reads already sent are still answered; PCI Express tells when. */
	if (!pci_wait_for_pending_transaction(pdev))
		pci_warn(pdev, "transactions are still pending\n");
}

static int set_mask(struct device *dev)
{
	int err = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(address_bits));

	if (err)
		return dev_err_probe(dev, err,
				     "no memory here for %u address bits\n",
				     address_bits);
	/*
	 * No pieces are joined beyond a page, the least from which a list of
	 * pages is built.
	 */
	dma_set_max_seg_size(dev, PAGE_SIZE);
	return 0;
}

static void dma_demo_stop(struct pci_dev *pdev)
{
	struct demo *demo = pci_get_drvdata(pdev);

	if (edu_dma_stop(&demo->edu))
		pci_warn(pdev, "still busy, and without bus mastering\n");
}

static phys_addr_t physical_address(void *data)
{
	if (is_vmalloc_addr(data))
		return page_to_phys(vmalloc_to_page(data)) +
		       offset_in_page(data);
	return virt_to_phys(data);
}

static int show_address(struct device *dev)
{
	dma_addr_t addr;
	void *data = dma_alloc_coherent(dev, PAGE_SIZE, &addr, GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	dev_info(dev, "coherent memory: DMA address %pad, %s physical address\n",
		 &addr, addr == physical_address(data) ? "its" : "not its");
	dma_free_coherent(dev, PAGE_SIZE, data, addr);
	return 0;
}

static void show_limits(struct device *dev)
{
	size_t most = dma_max_mapping_size(dev);

	if (most == SIZE_MAX)
		dev_info(dev, "limits: a mapping of any length, segments of %u bytes\n",
			 dma_get_max_seg_size(dev));
	else
		dev_info(dev,
			 "limits: a mapping of %zu bytes, segments of %u bytes\n",
			 most, dma_get_max_seg_size(dev));
}

/* The plain forms of both chapters. */
static int show_forms(struct edu_dma *edu)
{
	struct device *dev = edu->dev;
	int err;

	err = selftest_send_receive(edu, EDU_BUFFER_USABLE,
				    GFP_KERNEL | GFP_DMA);
	if (err)
		return dev_err_probe(dev, err, "streaming self-test failed\n");
	dev_info(dev, "streaming memory: %u bytes sent, received in another buffer: all equal\n",
		 EDU_BUFFER_USABLE);
	err = show_address(dev) ?: selftest_coherent(edu, EDU_BUFFER_USABLE);
	if (err)
		return dev_err_probe(dev, err, "coherent self-test failed\n");
	dev_info(dev, "coherent memory: %u bytes copied by the device, all equal\n",
		 EDU_BUFFER_USABLE);
	dev_info(dev, "%u transfers, %u interrupts\n", edu->stats.transfers,
		 edu->stats.interrupts);
	return 0;
}

static int dma_demo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	void __iomem *regs;
	struct demo *demo;
	int err;

	demo = devm_kzalloc(dev, sizeof(*demo), GFP_KERNEL);
	if (!demo)
		return -ENOMEM;
	regs = edu_pci_map(pdev);
	if (IS_ERR(regs))
		return PTR_ERR(regs);
	err = set_mask(dev);
	if (err)
		return err;
	err = edu_dma_init(&demo->edu, dev, regs, edu_set_master);
	if (err)
		return dev_err_probe(dev, err, "not an edu\n");
	err = edu_pci_request_irq(pdev, edu_dma_interrupt, &demo->edu);
	if (err)
		return err;
	pci_set_drvdata(pdev, demo);
	show_limits(dev);
	err = show_forms(&demo->edu);
	if (err) {
		dma_demo_stop(pdev);
		return err;
	}
	add_files(demo);
	atomic_inc(&bound);
	return 0;
}

/* Stopped first: a write to a file then ends, and the files can be removed. */
static void dma_demo_remove(struct pci_dev *pdev)
{
	struct demo *demo = pci_get_drvdata(pdev);

	dma_demo_stop(pdev);
	debugfs_remove_recursive(demo->dir);
	atomic_dec(&bound);
}

static int dma_demo_suspend(struct device *dev)
{
	dma_demo_stop(to_pci_dev(dev));
	return 0;
}

static int dma_demo_resume(struct device *dev)
{
	struct demo *demo = dev_get_drvdata(dev);

	edu_dma_restart(&demo->edu);
	return 0;
}

static DEFINE_SIMPLE_DEV_PM_OPS(dma_demo_pm_ops, dma_demo_suspend,
				dma_demo_resume);

/*
 * During the reset the registers do not answer, and the line of INTx may be
 * shared: the handler must not run either.
 */
static void dma_demo_reset_prepare(struct pci_dev *pdev)
{
	dma_demo_stop(pdev);
	disable_irq(pci_irq_vector(pdev, 0));
}

static void dma_demo_reset_done(struct pci_dev *pdev)
{
	enable_irq(pci_irq_vector(pdev, 0));
	dma_demo_resume(&pdev->dev);
}

/*
 * pci_reset_function(), for example by a write to the file reset of the device
 * in sysfs.
 */
static const struct pci_error_handlers dma_demo_err_handler = {
	.reset_prepare = dma_demo_reset_prepare,
	.reset_done = dma_demo_reset_done,
};

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
	/* kexec: the next kernel must not find a device that writes memory. */
	.shutdown = dma_demo_stop,
	.err_handler = &dma_demo_err_handler,
	.driver.pm = pm_sleep_ptr(&dma_demo_pm_ops),
};

static int __init dma_demo_init(void)
{
	int err;

	demo_dir = debugfs_create_dir(KBUILD_MODNAME, NULL);
	err = pci_register_driver(&dma_demo_driver);
	if (err)
		goto remove_dir;
	if (atomic_read(&bound))
		return 0;
	pr_info("no edu (PCI %04x:%04x) is bound: no byte is moved. QEMU has one: -device edu\n",
		EDU_PCI_VENDOR, EDU_PCI_DEVICE);
	err = no_edu_show_mappings();
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
	debugfs_remove_recursive(demo_dir);
}
module_exit(dma_demo_exit);

MODULE_DESCRIPTION("5.5 and 5.6 Coherent and streaming DMA, with QEMU's edu");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
