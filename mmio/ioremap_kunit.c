// SPDX-License-Identifier: GPL-2.0
/*
 * The suite of chapter 5.7: the driver core against a model of the device, on which
 * things can go wrong on purpose, in User-Mode Linux; elsewhere against the device
 * itself. What the whole driver does is tested by tests/guest/scenario-edu.
 */
#include "../kmemlab.h"

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kthread.h>
#include <linux/platform_device.h>
#include <linux/regmap.h>
#include <linux/sizes.h>

#include "../tests/claim.h"
#include "../tests/edu.h"
#include "../tests/page_table.h"
#include "../tests/report.h"
#include "../tests/thread.h"
#include "accessors.h"
#include "edu.h"
#include "edu_platform.h"
#include "edu_regs.h"
#include "ports.h"

/**
 * struct fixture - the driver core on an edu
 * @edu: the core
 * @dev: the device that regmap asks for
 */
struct fixture {
	struct kmemlab_edu edu;
	struct device *dev;
};

static struct edu_under_test under_test;

static int ioremap_suite_init(struct kunit_suite *suite)
{
	int err = edu_acquire(&under_test);

	return err == -ENODEV ? 0 : err;
}

static void ioremap_suite_exit(struct kunit_suite *suite)
{
	if (under_test.regs)
		edu_release(&under_test);
}

static int edu_test_init(struct kunit *test)
{
	struct fixture *fixture;
	int err;

	if (!under_test.regs)
		kunit_skip(test, "no edu");
	fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	if (!fixture)
		return -ENOMEM;
	fixture->dev = under_test.dev;
	err = kmemlab_edu_init(&fixture->edu, under_test.regs);
	if (err)
		return err;
	/* A device that answers is not late because the machine is busy. */
	fixture->edu.timeout_ms = 30 * KMEMLAB_EDU_TIMEOUT_MS;
	err = request_irq(under_test.irq, kmemlab_edu_interrupt, 0, "kmemlab-edu",
			  &fixture->edu);
	if (!err)
		test->priv = fixture;
	return err;
}

static void edu_test_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (!fixture)
		return;
	edu_break(&(struct edu_faults) { .id = 0 });
	/* A computation that was given up on comes to its end. */
	kmemlab_edu_factorial_by_polling(&fixture->edu, 0, &(u32) { 0 });
	kmemlab_edu_quiesce(&fixture->edu);
	free_irq(under_test.irq, &fixture->edu);
}

/* Nothing is wrong with a device on demand: these cases are the model's. */
static void make_wrong(struct kunit *test, const struct edu_faults *faults)
{
	struct fixture *fixture = test->priv;

	if (edu_break(faults))
		kunit_skip(test, "a device does nothing wrong on purpose");
	/* The device will not answer, so the wait is soon over. */
	fixture->edu.timeout_ms = 100;
}

/* Success: an edu is accepted, and says which it is. */
static void edu_is_identified(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	void __iomem *regs = fixture->edu.regs;
	struct kmemlab_edu *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_init(other, regs), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_revision(other), 0x100U);
}

/* Success: something else and nothing at all are no edu, and not alive. */
static void no_edu_is_refused(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	void __iomem *regs = fixture->edu.regs;
	struct kmemlab_edu *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	make_wrong(test, &(struct edu_faults) { .id = 0x010000ee });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_init(other, regs), -ENODEV);
	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_init(other, regs), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(&fixture->edu, 1), -EIO);
	/* All ones are the right answer to 0, and still no device. */
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(&fixture->edu, 0), -EIO);
}

/* Success: alive with any pattern. */
static void edu_is_alive(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(&fixture->edu, 0), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(&fixture->edu, U32_MAX), 0);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(&fixture->edu, 0x12345678), 0);
}

typedef int (*factorial_fn)(struct kmemlab_edu *edu, unsigned int number, u32 *result);

static const factorial_fn both_ways[] = {
	kmemlab_edu_factorial_by_polling, kmemlab_edu_factorial_by_interrupt,
};

static void way_to_desc(const factorial_fn *factorial, char *desc)
{
	strscpy(desc, *factorial == kmemlab_edu_factorial_by_polling ? "polling" : "interrupt",
		KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(way, both_ways, way_to_desc);

/* Success: right results up to the limit, and none above, where 32 bits overflow. */
static void factorial_limits(struct kunit *test)
{
	factorial_fn factorial = *(const factorial_fn *)test->param_value;
	struct fixture *fixture = test->priv;
	u32 result;

	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 0, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 1U);
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 5, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 120U);
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 12, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 479001600U);
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 13, &result), -ERANGE);
	KUNIT_EXPECT_EQ(test, result, 479001600U);
}

