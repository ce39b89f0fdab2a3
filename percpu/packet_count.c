// SPDX-License-Identifier: GPL-2.0
/*
 * The plain form of a per-CPU variable: each CPU counts in its own copy, and a
 * reader adds the copies up.
 *
 * First one variable for the whole module, then one for each object. An
 * unsigned long is read in one piece on every kernel. Counts of 64 bits for
 * 32-bit kernels are in packet_stats.c.
 */
#include "../kmemlab.h"

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/percpu.h>

#include "packet_count.h"

static DEFINE_PER_CPU(unsigned long, packet_count);

/**
 * packet_count_inc() - count one packet
 *
 * Rests on Documentation/core-api/this_cpu_ops.rst.
 *
 * Context: any.
 */
void packet_count_inc(void)
{
	this_cpu_inc(packet_count);
}
EXPORT_SYMBOL_NS_GPL(packet_count_inc, "KMEMLAB");

/**
 * packet_count_sum() - how many packets were counted
 *
 * Over possible CPUs, not online ones: a CPU that went offline keeps its count.
 *
 * Context: any.
 * Return: the sum. While other CPUs count, it is one of the values that the
 * true sum had during the call.
 */
unsigned long packet_count_sum(void)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(packet_count, cpu));
	return sum;
}
EXPORT_SYMBOL_NS_GPL(packet_count_sum, "KMEMLAB");

/**
 * port_init() - allocate the count of a port
 * @port: to be initialised
 *
 * Per-CPU memory is zeroed.
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int port_init(struct port *port)
{
	port->drops = alloc_percpu(unsigned long);
	return port->drops ? 0 : -ENOMEM;
}
EXPORT_SYMBOL_NS_GPL(port_init, "KMEMLAB");

/**
 * port_count_drop() - count one dropped packet
 * @port: the port
 *
 * Context: any.
 */
void port_count_drop(struct port *port)
{
	this_cpu_inc(*port->drops);
}
EXPORT_SYMBOL_NS_GPL(port_count_drop, "KMEMLAB");

/**
 * port_sum_drops() - how many packets were dropped
 * @port: the port
 *
 * Context: any.
 * Return: the sum, as packet_count_sum().
 */
unsigned long port_sum_drops(const struct port *port)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(port->drops, cpu));
	return sum;
}
EXPORT_SYMBOL_NS_GPL(port_sum_drops, "KMEMLAB");

/**
 * port_exit() - free the count
 * @port: the port, which no other code uses any more
 *
 * Context: any but NMI; on PREEMPT_RT not a hard interrupt, nor with preemption
 * or interrupts disabled.
 */
void port_exit(struct port *port)
{
	free_percpu(port->drops);
	port->drops = NULL;
}
EXPORT_SYMBOL_NS_GPL(port_exit, "KMEMLAB");
