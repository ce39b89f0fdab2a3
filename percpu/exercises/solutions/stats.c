// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise percpu-stats.
 *
 * Hint: a pointer marked __percpu is not dereferenced:
 * this_cpu_inc(port->stats->packets) finds the copy of this CPU.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "stats.h"

int port_init(struct port *port, const char *name)
{
	port->stats = alloc_percpu(struct port_stats);
	if (!port->stats)
		return -ENOMEM;
	port->name = kstrdup(name, GFP_KERNEL);
	if (!port->name) {
		free_percpu(port->stats);
		port->stats = NULL;
		return -ENOMEM;
	}
	return 0;
}

void port_received(struct port *port, unsigned int bytes)
{
	this_cpu_inc(port->stats->packets);
	this_cpu_add(port->stats->bytes, bytes);
}

void port_read(const struct port *port, struct port_stats *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		const struct port_stats *stats = per_cpu_ptr(port->stats, cpu);

		sum->packets += READ_ONCE(stats->packets);
		sum->bytes += READ_ONCE(stats->bytes);
	}
}

void port_exit(struct port *port)
{
	free_percpu(port->stats);
	kfree(port->name);
}
