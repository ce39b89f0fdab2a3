/* SPDX-License-Identifier: GPL-2.0 */
#ifndef KMEMLAB_PORTS_H
#define KMEMLAB_PORTS_H

#include <linux/kconfig.h>
#include <linux/types.h>

/*
 * A PC's: system control port B, which may be read at any time; the keyboard's
 * data.
 */
#define KMEMLAB_PORT_SYSTEM	0x61
#define KMEMLAB_PORT_KEYBOARD	0x60

/* Ports are for PCs here; User-Mode Linux compiles inb(), and has none. */
#define KMEMLAB_HAS_PORTS (IS_ENABLED(CONFIG_X86) && !IS_ENABLED(CONFIG_UML))

int kmemlab_port_read(unsigned long port, u8 *value);

#endif /* KMEMLAB_PORTS_H */
