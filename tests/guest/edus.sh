# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034 # for those that source this
# Two edus, the first one for dma-demo and the second one for ioremap-demo. Sourced after
# lib.sh.

PCI=/sys/bus/pci
first=$(edus | head -n 1)
second=$(edus | tail -n 1)
F=$DEBUGFS/dma_demo/$first
E=$PCI/drivers/ioremap-demo/$second

# Each with the driver of another chapter, chosen by name.
override() {
	echo dma-demo >"$PCI/devices/$first/driver_override" &&
		echo ioremap-demo >"$PCI/devices/$second/driver_override"
}

# run FOLDER FORM BYTES: a self-test of dma-demo.
run() { echo "$3" >"$1/$2"; }
# value NAME: a number of the first one's statistics.
value() { sed -n "s/^$1 *\([0-9]*\).*/\1/p" "$F/stats"; }
