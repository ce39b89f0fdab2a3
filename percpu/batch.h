/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_BATCH_H
#define KMEMLAB_BATCH_H

#include <linux/kfifo.h>
#include <linux/list.h>
#include <linux/local_lock.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define REPORT_BATCH_SIZE	16
#define REPORT_LOG_SIZE		1024

struct report_log;

/**
 * struct report_batch - reports of one CPU that are not in the log yet
 * @lock: protects @nr and @codes against all other code on this CPU
 * @nr: how many, below REPORT_BATCH_SIZE while the lock is not held
 * @codes: the reports
 * @flush: flushes the batch on its own CPU
 * @log: the log
 */
struct report_batch {
	local_lock_t lock; /* protects nr and codes */
	unsigned int nr;
	u32 codes[REPORT_BATCH_SIZE];
	struct work_struct flush;
	struct report_log *log;
};

/**
 * struct report_log - a log for all CPUs, filled in batches
 * @batches: a batch for each CPU
 * @flushing: only one task flushes all batches at a time
 * @lock: protects the fields below
 * @codes: the reports
 * @flushes: how many batches were flushed
 * @dropped: reports for which the log had no room
 * @node: links the log to the hotplug state
 */
struct report_log {
	struct report_batch __percpu *batches;
	struct mutex flushing; /* serialises report_log_flush() */
	spinlock_t lock; /* protects codes, flushes and dropped */
	DECLARE_KFIFO(codes, u32, REPORT_LOG_SIZE);
	unsigned long flushes;
	unsigned long dropped;
	struct hlist_node node;
};

int report_log_register(void);
void report_log_unregister(void);
int report_log_init(struct report_log *log);
void report_log_exit(struct report_log *log);
void report_log_add(struct report_log *log, u32 code);
unsigned int report_log_waiting(struct report_log *log);
void report_log_flush(struct report_log *log);
unsigned int report_log_take(struct report_log *log, u32 *codes,
			     unsigned int max);

#endif /* KMEMLAB_BATCH_H */
