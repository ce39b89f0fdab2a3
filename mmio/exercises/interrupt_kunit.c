// SPDX-License-Identifier: GPL-2.0
/* The suite of the exercise mmio-interrupt. */
#include "../../kmemlab.h"

#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../../mmio/edu_regs.h"
#include "../../tests/exercise.h"
#include "../../tests/exercise_edu.h"
#include "interrupt.h"

static void an_interrupt_of_another_device(struct kunit *test)
{
	struct edu_irq irq = { edu.regs, 0 };

	KUNIT_EXPECT_EQ_MSG(test, edu_handle(edu.irq, &irq), IRQ_NONE,
			    "the device had raised no interrupt");
	KUNIT_EXPECT_EQ(test, irq.causes, 0);
}

static void causes_are_remembered_and_acknowledged(struct kunit *test)
{
	struct edu_irq irq = { edu.regs, 0x100 };

	/* Nothing else handles it meanwhile. */
	disable_irq(edu.irq);
	writel(0x5, edu.regs + EDU_INTERRUPT_RAISE);
	KUNIT_EXPECT_EQ(test, edu_handle(edu.irq, &irq), IRQ_HANDLED);
	KUNIT_EXPECT_EQ_MSG(test, irq.causes, 0x105, "causes were lost");
	KUNIT_EXPECT_EQ_MSG(test, readl(edu.regs + EDU_INTERRUPT_STATUS), 0,
			    "the interrupt was not acknowledged: the line stays raised");
	writel(~0, edu.regs + EDU_INTERRUPT_ACK);
	enable_irq(edu.irq);
}

static void a_gone_device_has_no_interrupt(struct kunit *test)
{
	const struct edu_faults faults = { .gone = true };
	struct edu_irq irq = { edu.regs, 0 };

	KUNIT_ASSERT_EQ(test, edu_break(&faults), 0);
	KUNIT_EXPECT_EQ_MSG(test, edu_handle(edu.irq, &irq), IRQ_NONE, "no device answers");
	KUNIT_EXPECT_EQ(test, irq.causes, 0);
}

static struct kunit_case interrupt_cases[] = {
	KUNIT_CASE(an_interrupt_of_another_device),
	KUNIT_CASE(causes_are_remembered_and_acknowledged),
	KUNIT_CASE(a_gone_device_has_no_interrupt),
	{}
};

static struct kunit_suite interrupt_suite = {
	.name = "exercise_mmio_interrupt",
	.init = acquire,
	.exit = release,
	.test_cases = interrupt_cases,
};

kunit_test_suite(interrupt_suite);

MODULE_DESCRIPTION("kmemlab: the exercise mmio-interrupt");
MODULE_IMPORT_NS("KMEMLAB");
MODULE_LICENSE("GPL");
