/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PLAIN_H
#define KMEMLAB_PLAIN_H

#include <linux/types.h>

struct kmemlab_engine;
struct page;
struct sg_table;

int plain_send(struct kmemlab_engine *engine, void *data, u32 bytes);
int plain_receive(struct kmemlab_engine *engine, void *data, u32 bytes);
int plain_receive_messages(struct kmemlab_engine *engine, struct page *page, void *messages,
			   u32 bytes, unsigned int nr);
int plain_send_list(struct kmemlab_engine *engine, struct sg_table *table);
int plain_coherent(struct kmemlab_engine *engine, u32 bytes);

#endif /* KMEMLAB_PLAIN_H */
