/* SPDX-License-Identifier: GPL-2.0 */
/* What the exercise mmio-identify is about; its suite is identify_kunit.c. */
#ifndef KMEMLAB_EXERCISE_IDENTIFY_H
#define KMEMLAB_EXERCISE_IDENTIFY_H

#include <linux/bitfield.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/types.h>

/*
 * 0 if it is an edu, with its version in *major and *minor; -ENODEV if it is another device;
 * -EIO if no device answers.
 */
int edu_identify(void __iomem *regs, unsigned int *major, unsigned int *minor);

#endif /* KMEMLAB_EXERCISE_IDENTIFY_H */
