// SPDX-License-Identifier: GPL-2.0
/* Says no under a spinlock, where the kernel does not count preemption. */
void *get(size_t bytes)
{
	return kmalloc(bytes, in_atomic() ? GFP_ATOMIC : GFP_KERNEL);
}
