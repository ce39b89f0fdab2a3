// SPDX-License-Identifier: GPL-2.0
/*
 * Being told of CPUs that come and go.
 *
 * cpuhp_setup_state() calls the startup function on every CPU that is online
 * already, then on each that comes; the teardown function on each that goes, and
 * on every online one when the state is removed. So each CPU sees startup and
 * teardown in turns, beginning with startup, however early or late the module came.
 *
 * The ONLINE section is the one for drivers: its callbacks run on the CPU they
 * are about, with interrupts on, and may sleep. A dynamic state has no number of
 * its own until it gets one, which is the result; it must be removed by it, or the
 * next CPU to come calls into a module that is gone.
 * (Documentation/core-api/cpu_hotplug.rst.)
 */
#include "../kmemlab.h"

#include <linux/cpuhotplug.h>
#include <linux/percpu.h>

#include "hotplug.h"

static DEFINE_PER_CPU(unsigned int, onlines);
static DEFINE_PER_CPU(unsigned int, offlines);
static int online_state;

static int cpu_online_seen(unsigned int cpu)
{
	this_cpu_inc(onlines);
	return 0;
}

static int cpu_offline_seen(unsigned int cpu)
{
	this_cpu_inc(offlines);
	return 0;
}

/**
 * kmemlab_hotplug_init() - count CPUs that come and go
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOSPC if all dynamic states are taken.
 */
int kmemlab_hotplug_init(void)
{
	int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "kmemlab/percpu:online",
				      cpu_online_seen, cpu_offline_seen);

	if (state < 0)
		return state;
	online_state = state;
	return 0;
}

/**
 * kmemlab_hotplug_exit() - stop counting
 *
 * Context: process context, may sleep.
 */
void kmemlab_hotplug_exit(void)
{
	cpuhp_remove_state(online_state);
}

/**
 * kmemlab_hotplug_state() - the number of the dynamic state
 *
 * Context: any.
 * Return: the number, as in /sys/devices/system/cpu/hotplug/states.
 */
int kmemlab_hotplug_state(void)
{
	return online_state;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_hotplug_state, "KMEMLAB");

/**
 * kmemlab_hotplug_onlines() - how often a CPU has come
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: the number, in which having been there first counts as one.
 */
unsigned int kmemlab_hotplug_onlines(unsigned int cpu)
{
	return per_cpu(onlines, cpu);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_hotplug_onlines, "KMEMLAB");

/**
 * kmemlab_hotplug_offlines() - how often a CPU has gone
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: the number.
 */
unsigned int kmemlab_hotplug_offlines(unsigned int cpu)
{
	return per_cpu(offlines, cpu);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_hotplug_offlines, "KMEMLAB");
