// SPDX-License-Identifier: GPL-2.0
/*
 * The other address space: a PC's ports, 65536 bytes with instructions of their
 * own. They are claimed like memory, and not mapped. New devices have none;
 * where there is no such space, the accessors need not even exist.
 * (Documentation/driver-api/device-io.rst, "Port Space Accesses".)
 */
#include "../kmemlab.h"

#include <linux/io.h>
#include <linux/ioport.h>

#include "ports.h"

/**
 * kmemlab_port_read() - claim a port, read it, release it
 * @port: whose reading changes nothing
 * @value: set to what was read
 *
 * Context: process context, may sleep.
 * Return: 0, -EBUSY if a driver has it, or -EOPNOTSUPP where there are none.
 */
#if KMEMLAB_HAS_PORTS
int kmemlab_port_read(unsigned long port, u8 *value)
{
	if (!request_region(port, 1, KBUILD_MODNAME))
		return -EBUSY;
	*value = inb(port);
	release_region(port, 1);
	return 0;
}
#else
int kmemlab_port_read(unsigned long port, u8 *value)
{
	return -EOPNOTSUPP;
}
#endif
EXPORT_SYMBOL_NS_GPL(kmemlab_port_read, "KMEMLAB");
