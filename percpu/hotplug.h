/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_HOTPLUG_H
#define KMEMLAB_HOTPLUG_H

int hotplug_count_init(void);
void hotplug_count_exit(void);
int hotplug_count_state(void);
unsigned int hotplug_count_onlines(unsigned int cpu);
unsigned int hotplug_count_offlines(unsigned int cpu);

#endif /* KMEMLAB_HOTPLUG_H */
