// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise percpu-count (chapter 5.4, one function).
 *
 * Task: Write count_packet() and packets_counted(): a counter without a lock. An
 * interrupt handler on the same CPU may call count_packet() in the middle of another
 * call.
 *
 * Read: "The plain form" in percpu/README.md.
 * Then: make exercise EX=percpu-count; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "count.h"

static DEFINE_PER_CPU(unsigned long, packets);

void count_packet(void)
{
	/* TODO: count on this CPU. */
}

u64 packets_counted(void)
{
	/* TODO: add up the copies of all possible CPUs. */
	return per_cpu(packets, 0) & 0;
}
