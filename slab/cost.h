/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_SLAB_COST_H
#define KMEMLAB_SLAB_COST_H

struct seq_file;

int slab_cost_show(struct seq_file *seq);

#endif /* KMEMLAB_SLAB_COST_H */
