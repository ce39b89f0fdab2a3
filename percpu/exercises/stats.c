// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise percpu-stats (chapter 5.4, write it).
 *
 * Task: Write port_init(), port_received() and port_exit(): statistics per CPU that
 * belong to a port. port_init() allocates two things; when the second fails, the first
 * must not stay.
 *
 * Read: "The plain form" in percpu/README.md.
 * Then: make exercise EX=percpu-stats; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "stats.h"

int port_init(struct port *port, const char *name)
{
	/* TODO: statistics for each CPU, and a copy of the name. */
	port->stats = NULL;
	port->name = NULL;
	return -ENOMEM;
}

void port_received(struct port *port, unsigned int bytes)
{
	/* TODO: count a packet and its bytes on this CPU. */
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
	/* TODO: free both. */
}