/*
 * claim 7.3: a loop until ready would never end. Success: a device that does not answer
 * is a time-out, again and again, and when it answers, the driver is as good as new.
 */
static void factorial_times_out(struct kunit *test)
{
	factorial_fn factorial = *(const factorial_fn *)test->param_value;
	struct fixture *fixture = test->priv;
	u32 result = 7;

	make_wrong(test, &(struct edu_faults) { .stuck = true });
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 5, &result), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 6, &result), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, result, 7U);
	make_wrong(test, &(struct edu_faults) { .stuck = false });
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 6, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 720U);
}

/* Success: a device that was unplugged is a time-out too, for all ones are busy. */
static void gone_device_times_out(struct kunit *test)
{
	factorial_fn factorial = *(const factorial_fn *)test->param_value;
	struct fixture *fixture = test->priv;
	u32 result;

	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 5, &result), -ETIMEDOUT);
	/* A loop until it is not busy would end only if it were not. */
	claim_is(test, "7.3", !(readl(fixture->edu.regs + EDU_STATUS) & EDU_STATUS_BUSY));
}

/* Success: the result of a device that goes away before it is read is not believed. */
static void result_of_a_gone_device(struct kunit *test)
{
	factorial_fn factorial = *(const factorial_fn *)test->param_value;
	struct fixture *fixture = test->priv;
	u32 result = 7;

	make_wrong(test, &(struct edu_faults) { .leaves = true });
	KUNIT_EXPECT_EQ(test, factorial(&fixture->edu, 5, &result), -ENODEV);
	KUNIT_EXPECT_EQ(test, result, 7U);
}

/* Success: without its interrupt who polls is served, who waits for it times out. */
static void lost_interrupt_times_out(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 result;

	make_wrong(test, &(struct edu_faults) { .mute = true });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_interrupt(&fixture->edu, 5, &result),
			-ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_polling(&fixture->edu, 5, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 120U);
}

/* Success: an interrupt that comes too early is not taken for the result. */
static void early_interrupt_is_not_believed(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	u32 result;

	make_wrong(test, &(struct edu_faults) { .hasty = true });
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_interrupt(&fixture->edu, 5, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 120U);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&fixture->edu.interrupts), 2L);
}

static void wait_for_interrupts(struct kmemlab_edu *edu, long number)
{
	int i;

	for (i = 0; i < 100 && atomic_long_read(&edu->interrupts) < number; i++)
		usleep_range(1000, 2000);
}

/*
 * Success: what is raised comes, is acknowledged and counted; what means something
 * else cannot be raised.
 */
static void interrupts_are_raised(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct kmemlab_edu *edu = &fixture->edu;

	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, EDU_CAUSE_FACTORIAL), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, EDU_CAUSE_DMA | 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, BIT(31)), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, 2), 0);
	wait_for_interrupts(edu, 1);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, 6), 0);
	wait_for_interrupts(edu, 2);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&edu->interrupts), 2L);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&edu->raised), 2L);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_INTERRUPT_STATUS), 0U);
}

/* Success: what another device on the line caused is not ours. */
static void foreign_interrupts_are_not_claimed(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct kmemlab_edu *edu = &fixture->edu;

	KUNIT_EXPECT_EQ(test, (int)kmemlab_edu_interrupt(0, edu), (int)IRQ_NONE);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&edu->interrupts), 0L);
}

/* Success: all ones, of a device that is gone, are no interrupt. */
static void gone_device_does_not_interrupt(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct kmemlab_edu *edu = &fixture->edu;

	make_wrong(test, &(struct edu_faults) { .gone = true });
	KUNIT_EXPECT_EQ(test, (int)kmemlab_edu_interrupt(0, edu), (int)IRQ_NONE);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&edu->interrupts), 0L);
}

/* Success: after it nothing is pending and nothing more is announced. */
static void quiesce_is_quiet(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct kmemlab_edu *edu = &fixture->edu;

	make_wrong(test, &(struct edu_faults) { .mute = true });
	writel(EDU_STATUS_INTERRUPT, edu->regs + EDU_STATUS);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, 2), 0);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_INTERRUPT_STATUS), 2U);
	kmemlab_edu_quiesce(edu);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_INTERRUPT_STATUS), 0U);
	KUNIT_EXPECT_EQ(test, readl(edu->regs + EDU_STATUS) & EDU_STATUS_INTERRUPT, 0U);
}

