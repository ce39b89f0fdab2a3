# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# A folder of the reader's modules (M=): /kmemlab/order names them, FILE NAME KIND, in the
# order in which they load; try.sh and modprobe.conf may be there.

# of KIND: their names in order; backwards: the other way round.
of() { awk -v kind="$1" '$3 == kind { print $2 }' /kmemlab/order; }
backwards() { awk '{ line[NR] = $0 } END { for (i = NR; i; i--) print line[i] }'; }
file_of() { awk -v name="$1" '$2 == name { print $1 }' /kmemlab/order; }
# As for modprobe, - and _ in a module's name are the same.
parameters_of() {
	[ ! -e /kmemlab/modprobe.conf ] || awk -v name="$1" '
		$1 == "options" { gsub(/-/, "_", $2) }
		$1 == "options" && $2 == name { $1 = $2 = ""; print }' /kmemlab/modprobe.conf
}

# What insmod says is of errnos; the kernel's own words are in its log.
own_insmod() {
	# shellcheck disable=SC2046 # words
	insmod "/kmemlab/$(file_of "$1")" $(parameters_of "$1") >/tmp/insmod 2>&1 && return
	unknown=$(dmesg | sed -n "s/.*$1: Unknown symbol \([^ ]*\) .*/\1/p" | sort -u | tr '\n' ' ')
	echo "loading $1 failed: $(sed 's/.*: //' /tmp/insmod)${unknown:+, this kernel does not have: $unknown}"
	return 1
}
own_rmmod() {
	rmmod "$1" >/tmp/rmmod 2>&1 && return
	echo "unloading $1 failed: $(sed 's/.*: //' /tmp/rmmod)"
	return 1
}
load_stock() { for own in $(of stock); do own_insmod "$own" || return 1; done; }
load_all() { for own in $(of module); do own_insmod "$own" || return 1; done; }
unload_all() { for own in $(of module | backwards); do own_rmmod "$own" || return 1; done; }

# What modules add to the system, by name.
offers() {
	# What opens the folder of tracing mounts it, which newer kernels complain of.
	find /dev "$DEBUGFS" /proc/sys -mindepth 1 -path "$DEBUGFS/tracing" -prune -o -print 2>/dev/null
	find /proc -mindepth 1 -maxdepth 2 ! -path '/proc/[0-9]*' ! -path '/proc/self*' ! -path '/proc/thread-self*' \
		! -path '/proc/sys*' 2>/dev/null
	find /sys/class /sys/bus/*/drivers /sys/devices -mindepth 1 -maxdepth 3 ! -type f 2>/dev/null
	awk 'NR > 2 { print "slab cache " $1 }' /proc/slabinfo 2>/dev/null
	awk '{ print "interrupt of " $NF }' /proc/interrupts 2>/dev/null | grep '[a-z]'
	sed 's/^ *//; s/^[0-9a-f-]* : /region of /' /proc/iomem 2>/dev/null
	# A file of a module's in these is its own affair.
	true
}
own_offers() { offers | grep -v -e "^$DEBUGFS/\(slab\|kunit\|dma-api\|tracing\|printk\)" -e '^/proc/\(irq\|kpage\)' -e 'vc[sa]' | sort -u; }

# What is there now and was not in FILE.
new_since() { own_offers | grep -vxFf "$1"; }
nothing_left() {
	new_since /tmp/before >/tmp/left
	[ ! -s /tmp/left ] || { echo "left behind:"; head -n 20 /tmp/left; return 1; }
}

has_try() { [ -e /kmemlab/try.sh ]; }
run_try() {
	if [ -x /kmemlab/try.sh ]; then (cd /tmp && /kmemlab/try.sh) </dev/null; else (cd /tmp && sh /kmemlab/try.sh) </dev/null; fi
}
