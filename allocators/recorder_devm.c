// SPDX-License-Identifier: GPL-2.0
/* The plain form of device-managed memory, as a probe function uses it. */
#include "../kmemlab.h"

#include <linux/device.h>
#include <linux/gfp.h>

#include "recorder.h"

/**
 * devm_recorder_create() - the same object, freed with its device
 * @dev: the device; its driver is being bound to it
 * @id: number of the device
 *
 * The driver core frees what devm_ functions allocated when the driver is
 * unbound, or when its probe function fails. So there is no error path. Never
 * pass the object to recorder_destroy(): kfree() of managed memory corrupts it.
 * Gains, samples and a history that are added later are not managed: the driver
 * frees them by an action of devm_add_action_or_reset(), or before it is
 * unbound. And nothing of this is for memory that an open file can still reach
 * after that.
 *
 * Context: process context, may sleep.
 * Return: the object or NULL.
 */
struct recorder *devm_recorder_create(struct device *dev, u32 id)
{
	struct recorder *recorder;

	recorder = devm_kzalloc(dev, sizeof(*recorder), GFP_KERNEL);
	if (!recorder)
		return NULL;
	recorder->id = id;
	recorder->name = devm_kasprintf(dev, GFP_KERNEL, "recorder%u", id);
	if (!recorder->name)
		return NULL;
	recorder->ring = (void *)
		devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO,
				    get_order(RECORDER_RING_BYTES));
	return recorder->ring ? recorder : NULL;
}
EXPORT_SYMBOL_NS_GPL(devm_recorder_create, "KMEMLAB");
