// SPDX-License-Identifier: GPL-2.0
/*
 * Engines for the suites of chapters 5.5 and 5.6. In User-Mode Linux the edu is a model,
 * on which things go wrong on purpose; elsewhere it is the device itself.
 */
#include "../kmemlab.h"

#include <linux/interrupt.h>
#include <linux/platform_device.h>

#include "../mmio/edu_regs.h"
#include "fixture_kunit.h"

static struct edu_under_test under_test;
static struct platform_device *software_pdev;

const enum backend backends[2] = { EDU, SOFTWARE };

void backend_to_desc(const enum backend *backend, char *desc)
{
	strscpy(desc, *backend == EDU ? "edu" : "software", KUNIT_PARAM_DESC_SIZE);
}

static void edu_connect_engine(struct kmemlab_engine *engine, bool on)
{
	edu_connect(engine->dev, on);
}

static const struct kmemlab_engine_ops edu_ops = {
	.name = "edu",
	.buffer_size = EDU_BUFFER_USABLE,
	.start = kmemlab_edu_dma_start,
	.is_busy = kmemlab_edu_dma_is_busy,
	.connect = edu_connect_engine,
};

/* No edu is no error: the cases that need one are skipped. */
int dma_suite_init(struct kunit_suite *suite)
{
	int err = edu_acquire(&under_test);

	if (err && err != -ENODEV)
		return err;
	software_pdev = platform_device_register_simple("kmemlab-software-kunit",
							PLATFORM_DEVID_NONE, NULL, 0);
	return PTR_ERR_OR_ZERO(software_pdev);
}

void dma_suite_exit(struct kunit_suite *suite)
{
	platform_device_unregister(software_pdev);
	if (under_test.regs)
		edu_release(&under_test);
	under_test = (struct edu_under_test) { .regs = NULL };
}

int dma_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct fixture), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void put_edu(struct kunit *test, struct fixture *fixture)
{
	edu_break(&(struct edu_faults) { .id = 0 });
	make_fast(fixture->engine);
	KUNIT_EXPECT_EQ(test, kmemlab_engine_stop(fixture->engine), 0);
	free_irq(under_test.irq, &fixture->edu);
	KUNIT_EXPECT_EQ(test, edu_violations(), 0U);
}

void dma_test_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (!fixture || !fixture->engine)
		return;
	if (fixture->engine == &fixture->edu.engine) {
		put_edu(test, fixture);
	} else {
		KUNIT_EXPECT_EQ(test, kmemlab_engine_stop(fixture->engine), 0);
		kmemlab_software_destroy(&fixture->software);
	}
}

static void get_edu(struct kunit *test, struct fixture *fixture)
{
	struct kmemlab_edu_dma *edu = &fixture->edu;

	if (!under_test.regs)
		kunit_skip(test, "no edu");
	KUNIT_ASSERT_EQ(test, kmemlab_edu_dma_init(edu, under_test.dev, under_test.regs,
						   &edu_ops), 0);
	KUNIT_ASSERT_EQ(test, request_irq(under_test.irq, kmemlab_edu_dma_interrupt, 0,
					  "kmemlab-dma", edu), 0);
	fixture->engine = &edu->engine;
	make_fast(fixture->engine);
}

/* Once in a case. */
struct kmemlab_engine *get_engine(struct kunit *test, enum backend backend)
{
	struct fixture *fixture = test->priv;

	if (backend == EDU) {
		get_edu(test, fixture);
	} else {
		KUNIT_ASSERT_EQ(test, kmemlab_software_init(&fixture->software,
							    &software_pdev->dev), 0);
		fixture->engine = &fixture->software.engine;
	}
	return fixture->engine;
}

/* Nothing is wrong with a device on demand: these cases are the model's. */
void make_wrong(struct kunit *test, const struct edu_faults *faults)
{
	if (edu_break(faults))
		kunit_skip(test, "a device does nothing wrong on purpose");
}

/* Too slow for its time-out: the model never ends, the device takes 100 ms. */
void make_slow(struct kmemlab_engine *engine)
{
	edu_break(&(struct edu_faults) { .stuck = true });
	engine->timeout_ms = 20;
}

void make_fast(struct kmemlab_engine *engine)
{
	edu_break(&(struct edu_faults) { .stuck = false });
	/* A device that answers is not late because the machine is busy. */
	engine->timeout_ms = 30 * KMEMLAB_ENGINE_TIMEOUT_MS;
}
