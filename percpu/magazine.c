// SPDX-License-Identifier: GPL-2.0
/*
 * A few objects kept at hand by each CPU, in front of a slab cache.
 *
 *   get: this CPU's magazine -> kmem_cache_alloc()
 *   put: this CPU's magazine -> kmem_cache_free() when it is full
 *
 * A magazine is several variables that must change together, so a this_cpu_
 * operation is not enough. What else could touch it is on the same CPU: another
 * task after a preemption, or an interrupt. local_lock_irqsave() keeps both out:
 * it disables interrupts, and on PREEMPT_RT, where that is not wanted, it is a
 * lock of this CPU. Unlike local_irq_save() it says what it protects, and lockdep
 * checks it (Documentation/locking/locktypes.rst). Nothing that may sleep is done
 * under it, the allocation comes after.
 *
 * Objects in the magazine of a CPU that went offline would be lost to all. They
 * are taken out after the CPU is dead (a teardown of the PREPARE section runs on
 * another CPU then): earlier, interrupts on it could still put some in. A dead
 * CPU's magazine needs no lock, nobody else can get at it.
 * (Documentation/core-api/cpu_hotplug.rst.)
 */
#include "../kmemlab.h"

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/slab.h>

#include "magazine.h"

static int dead_state;

static void construct(void *addr)
{
	struct kmemlab_request *request = addr;

	spin_lock_init(&request->lock);
	INIT_LIST_HEAD(&request->node);
	request->tag = 0;
}

static unsigned int drain(struct kmemlab_magazines *magazines, unsigned int cpu)
{
	struct kmemlab_magazine *magazine = per_cpu_ptr(magazines->cpu, cpu);
	unsigned int i, nr = magazine->nr;

	for (i = 0; i < nr; i++)
		kmem_cache_free(magazines->cache, magazine->objects[i]);
	WRITE_ONCE(magazine->nr, 0);
	return nr;
}

static int cpu_dead(unsigned int cpu, struct hlist_node *node)
{
	struct kmemlab_magazines *magazines = hlist_entry(node, struct kmemlab_magazines, node);

	atomic_long_add(drain(magazines, cpu), &magazines->drained);
	return 0;
}

/**
 * kmemlab_magazines_register() - be told when a CPU has gone
 *
 * Once for each module, before the first kmemlab_magazines_init().
 *
 * Context: process context, may sleep; not from a hotplug callback.
 * Return: 0, -ENOSPC if all dynamic states are taken, or -ENOMEM.
 */
int kmemlab_magazines_register(void)
{
	int state = cpuhp_setup_state_multi(CPUHP_BP_PREPARE_DYN, "kmemlab/percpu:dead",
					    NULL, cpu_dead);

	/* For a dynamic state the result is its number, or an error. */
	if (state < 0)
		return state;
	dead_state = state;
	return 0;
}

/**
 * kmemlab_magazines_unregister() - undo kmemlab_magazines_register()
 *
 * Context: process context, may sleep; after the last kmemlab_magazines_exit().
 */
void kmemlab_magazines_unregister(void)
{
	cpuhp_remove_multi_state(dead_state);
}

