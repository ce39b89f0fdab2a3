# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# What guest scripts share.

# shellcheck disable=SC2034 # for those that source this
DEBUGFS=/sys/kernel/debug

fail() {
	echo "kmemlab: $*"
	exit 1
}

# Messages above notice level since the guest came up are no part of a lesson. That
# a module is none of the kernel's own is said of every such module, what is no module
# parameter is refused by the kernel, aloud, and a host that is busy lets time jump. edu computes
# a factorial in a thread of QEMU, for which a clock that counts instructions does not wait.
log_is_quiet() {
	! dmesg -r | sed -n '/kmemlab-guest: start/,$p' | grep '^<[0-4]>' |
		grep -v -e 'out-of-tree module taints kernel' -e 'invalid for parameter' \
			-e 'clocksource: ' -e 'hrtimer: interrupt took' \
			${KMEMLAB_ICOUNT:+-e 'self-test failed: no factorial'}
}

# The addresses of all edus on the PCI bus.
edus() { grep -l 0x11e8 /sys/bus/pci/devices/*/device 2>/dev/null | sed 's|/device$||; s|.*/||'; }

# load MODULE: with what it needs. The edu of the suites stays once it is loaded.
load() {
	case $1 in
	dma-kunit | ioremap-kunit)
		[ -e /sys/module/edu_model ] || [ -e /sys/module/edu_device ] ||
			insmod /kmemlab/edu-*.ko || fail "no edu for $1"
		;;
	esac
	insmod "/kmemlab/$1.ko" || fail "insmod $1 failed"
}

unload() {
	rmmod "$1" || fail "rmmod $1 failed"
}

# kmemleak reports what is older than five seconds and what no scan has seen a pointer to; the
# first scans may still see one that is left on a stack.
scan_for_leaks() {
	sleep 6
	for _ in 1 2 3 4 5 6 7 8; do sleep 1; echo scan >$DEBUGFS/kmemleak; done
}
no_leak() {
	scan_for_leaks
	[ -z "$(cat $DEBUGFS/kmemleak)" ] || { cat $DEBUGFS/kmemleak; return 1; }
}

# A task that asks for it (fail-nth) has its allocations fail, of whatever size and kind; and no report of each.
let_allocations_fail() {
	for injector in failslab fail_page_alloc; do
		echo N >$DEBUGFS/$injector/ignore-gfp-wait
		echo 0 >$DEBUGFS/$injector/verbose
	done
	echo N >$DEBUGFS/fail_page_alloc/ignore-gfp-highmem
	echo 0 >$DEBUGFS/fail_page_alloc/min-order
}

# For so many seconds from now, it is still time.
seconds() { end=$(($(cut -d. -f1 /proc/uptime) + $1)); }
still() { [ "$(cut -d. -f1 /proc/uptime)" -lt "$end" ]; }
