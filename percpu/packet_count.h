/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PACKET_COUNT_H
#define KMEMLAB_PACKET_COUNT_H

#include <linux/percpu.h>

void packet_count_inc(void);
unsigned long packet_count_sum(void);

/**
 * struct port - a network port
 * @drops: packets dropped, one count for each CPU
 */
struct port {
	unsigned long __percpu *drops;
};

int port_init(struct port *port);
void port_count_drop(struct port *port);
unsigned long port_sum_drops(const struct port *port);
void port_exit(struct port *port);

#endif /* KMEMLAB_PACKET_COUNT_H */
