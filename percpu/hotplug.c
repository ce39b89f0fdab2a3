// SPDX-License-Identifier: GPL-2.0
/*
 * Callbacks for CPUs that come online and go offline.
 *
 * cpuhp_setup_state() calls the startup function on each CPU that is online,
 * and later on each CPU that comes online. The teardown function runs on each
 * CPU that goes offline, and on each online CPU when the state is removed. So
 * every CPU sees startup and teardown in turn, and startup first.
 *
 * CPUHP_AP_ONLINE_DYN is the range for drivers: the callbacks run on the CPU
 * that they are about, with interrupts enabled, and may sleep. The kernel
 * chooses a free state of the range and returns its number.
 * (Documentation/core-api/cpu_hotplug.rst.)
 */
#include "../kmemlab.h"

#include <linux/cpuhotplug.h>
#include <linux/percpu.h>

#include "hotplug.h"

static DEFINE_PER_CPU(unsigned int, nr_onlines);
static DEFINE_PER_CPU(unsigned int, nr_offlines);
static int hotplug_state;

static int count_online(unsigned int cpu)
{
	this_cpu_inc(nr_onlines);
	return 0;
}

static int count_offline(unsigned int cpu)
{
	this_cpu_inc(nr_offlines);
	return 0;
}

/**
 * hotplug_count_init() - count CPUs that come and go
 *
 * Context: process context, may sleep.
 * Return: 0, or -ENOSPC if all dynamic states are in use.
 */
int hotplug_count_init(void)
{
	int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN,
				      "kmemlab/percpu:online",
				      count_online, count_offline);

	if (state < 0)
		return state;
	hotplug_state = state;
	return 0;
}

/**
 * hotplug_count_exit() - stop counting
 *
 * Without this, the next CPU that comes online calls a function of a module
 * that is no longer there.
 *
 * Context: process context, may sleep.
 */
void hotplug_count_exit(void)
{
	cpuhp_remove_state(hotplug_state);
}

/**
 * hotplug_count_state() - the number of the dynamic state
 *
 * Context: any.
 * Return: the number, as in /sys/devices/system/cpu/hotplug/states.
 */
int hotplug_count_state(void)
{
	return hotplug_state;
}
EXPORT_SYMBOL_NS_GPL(hotplug_count_state, "KMEMLAB");

/**
 * hotplug_count_onlines() - how often a CPU came online
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: the number; 1 for a CPU that was online from the start.
 */
unsigned int hotplug_count_onlines(unsigned int cpu)
{
	return READ_ONCE(per_cpu(nr_onlines, cpu));
}
EXPORT_SYMBOL_NS_GPL(hotplug_count_onlines, "KMEMLAB");

/**
 * hotplug_count_offlines() - how often a CPU went offline
 * @cpu: a possible CPU
 *
 * Context: any.
 * Return: the number.
 */
unsigned int hotplug_count_offlines(unsigned int cpu)
{
	return READ_ONCE(per_cpu(nr_offlines, cpu));
}
EXPORT_SYMBOL_NS_GPL(hotplug_count_offlines, "KMEMLAB");
