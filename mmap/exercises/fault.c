// SPDX-License-Identifier: GPL-2.0
/*
 * Exercise mmap-fault (chapter 5.8, one function).
 *
 * Task: Write buffer_fault(): the handler that gives the process the page it has
 * touched, which is page vmf->pgoff of the buffer. It returns 0, or VM_FAULT_SIGBUS
 * beyond the end. The kernel drops the reference of a page when it unmaps it, so each
 * mapping of a page needs its own.
 *
 * Read: "Memory that is mapped on the first access" in mmap/README.md.
 * Then: make exercise EX=mmap-fault; HINT=1 says more, SOLUTION=1 shows one way.
 */
#include "../../kmemlab.h"

#include <linux/slab.h>

#include "fault.h"

vm_fault_t buffer_fault(struct vm_fault *vmf)
{
	/* TODO: find the page, take a reference, put it into vmf->page. */
	return VM_FAULT_SIGBUS;
}
