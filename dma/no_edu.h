/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_NO_EDU_H
#define KMEMLAB_NO_EDU_H

int no_edu_show_mappings(void);

#endif /* KMEMLAB_NO_EDU_H */
