/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PIN_DEVICE_H
#define KMEMLAB_PIN_DEVICE_H

int pin_device_init(void);
void pin_device_exit(void);

#endif /* KMEMLAB_PIN_DEVICE_H */
