/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmio-poll is about; its suite is poll_kunit.c. */
#ifndef KMEMLAB_EXERCISE_POLL_H
#define KMEMLAB_EXERCISE_POLL_H

#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/pci.h>
#include <linux/time64.h>
#include <linux/types.h>

/* 0; -ETIMEDOUT if the device is busy for a second; -EIO if no device answers. May sleep. */
int edu_compute(void __iomem *regs, u32 number, u32 *factorial);

#endif /* KMEMLAB_EXERCISE_POLL_H */
