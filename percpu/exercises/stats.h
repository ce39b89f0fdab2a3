/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise percpu-stats is about; its suite is stats_kunit.c. */
#ifndef KMEMLAB_EXERCISE_STATS_H
#define KMEMLAB_EXERCISE_STATS_H

#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/types.h>

struct port_stats {
	unsigned long packets;
	unsigned long bytes;
};

struct port {
	struct port_stats __percpu *stats;
	char *name;
};

/* 0, or -ENOMEM with nothing allocated. */
int port_init(struct port *port, const char *name);
/* Context: any. */
void port_received(struct port *port, unsigned int bytes);
/* The sums over all possible CPUs. */
void port_read(const struct port *port, struct port_stats *sum);
void port_exit(struct port *port);

#endif /* KMEMLAB_EXERCISE_STATS_H */