struct computer {
	struct kmemlab_edu *edu;
	struct task_struct *task;
	factorial_fn factorial;
	unsigned int rounds;
	unsigned int wrong;
	unsigned int number;
	u32 expected;
};

static int keep_computing(void *data)
{
	struct computer *computer = data;
	u32 result = 0;

	while (!kthread_should_stop()) {
		if (computer->factorial(computer->edu, computer->number, &result) ||
		    result != computer->expected)
			computer->wrong++;
		computer->rounds++;
	}
	return 0;
}

/* Success: four threads with four numbers, each gets its own result, every time. */
static void computations_are_not_mixed_up(struct kunit *test)
{
	static const u32 expected[] = { 6, 24, 120, 720 };
	struct fixture *fixture = test->priv;
	struct computer *computers = kunit_kcalloc(test, 4, sizeof(*computers), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, computers);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		computers[i].edu = &fixture->edu;
		computers[i].number = 3 + i;
		computers[i].expected = expected[i];
		computers[i].factorial = both_ways[i % 2];
		computers[i].task = new_thread(test, keep_computing, &computers[i]);
	}
	msleep(500);
	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		if (computers[i].task)
			kthread_stop(computers[i].task);
		KUNIT_EXPECT_GT(test, computers[i].rounds, 0U);
		KUNIT_EXPECT_EQ(test, computers[i].wrong, 0U);
	}
}

/* Success: a stopped device does nothing for anybody, and all of it when it is restarted. */
static void stopped_device_refuses(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct kmemlab_edu *edu = &fixture->edu;
	u32 result = 7;

	kmemlab_edu_stop(edu);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_polling(edu, 5, &result), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_interrupt(edu, 5, &result), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_raise(edu, 4), -ENODEV);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(edu, 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&edu->interrupts), 0L);
	KUNIT_EXPECT_EQ(test, result, 7U);
	kmemlab_edu_restart(edu);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_factorial_by_interrupt(edu, 5, &result), 0);
	KUNIT_EXPECT_EQ(test, result, 120U);
	KUNIT_EXPECT_EQ(test, kmemlab_edu_check_liveness(edu, 1), 0);
}

/*
 * claim 7.1: ioread32() is little-endian whatever the CPU is, as readl() is; the form
 * for devices of the other order has a name of its own. Success: swapped, exactly.
 */
static void byte_order_is_in_the_name(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	void __iomem *regs = fixture->edu.regs;

	KUNIT_EXPECT_EQ(test, readl(regs + EDU_ID), 0x010000edU);
	KUNIT_EXPECT_EQ(test, ioread32(regs + EDU_ID), 0x010000edU);
	KUNIT_EXPECT_EQ(test, ioread32be(regs + EDU_ID), 0xed000001U);
}

/* Success: a relaxed read is the same number, a width that edu has not gives none. */
static void accessors_by_name(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const struct kmemlab_accessor *accessor;
	unsigned int i;
	u64 value;

	for (i = 0; (accessor = kmemlab_accessor(i)); i++) {
		value = kmemlab_accessor_read(accessor, fixture->edu.regs);
		if (accessor->bits != 32)
			KUNIT_EXPECT_EQ(test, value, U64_MAX);
		else if (strcmp(accessor->name, "ioread32be"))
			KUNIT_EXPECT_EQ(test, value, 0x010000edULL);
	}
	KUNIT_EXPECT_EQ(test, i, IS_ENABLED(CONFIG_64BIT) ? 5U : 4U);
}

/* claim 7.5: ioremap_np() is for a few machines. Success: NULL on all others. */
static void non_posted_mapping_is_rare(struct kunit *test)
{
	void __iomem *regs;

	if (IS_ENABLED(CONFIG_ARM64))
		kunit_skip(test, "arm64 has non-posted mappings");
	regs = ioremap_np(0, SZ_4K);
	KUNIT_EXPECT_TRUE(test, !regs);
	claim_is(test, "7.5", !!regs);
	if (regs)
		iounmap(regs);
}

/*
 * ioremap_wc() is another mapping, not another name. (Of a range where nothing is; it is
 * not accessed.) Success: the CPU is told another type of caching by its page table.
 */
static void write_combining_is_another_type(struct kunit *test)
{
	void __iomem *regs, *frame_buffer;

	if (!kmemlab_pat_enabled() || kmemlab_cache_bits(NULL) == -EOPNOTSUPP)
		kunit_skip(test, "only x86-64 with page attribute tables");
	regs = ioremap(0x90000000, SZ_4K);
	frame_buffer = ioremap_wc(0x90001000, SZ_4K);
	if (regs && frame_buffer) {
		KUNIT_EXPECT_GE(test, kmemlab_cache_bits(regs), 0);
		KUNIT_EXPECT_GE(test, kmemlab_cache_bits(frame_buffer), 0);
		KUNIT_EXPECT_NE(test, kmemlab_cache_bits(regs),
				kmemlab_cache_bits(frame_buffer));
	} else {
		KUNIT_FAIL(test, "not mapped");
	}
	iounmap(regs);
	iounmap(frame_buffer);
}

