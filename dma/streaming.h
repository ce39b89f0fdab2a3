/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_STREAMING_H
#define KMEMLAB_STREAMING_H

#include <linux/types.h>

struct edu_dma;
struct page;
struct sg_table;

int stream_send(struct edu_dma *edu, void *data, u32 bytes);
int stream_receive(struct edu_dma *edu, void *data, u32 bytes);
int stream_send_messages(struct edu_dma *edu, struct page *page,
			 const void *messages, u32 bytes, unsigned int nr);
int stream_receive_messages(struct edu_dma *edu, struct page *page,
			    void *messages, u32 bytes, unsigned int nr);
int stream_send_list(struct edu_dma *edu, struct sg_table *table);

int stream_check_length(size_t bytes);

#endif /* KMEMLAB_STREAMING_H */
