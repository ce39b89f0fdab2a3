# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What every script here needs: where things are, how to speak, how to stop.
# Sourced, never run.

set -euo pipefail

TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CACHE=${KMEMLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?set HOME or KMEMLAB_CACHE}/.cache}/kmemlab}
KERNEL=${KERNEL:-6.12}
# shellcheck disable=SC2034 # for those that source this
JOBS=$(nproc)
export LC_ALL=C

# A command's own output is the reader's only with V=1; a failure shows its tail.
VERBOSE=${V:-}

say() { printf 'kmemlab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Kernel builds take no blank or colon in a path.
case $CACHE in
/*) ;;
*) die "KMEMLAB_CACHE must be an absolute path, not '$CACHE'" ;;
esac
case $CACHE in
*[[:space:]:]*) die "the cache path '$CACHE' has a blank or a colon, which kernel builds refuse: set KMEMLAB_CACHE" ;;
esac

# How far a long step is: on a terminal the number of lines it has said so far,
# which for a kernel is the number of files built.
progress() {
	local line n=0 shown=$SECONDS
	while IFS= read -r line; do
		n=$((n + 1))
		printf '%s\n' "$line"
		[ -t 2 ] || continue
		[ "$SECONDS" = "$shown" ] || printf '\rkmemlab: ... %d steps, %d s ' "$n" "$SECONDS" >&2
		shown=$SECONDS
	done
	[ ! -t 2 ] || printf '\r\033[K' >&2
}

# run WHAT COMMAND...: one line while it goes, its last lines when it fails. The
# command runs in a subshell that stops at its first error, which a shell does not
# do left of a ||.
run() {
	local what=$1 log start=$SECONDS status
	shift
	log=$(mktemp)
	say "$what ..."
	set +e
	if [ -n "$VERBOSE" ]; then
		(set -ex; "$@") 2>&1 | tee "$log" >&2
	else
		(set -e; "$@") 2>&1 | progress >"$log"
	fi
	status=${PIPESTATUS[0]}
	set -e
	[ "$status" = 0 ] || [ -n "$VERBOSE" ] || tail -n 25 "$log" >&2
	rm -f "$log"
	[ "$status" = 0 ] || die "$what: failed (see above; V=1 shows all)"
	[ $((SECONDS - start)) -lt 5 ] || say "$what: done in $((SECONDS - start)) s"
}

# need_space MIB FOLDER: ask before the work starts, not when the disk is full.
need_space() {
	local free
	mkdir -p "$2"
	free=$(df -Pk "$2" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge "$1" ] ||
		die "$2 needs $1 MiB and has $free MiB free: make room or set KMEMLAB_CACHE"
}

# locked NAME COMMAND...: one maker at a time; a second one waits and says so.
locked() {
	local name=$1 fd
	shift
	mkdir -p "$CACHE/locks"
	exec {fd}>"$CACHE/locks/$name"
	if ! flock -n "$fd"; then
		say "another run is making $name: waiting"
		flock "$fd"
	fi
	# The children must not inherit the lock: one left behind would keep it.
	"$@" {fd}>&-
	exec {fd}>&-
}

# make_whole DIR FUNCTION ARGS...: FUNCTION fills a new folder, which becomes
# DIR only when complete. Needs the lock of DIR.
make_whole() {
	local dir=$1 new
	shift
	[ ! -d "$dir" ] || return 0
	rm -rf "$dir".new.*
	new=$dir.new.$$
	mkdir -p "$new"
	# shellcheck disable=SC2064 # expand now: the trap outlives the locals
	trap "rm -rf '$new'" EXIT
	"$1" "$new" "${@:2}"
	mv "$new" "$dir"
	trap - EXIT
}

known_kernel() {
	case $1 in
	6.1 | 6.12 | 7.2) ;;
	*) die "KERNEL=$1 is not one of: 6.1 6.12 7.2" ;;
	esac
}

# What the kernel's make is told for a kind of kernel (see scripts/kernels): the
# architecture, and which compiler if not this machine's gcc.
make_arch() {
	case $1 in
	uml*) echo um ;;
	*) echo "${1%%-*}" ;;
	esac
}
make_option() {
	case $1 in
	*-clang) echo LLVM=-19 ;;
	arm64*) echo CROSS_COMPILE=aarch64-linux-gnu- ;;
	powerpc*) echo CROSS_COMPILE=powerpc64-linux-gnu- ;;
	esac
}
# The group of packages, as scripts/packages names it, that this compiler is in.
compiler_packages() {
	case $1 in
	*-clang) echo clang ;;
	arm64* | powerpc*) echo "${1%%-*}" ;;
	esac
}

# One folder per checkout for what is built from it, so that two checkouts never
# share an object file; those of checkouts that are gone are removed.
work_dir() {
	local dir other
	dir=$CACHE/checkouts/$(printf '%s' "$TOP" | cksum | tr -s ' ' -)
	mkdir -p "$dir"
	printf '%s\n' "$TOP" >"$dir/checkout"
	for other in "$CACHE"/checkouts/*/checkout; do
		[ -d "$(cat "$other")" ] || rm -rf "${other%/checkout}"
	done
	printf '%s\n' "$dir"
}

chapter_modules() {
	case $1 in
	allocators) echo allocators-demo gfp-demo ;;
	slab) echo kmem-cache-demo ;;
	percpu) echo percpu-demo ;;
	dma) echo dma-demo ;;
	mmio) echo ioremap-demo ;;
	mmap) echo mmap-demo ;;
	*) die "CHAPTER=$1 is not one of: $CHAPTERS" ;;
	esac
}
# shellcheck disable=SC2034 # for those that source this
CHAPTERS="allocators slab percpu dma mmio mmap"
