// SPDX-License-Identifier: GPL-2.0
/*
 * One solution of the exercise percpu-count.
 *
 * Hint: this_cpu_inc() cannot be divided by an interrupt. A sum reads the copy of each
 * possible CPU.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "count.h"

static DEFINE_PER_CPU(unsigned long, packets);

void count_packet(void)
{
	this_cpu_inc(packets);
}

u64 packets_counted(void)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(packets, cpu));
	return sum;
}