/* Success: regmap reads and writes the same registers, and none beyond the last one. */
static void regmap_is_the_same(struct kunit *test)
{
	static const struct regmap_config config = {
		.reg_bits = 32,
		.val_bits = 32,
		.reg_stride = 4,
		.max_register = EDU_INTERRUPT_ACK,
	};
	struct fixture *fixture = test->priv;
	struct regmap *map = regmap_init_mmio(fixture->dev, fixture->edu.regs, &config);
	unsigned int value;

	KUNIT_ASSERT_FALSE(test, IS_ERR(map));
	KUNIT_EXPECT_EQ(test, regmap_read(map, EDU_ID, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 0x010000edU);
	KUNIT_EXPECT_EQ(test, regmap_write(map, EDU_LIVENESS, 0xf0f0f0f0), 0);
	KUNIT_EXPECT_EQ(test, readl(fixture->edu.regs + EDU_LIVENESS), 0x0f0f0f0fU);
	KUNIT_EXPECT_NE(test, regmap_read(map, EDU_INTERRUPT_ACK + 4, &value), 0);
	KUNIT_EXPECT_NE(test, regmap_read(map, EDU_ID + 1, &value), 0);
	regmap_exit(map);
}

/*
 * claim 7.4: a region is claimed once. Success: the second one is told that it is busy,
 * until the first one lets go.
 */
static void region_is_claimed_once(struct kunit *test)
{
	struct resource *first = request_mem_region(0x90000000, SZ_4K, "kmemlab-first");
	struct resource *second;

	KUNIT_ASSERT_NOT_NULL(test, first);
	second = request_mem_region(0x90000000, SZ_4K, "kmemlab-second");
	KUNIT_EXPECT_NULL(test, second);
	claim_is(test, "7.4", !second);
	KUNIT_EXPECT_NULL(test, request_mem_region(0x90000ffc, 4, "kmemlab-second"));
	release_mem_region(0x90000000, SZ_4K);
	first = request_mem_region(0x90000ffc, 4, "kmemlab-second");
	KUNIT_EXPECT_NOT_NULL(test, first);
	if (first)
		release_mem_region(0x90000ffc, 4);
}

/* Success: a device that has one message gets one, whatever the driver asks for. */
static void more_vectors_than_it_has(struct kunit *test)
{
	if (!under_test.nr_irqs)
		kunit_skip(test, "no PCI device");
	KUNIT_EXPECT_EQ(test, under_test.nr_irqs, 1);
}

/* Success: where there are no ports, none are reported. */
static void ports_are_for_pcs(struct kunit *test)
{
	u8 value = 1;

	if (KMEMLAB_HAS_PORTS)
		kunit_skip(test, "a PC");
	KUNIT_EXPECT_EQ(test, kmemlab_port_read(KMEMLAB_PORT_SYSTEM, &value), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, value, 1);
}

/*
 * Success: a platform device with the registers and the interrupt as its resources is
 * bound by the platform driver, which computes; unbound, it releases both.
 */
static void platform_driver_computes(struct kunit *test)
{
	struct resource resources[] = {
		DEFINE_RES_MEM(under_test.start, SZ_1M),
		DEFINE_RES_IRQ(under_test.irq),
	};
	struct fixture *fixture = test->priv;
	struct platform_device *pdev;
	struct kmemlab_edu *edu;
	u32 result = 0;
	int round, err = -ENODEV;

	if (!under_test.start)
		kunit_skip(test, "the registers belong to a PCI device");
	/* The interrupt is not shared: the fixture's handler makes room. */
	free_irq(under_test.irq, &fixture->edu);
	for (round = 0; round < 2; round++) {
		pdev = platform_device_register_simple(EDU_PLATFORM_NAME, PLATFORM_DEVID_AUTO,
						       resources, ARRAY_SIZE(resources));
		KUNIT_EXPECT_FALSE(test, IS_ERR(pdev));
		if (IS_ERR(pdev))
			break;
		edu = platform_get_drvdata(pdev);
		KUNIT_EXPECT_NOT_NULL(test, edu);
		if (edu)
			err = kmemlab_edu_factorial_by_interrupt(edu, 7, &result);
		platform_device_unregister(pdev);
		KUNIT_EXPECT_EQ(test, err, 0);
		KUNIT_EXPECT_EQ(test, result, 5040U);
	}
	KUNIT_EXPECT_EQ(test, request_irq(under_test.irq, kmemlab_edu_interrupt, 0, "kmemlab-edu",
					  &fixture->edu), 0);
}

static bool binds(struct kunit *test, const struct resource *resources, unsigned int nr)
{
	struct platform_device *pdev;
	bool bound;

	pdev = platform_device_register_simple(EDU_PLATFORM_NAME, PLATFORM_DEVID_AUTO, resources,
					       nr);
	KUNIT_EXPECT_FALSE(test, IS_ERR(pdev));
	if (IS_ERR(pdev))
		return false;
	bound = pdev->dev.driver;
	platform_device_unregister(pdev);
	return bound;
}

/*
 * Success: without registers, with those of another device, or with an interrupt that is in
 * use, the platform driver does not bind, and says why; with all of them right it does.
 */
static void platform_driver_refuses(struct kunit *test)
{
	const struct resource resources[] = {
		DEFINE_RES_MEM(under_test.start, SZ_1M),
		DEFINE_RES_IRQ(under_test.irq),
	};
	struct fixture *fixture = test->priv;
	int err;

	if (!under_test.start)
		kunit_skip(test, "the registers belong to a PCI device");
	expect_report("no interrupt");
	KUNIT_EXPECT_FALSE(test, binds(test, resources, 2));
	end_of_report();
	free_irq(under_test.irq, &fixture->edu);
	KUNIT_EXPECT_TRUE(test, binds(test, resources, 2));
	KUNIT_EXPECT_FALSE(test, binds(test, resources, 1));
	expect_report("invalid resource");
	KUNIT_EXPECT_FALSE(test, binds(test, resources + 1, 1));
	end_of_report();
	edu_break(&(struct edu_faults) { .id = 0x010000ee });
	expect_report("not an edu");
	KUNIT_EXPECT_FALSE(test, binds(test, resources, 2));
	end_of_report();
	edu_break(&(struct edu_faults) { .id = 0 });
	err = request_irq(under_test.irq, kmemlab_edu_interrupt, 0, "kmemlab-edu", &fixture->edu);
	KUNIT_EXPECT_EQ(test, err, 0);
}

static struct kunit_case ioremap_cases[] = {
	KUNIT_CASE(edu_is_identified),
	KUNIT_CASE(no_edu_is_refused),
	KUNIT_CASE(edu_is_alive),
	KUNIT_CASE_PARAM(factorial_limits, way_gen_params),
	KUNIT_CASE_PARAM(factorial_times_out, way_gen_params),
	KUNIT_CASE_PARAM(gone_device_times_out, way_gen_params),
	KUNIT_CASE_PARAM(result_of_a_gone_device, way_gen_params),
	KUNIT_CASE(lost_interrupt_times_out),
	KUNIT_CASE(early_interrupt_is_not_believed),
	KUNIT_CASE(interrupts_are_raised),
	KUNIT_CASE(foreign_interrupts_are_not_claimed),
	KUNIT_CASE(gone_device_does_not_interrupt),
	KUNIT_CASE(quiesce_is_quiet),
	KUNIT_CASE(stopped_device_refuses),
	KUNIT_CASE(computations_are_not_mixed_up),
	KUNIT_CASE(byte_order_is_in_the_name),
	KUNIT_CASE(accessors_by_name),
	KUNIT_CASE(non_posted_mapping_is_rare),
	KUNIT_CASE(write_combining_is_another_type),
	KUNIT_CASE(regmap_is_the_same),
	KUNIT_CASE(region_is_claimed_once),
	KUNIT_CASE(more_vectors_than_it_has),
	KUNIT_CASE(ports_are_for_pcs),
	KUNIT_CASE(platform_driver_computes),
	KUNIT_CASE(platform_driver_refuses),
	{}
};

static struct kunit_suite ioremap_suite = {
	.name = "kmemlab_mmio",
	.suite_init = ioremap_suite_init,
	.suite_exit = ioremap_suite_exit,
	.init = edu_test_init,
	.exit = edu_test_exit,
	.test_cases = ioremap_cases,
};

kunit_test_suite(ioremap_suite);

MODULE_IMPORT_NS("KMEMLAB");
MODULE_DESCRIPTION("KUnit suite of ioremap-demo");
MODULE_AUTHOR("The kmemlab authors");
MODULE_LICENSE("GPL");
