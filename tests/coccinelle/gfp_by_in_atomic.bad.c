// SPDX-License-Identifier: GPL-2.0
/* Says no under a spinlock, where the kernel does not count preemption. */
void *get(size_t bytes)
{
	return kmalloc(bytes, in_atomic() ? GFP_ATOMIC : GFP_KERNEL);
}

void *get_zeroed(size_t bytes)
{
	gfp_t gfp = GFP_KERNEL;

	if (in_interrupt())
		gfp = GFP_ATOMIC;
	return kzalloc(bytes, gfp);
}
