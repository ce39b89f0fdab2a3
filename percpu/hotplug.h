/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_HOTPLUG_H
#define KMEMLAB_HOTPLUG_H

int kmemlab_hotplug_init(void);
void kmemlab_hotplug_exit(void);
int kmemlab_hotplug_state(void);
unsigned int kmemlab_hotplug_onlines(unsigned int cpu);
unsigned int kmemlab_hotplug_offlines(unsigned int cpu);

#endif /* KMEMLAB_HOTPLUG_H */