static int init_cpus(struct kmemlab_magazines *magazines)
{
	unsigned int cpu;
	int err;

	magazines->cpu = alloc_percpu(struct kmemlab_magazine);
	if (!magazines->cpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		local_lock_init(&per_cpu_ptr(magazines->cpu, cpu)->lock);
	/* No callback for the CPUs there are: their magazines are empty. */
	err = cpuhp_state_add_instance_nocalls(dead_state, &magazines->node);
	if (err)
		free_percpu(magazines->cpu);
	return err;
}

/**
 * kmemlab_magazines_init() - create a cache with a magazine for each CPU
 * @magazines: to be initialised
 * @name: of the cache, as in /sys/kernel/slab; no live cache may have it
 *
 * Context: process context, may sleep.
 * Return: 0 or -ENOMEM.
 */
int kmemlab_magazines_init(struct kmemlab_magazines *magazines, const char *name)
{
	struct kmem_cache_args args = { .ctor = construct };
	int err;

	*magazines = (struct kmemlab_magazines) { .cpu = NULL };
	magazines->cache = kmem_cache_create(name, sizeof(struct kmemlab_request), &args, 0);
	if (!magazines->cache)
		return -ENOMEM;
	err = init_cpus(magazines);
	if (err)
		kmem_cache_destroy(magazines->cache);
	return err;
}
EXPORT_SYMBOL_NS_GPL(kmemlab_magazines_init, "KMEMLAB");

/**
 * kmemlab_magazines_exit() - empty the magazines and destroy the cache
 * @magazines: nobody else may use them any more, all objects must be back
 *
 * Context: process context, may sleep.
 */
void kmemlab_magazines_exit(struct kmemlab_magazines *magazines)
{
	unsigned int cpu;

	cpuhp_state_remove_instance_nocalls(dead_state, &magazines->node);
	for_each_possible_cpu(cpu)
		drain(magazines, cpu);
	free_percpu(magazines->cpu);
	kmem_cache_destroy(magazines->cache);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_magazines_exit, "KMEMLAB");

/*
 * Only its owner writes a magazine. What others read meanwhile, for the statistics, is
 * marked on both sides (tools/memory-model/Documentation/access-marking.txt).
 */
static struct kmemlab_request *pop(struct kmemlab_magazine *magazine)
{
	unsigned int nr = magazine->nr;

	if (!nr) {
		WRITE_ONCE(magazine->misses, magazine->misses + 1);
		return NULL;
	}
	WRITE_ONCE(magazine->hits, magazine->hits + 1);
	WRITE_ONCE(magazine->nr, nr - 1);
	return magazine->objects[nr - 1];
}

static bool push(struct kmemlab_magazine *magazine, struct kmemlab_request *request)
{
	unsigned int nr = magazine->nr;

	if (nr == KMEMLAB_MAGAZINE_SIZE)
		return false;
	magazine->objects[nr] = request;
	WRITE_ONCE(magazine->nr, nr + 1);
	return true;
}

/**
 * kmemlab_magazines_get() - get a constructed object
 * @magazines: where from
 * @gfp: flags for the cache, if this CPU's magazine is empty
 *
 * Context: any but NMI, as @gfp allows; on PREEMPT_RT not from a hard interrupt.
 * Return: the object in constructed state, or NULL if there is no memory.
 */
struct kmemlab_request *kmemlab_magazines_get(struct kmemlab_magazines *magazines, gfp_t gfp)
{
	struct kmemlab_request *request;
	unsigned long flags;

	local_lock_irqsave(&magazines->cpu->lock, flags);
	request = pop(this_cpu_ptr(magazines->cpu));
	local_unlock_irqrestore(&magazines->cpu->lock, flags);
	return request ?: kmem_cache_alloc(magazines->cache, gfp);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_magazines_get, "KMEMLAB");

/**
 * kmemlab_magazines_put() - give an object back
 * @magazines: where it came from
 * @request: the object, in constructed state
 *
 * Context: any but NMI; on PREEMPT_RT not from a hard interrupt.
 */
void kmemlab_magazines_put(struct kmemlab_magazines *magazines, struct kmemlab_request *request)
{
	unsigned long flags;
	bool kept;

	local_lock_irqsave(&magazines->cpu->lock, flags);
	kept = push(this_cpu_ptr(magazines->cpu), request);
	local_unlock_irqrestore(&magazines->cpu->lock, flags);
	if (!kept)
		kmem_cache_free(magazines->cache, request);
}
EXPORT_SYMBOL_NS_GPL(kmemlab_magazines_put, "KMEMLAB");

/**
 * kmemlab_magazines_stats() - sums over all possible CPUs
 * @magazines: to be looked at
 * @stats: set to the sums, exact while nobody gets or puts
 *
 * Context: any.
 */
void kmemlab_magazines_stats(struct kmemlab_magazines *magazines,
			     struct kmemlab_magazine_stats *stats)
{
	unsigned int cpu;

	*stats = (struct kmemlab_magazine_stats) { .held = 0 };
	for_each_possible_cpu(cpu) {
		const struct kmemlab_magazine *magazine = per_cpu_ptr(magazines->cpu, cpu);

		stats->held += READ_ONCE(magazine->nr);
		stats->hits += READ_ONCE(magazine->hits);
		stats->misses += READ_ONCE(magazine->misses);
	}
}
EXPORT_SYMBOL_NS_GPL(kmemlab_magazines_stats, "KMEMLAB");
