// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise percpu-take (chapter 5.4, one function).
 *
 * Task: Write take_bytes(): return what was counted since the last call, with nothing
 * lost: an interrupt handler may call count_bytes() at any moment. The counters
 * themselves never go back: another CPU may change its copy while you look at it.
 *
 * Read: "Statistics of a network driver" in percpu/README.md.
 * Then: make exercise EX=percpu-take; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "take.h"

DEFINE_PER_CPU(u64, bytes);

void count_bytes(unsigned int nr)
{
	this_cpu_add(bytes, nr);
}

u64 take_bytes(void)
{
	/* TODO: add up the copies of all possible CPUs; return what is new since the last call. */
	return 0;
}
