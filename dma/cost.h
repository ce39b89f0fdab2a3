/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_COST_H
#define KMEMLAB_COST_H

#include <linux/types.h>

struct device;

/**
 * enum kmemlab_cost - what is done and undone
 * @KMEMLAB_COST_SINGLE: 2 KiB mapped by dma_map_single()
 * @KMEMLAB_COST_PAGE: a page mapped by dma_map_page()
 * @KMEMLAB_COST_SG: 16 pages mapped by dma_map_sgtable()
 * @KMEMLAB_COST_COHERENT: 4 KiB allocated by dma_alloc_coherent()
 * @KMEMLAB_COST_POOL: 64 bytes allocated by dma_pool_alloc()
 * @KMEMLAB_COSTS: how many there are
 */
enum kmemlab_cost {
	KMEMLAB_COST_SINGLE,
	KMEMLAB_COST_PAGE,
	KMEMLAB_COST_SG,
	KMEMLAB_COST_COHERENT,
	KMEMLAB_COST_POOL,
	KMEMLAB_COSTS
};

const char *kmemlab_cost_name(enum kmemlab_cost cost);
int kmemlab_cost_measure(struct device *dev, enum kmemlab_cost cost, unsigned int times,
			 u64 *nsec);

#endif /* KMEMLAB_COST_H */
