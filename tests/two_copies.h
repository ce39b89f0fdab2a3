/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_TESTS_TWO_COPIES_H
#define KMEMLAB_TESTS_TWO_COPIES_H

#include <linux/types.h>

struct device;

int two_copies_set(struct device *dev);
void *two_copies_access(dma_addr_t addr, size_t bytes, bool write);
unsigned int two_copies_violations(void);

#endif /* KMEMLAB_TESTS_TWO_COPIES_H */
