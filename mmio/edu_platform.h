/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_EDU_PLATFORM_H
#define KMEMLAB_EDU_PLATFORM_H

#include <linux/platform_device.h>

/* A platform device of this name gets the driver. */
#define EDU_PLATFORM_NAME	"kmemlab-edu"

extern struct platform_driver edu_platform_driver;

#endif /* KMEMLAB_EDU_PLATFORM_H */
