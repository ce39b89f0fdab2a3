/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The registers of QEMU's educational PCI device, edu (docs/specs/edu.rst of
 * QEMU): what both drivers of it here, ioremap-demo and dma-demo, know of the
 * device.
 *
 * BAR 0 is 1 MiB. Below EDU_DMA_SOURCE every access is of 32 bits, from there
 * on of 32 or 64. Where there is no register, all ones are read; accesses of
 * less than 32 bits do not reach the device.
 */
#ifndef KMEMLAB_EDU_REGS_H
#define KMEMLAB_EDU_REGS_H

#include <linux/bits.h>
#include <linux/sizes.h>

#define EDU_PCI_VENDOR			0x1234
#define EDU_PCI_DEVICE			0x11e8
#define EDU_BAR				0

/* Read only: what it is. */
#define EDU_ID				0x00
#define EDU_ID_DEVICE			GENMASK(15, 0)
#define EDU_ID_DEVICE_EDU		0x00ed
#define EDU_ID_MINOR			GENMASK(23, 16)
#define EDU_ID_MAJOR			GENMASK(31, 24)

/* What is written reads back with every bit inverted. */
#define EDU_LIVENESS			0x04

/* Write a number; when it is no longer busy, read its factorial modulo 2^32. */
#define EDU_FACTORIAL			0x08

#define EDU_STATUS			0x20
#define EDU_STATUS_BUSY			BIT(0)	/* read only */
#define EDU_STATUS_INTERRUPT		BIT(7)	/* interrupt when done */

/*
 * Causes: read those that are pending, write those to be raised, to be
 * acknowledged.
 */
#define EDU_INTERRUPT_STATUS		0x24
#define EDU_INTERRUPT_RAISE		0x60
#define EDU_INTERRUPT_ACK		0x64
#define EDU_CAUSE_FACTORIAL		BIT(0)
#define EDU_CAUSE_DMA			BIT(8)

/* Addresses as the device sees them; writes are lost while a transfer runs. */
#define EDU_DMA_SOURCE			0x80
#define EDU_DMA_DESTINATION		0x88
#define EDU_DMA_COUNT			0x90
#define EDU_DMA_COMMAND			0x98
#define EDU_DMA_COMMAND_START		BIT(0)	/* reads as 1 while it runs */
#define EDU_DMA_COMMAND_TO_MEMORY	BIT(1)	/* else from memory */
#define EDU_DMA_COMMAND_INTERRUPT	BIT(2)	/* EDU_CAUSE_DMA when done */

/*
 * The device's own memory, in the same address space; a range beyond it is
 * fatal. QEMU 7.2 takes a range that reaches its last byte for one beyond it,
 * so its last 64 bytes, a cache line, are left alone.
 */
#define EDU_BUFFER			0x40000
#define EDU_BUFFER_SIZE			SZ_4K
#define EDU_BUFFER_USABLE		(EDU_BUFFER_SIZE - 64)

/* How many address bits it has. */
#define EDU_DMA_BITS			28

#endif /* KMEMLAB_EDU_REGS_H */
