// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise percpu-take (chapter 5.4, one function).
 *
 * Task: Write take_bytes(): return what was counted since the last call, with nothing
 * lost: an interrupt handler may call count_bytes() at any moment. Do not write to the
 * copies of other CPUs with plain stores.
 *
 * Read: "Reading and resetting" in percpu/README.md.
 * Then: make exercise EX=percpu-take; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "take.h"

static DEFINE_PER_CPU(u64, bytes);

void count_bytes(unsigned int nr)
{
	this_cpu_add(bytes, nr);
}

u64 take_bytes(void)
{
	/* TODO: what is new since the last call. */
	return per_cpu(bytes, 0) * 0;
}
