// SPDX-License-Identifier: GPL-2.0
/* The suite of mydriver: make kunit M=... ARCH=x86_64 runs it on a device. */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/pci.h>

#include "mydriver.h"

static void an_edu_is_told_from_others(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, mydriver_is_edu(0x010000ed));
	KUNIT_EXPECT_FALSE(test, mydriver_is_edu(0x010000ee));
	KUNIT_EXPECT_FALSE(test, mydriver_is_edu(0));
	KUNIT_EXPECT_FALSE(test, mydriver_is_edu(~0));
}

static void the_device_computes(struct kunit *test)
{
	struct pci_dev *pdev = pci_get_device(EDU_VENDOR, EDU_DEVICE, NULL);
	void __iomem *regs;
	u32 factorial = 0;

	if (!pdev)
		kunit_skip(test, "no edu: ARCH=x86_64 has one");
	/* The driver has enabled the device; its registers may be mapped twice. */
	regs = pci_iomap(pdev, EDU_BAR, 0);
	if (regs) {
		KUNIT_EXPECT_EQ(test, mydriver_factorial(regs, 0, &factorial), 0);
		KUNIT_EXPECT_EQ(test, factorial, 1);
		KUNIT_EXPECT_EQ(test, mydriver_factorial(regs, 12, &factorial), 0);
		KUNIT_EXPECT_EQ(test, factorial, 479001600);
		pci_iounmap(pdev, regs);
	}
	pci_dev_put(pdev);
	KUNIT_EXPECT_NOT_NULL(test, (__force void *)regs);
}

static struct kunit_case mydriver_cases[] = {
	KUNIT_CASE(an_edu_is_told_from_others),
	KUNIT_CASE(the_device_computes),
	{}
};

static struct kunit_suite mydriver_suite = {
	.name = "mydriver",
	.test_cases = mydriver_cases,
};

kunit_test_suite(mydriver_suite);

MODULE_DESCRIPTION("KUnit suite of mydriver");
MODULE_LICENSE("GPL");
