// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise allocators-noio (chapter 5.2, one function).
 *
 * Task: Write disk_flush(): call disk->write() such that no allocation in it, however
 * deep, starts I/O. Afterwards the caller's scope is as it was, whatever write()
 * returns.
 *
 * Read: "The modifiers" in allocators/gfp.md.
 * Then: make exercise EX=allocators-noio; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "noio.h"

int disk_flush(struct disk *disk)
{
	/* TODO: begin a NOIO scope, call disk->write(), end the scope. */
	return disk->write(disk);
}
