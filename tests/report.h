/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reports that a suite provokes on purpose. KUnit cannot see what the kernel
 * prints; scripts/kernel-log can. It fails the run unless a report with the
 * announced text stands between the two lines, and on any report elsewhere. allow_report()
 * is for a report that not every machine makes, or that the kernel makes once a boot.
 */
#ifndef KMEMLAB_TESTS_REPORT_H
#define KMEMLAB_TESTS_REPORT_H

#include <linux/printk.h>

#define expect_report(text)	pr_notice("kmemlab: expect report: %s\n", text)
#define allow_report(text)	pr_notice("kmemlab: allow report: %s\n", text)
#define end_of_report()		pr_notice("kmemlab: end of report\n")

#endif /* KMEMLAB_TESTS_REPORT_H */
