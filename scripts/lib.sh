# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What every script here needs: where things are, how to speak, how to stop.
# Sourced, never run.

set -euo pipefail

TOP=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)

say() { printf 'kmemlab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# The comment at the head of a script is its help.
case ${1:-} in
--help | -h)
	sed -n '2,${/^#/!q; /^# SPDX/d; s/^# \{0,1\}//p}' "$0"
	exit 0
	;;
esac

# Nothing of the caller's environment reaches an inner make or compiler unasked. ARCH, V
# and the like are read here and passed on by name.
export -n ARCH V W C CF M O
unset "${!MAKE@}" "${!KBUILD_@}" "${!KCONFIG_@}" "${!LLVM@}" "${!CROSS_COMPILE@}" "${!INSTALL_@}" "${!GREP_@}" \
	MFLAGS GNUMAKEFLAGS KCFLAGS KAFLAGS KCPPFLAGS HOSTCFLAGS HOSTLDFLAGS CC LD CFLAGS LDFLAGS \
	KERNELRELEASE LOCALVERSION BASH_ENV CDPATH POSIXLY_CORRECT
export LC_ALL=C
# Where Debian has modinfo, which not every user's path names.
PATH=$PATH:/usr/sbin:/sbin
VERBOSE=${V:-}

CACHE=${KMEMLAB_CACHE:-${XDG_CACHE_HOME:-${HOME:?set HOME or KMEMLAB_CACHE}/.cache}/kmemlab}
case $CACHE in
/*) ;;
*) die "KMEMLAB_CACHE must be an absolute path, not '$CACHE'" ;;
esac
# Kernel builds take no blank or colon in a path.
case $CACHE in
*[[:space:]:]*) die "the cache path '$CACHE' has a blank or a colon, which kernel builds refuse: set KMEMLAB_CACHE" ;;
esac
[ -d "$CACHE" ] || mkdir -p "$CACHE" 2>/dev/null || true
[ -w "$CACHE" ] ||
	die "cannot write to the cache folder $CACHE: set KMEMLAB_CACHE to a folder of yours"

# --- How a script ends -------------------------------------------------------------------

# at_exit COMMAND: run when this script ends, however it ends; the last one first.
exit_commands=()
at_exit() { exit_commands=("$1" "${exit_commands[@]}"); }

# The processes below one, the deepest first. User-Mode Linux and QEMU may have left the
# process group, so only the tree of parents finds all.
descendants() {
	local child
	local children
	read -r -d '' -a children < <(cat /proc/"$1"/task/*/children 2>/dev/null) || true
	for child in "${children[@]}"; do
		descendants "$child"
		printf '%s ' "$child"
	done
}

end_children() {
	local all
	read -ra all < <(descendants $$ 2>/dev/null) || true
	[ ${#all[@]} -gt 0 ] || return 0
	kill -TERM "${all[@]}" 2>/dev/null || true
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		kill -0 "${all[@]}" 2>/dev/null || return 0
		sleep 0.1
	done
	kill -KILL "${all[@]}" 2>/dev/null || true
}

finish() {
	local status=$? command
	trap - EXIT INT TERM HUP
	# A child that gets a signal before it is another program is still this script.
	[ "$BASHPID" = "$$" ] || exit "$status"
	[ "$status" -lt 129 ] || end_children
	for command in "${exit_commands[@]}"; do eval "$command" || true; done
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# attended COMMAND...: the same as the command, but a signal to this script ends it at
# once, where bash would wait for a command in the foreground to end by itself.
attended() {
	"$@" <&0 &
	wait "$!"
}

# A folder for what only this run needs.
scratch_dir() {
	[ -z "${scratch:-}" ] || return 0
	scratch=$(mktemp -d)
	at_exit 'rm -rf "$scratch"'
}

# capture NAME COMMAND...: NAME=$(COMMAND...), attended.
capture() {
	local captured_name=$1
	scratch_dir
	shift
	attended "$@" >"$scratch/captured" || return
	printf -v "$captured_name" '%s' "$(<"$scratch/captured")"
}

# --- Steps that take a while --------------------------------------------------------------

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

# run WHAT COMMAND...: one line while it goes, its last lines when it fails, and then the
# whole log is kept. The command runs in a subshell that stops at its first error, which a
# shell does not do left of a ||.
run() {
	local what=$1 log start=$SECONDS status=0
	shift
	mkdir -p "$CACHE/logs"
	log=$CACHE/logs/$(printf '%s' "$what" | tr -cs 'A-Za-z0-9._\n' -).$BASHPID
	say "$what ..."
	set +e
	if [ -n "$VERBOSE" ]; then
		attended run_verbose "$log" "$@"
	else
		attended run_quiet "$log" "$@"
	fi
	status=$?
	set -e
	if [ "$status" != 0 ]; then
		find "$CACHE/logs" -type f -mtime +7 -delete
		[ -n "$VERBOSE" ] || tail -n 25 "$log" >&2
		die "$what: failed (see above; whole log: $log)"
	fi
	rm -f "$log"
	[ $((SECONDS - start)) -lt 5 ] || say "$what: done in $((SECONDS - start)) s"
}
run_verbose() {
	local log=$1
	shift
	(trap - EXIT; set -ex; "$@") 2>&1 | tee "$log" >&2
}
run_quiet() {
	local log=$1
	shift
	(trap - EXIT; set -e; "$@") 2>&1 | progress >"$log"
}

# need_space MIB FOLDER: ask before the work starts, not when the disk is full.
need_space() {
	local free
	mkdir -p "$2"
	free=$(df -Pk "$2" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge "$1" ] ||
		die "$2 needs $1 MiB and has $free MiB free: make room or set KMEMLAB_CACHE"
}

# locked NAME COMMAND...: one maker at a time; a second one waits and says so. The lock is
# this script's alone: its children do not inherit it, and it does not end before them.
locked() {
	local name=$1 fd
	shift
	mkdir -p "$CACHE/locks"
	exec {fd}>"$CACHE/locks/$name"
	if ! flock -n "$fd"; then
		say "another run is making $name: waiting"
		attended flock "$fd"
	fi
	# Not left of a ||, where no error would stop it.
	"$@" {fd}>&-
	exec {fd}>&-
}

# attempt COMMAND...: its errors stop it, as they do not in an `if' or left of a `||'. Its
# status is in $attempted.
attempt() {
	set +e
	(set -e; "$@")
	# shellcheck disable=SC2034 # for the caller
	attempted=$?
	set -e
}

# make_whole DIR FUNCTION ARGS...: FUNCTION fills a new folder, which becomes
# DIR only when complete. Needs the lock of DIR.
make_whole() {
	local dir=$1
	shift
	[ ! -d "$dir" ] || return 0
	rm -rf "$dir".new.*
	new_folder=$dir.new.$$
	mkdir -p "$new_folder"
	at_exit 'rm -rf "$new_folder"'
	"$1" "$new_folder" "${@:2}"
	mv "$new_folder" "$dir"
}

# --- What can be asked for, checked before anything is fetched or built -----------------

KNOWN_KERNELS="6.1 6.12 7.2 7.3"
CHAPTERS="allocators slab percpu dma mmio mmap"

# A kernel is a version that a mirror has, `latest`, or the path of a tree (KSRC).
check_kernel() {
	case $1 in
	/*)
		[ -f "$1/Makefile" ] && [ -d "$1/tools/testing/kunit" ] ||
			die "KSRC=$1 is no Linux source tree with KUnit"
		;;
	latest | newest) ;;
	*)
		[[ $1 =~ ^[1-9][0-9]*\.[0-9]+$ ]] ||
			die "KERNEL=$1 is no version: one of $KNOWN_KERNELS, latest, or another x.y that a mirror has"
		[ "${1%.*}" -gt 6 ] || { [ "${1%.*}" = 6 ] && [ "${1#*.}" -ge 1 ]; } ||
			die "KERNEL=$1 is older than 6.1, the oldest that is supported"
		;;
	esac
}

check_chapter() {
	[[ -z $1 || " $CHAPTERS " = *" $1 "* ]] || die "CHAPTER=$1 is not one of: $CHAPTERS"
}

check_arch() {
	case $1 in
	um | x86_64 | i386 | arm64 | powerpc) ;;
	*) die "ARCH=$1 is not one of: um x86_64 i386 arm64 powerpc" ;;
	esac
}

for name in DEBUG QEMU RT V STRICT KCSAN; do
	case ${!name:-} in
	'' | 1) ;;
	*) die "$name=${!name} is neither 1 nor empty" ;;
	esac
done
unset name

[ -z "${KSRC:-}" ] || KERNEL=$(cd "$KSRC" 2>/dev/null && pwd -P) || die "KSRC=$KSRC: no such folder"
KERNEL=${KERNEL:-6.12}
check_kernel "$KERNEL"
check_chapter "${CHAPTER:-}"

# resolve_kernel: KERNEL=latest becomes a version.
resolve_kernel() {
	case $KERNEL in
	latest | newest) capture KERNEL "$TOP/scripts/kernels" version "$KERNEL" ;;
	esac
}

# own_folder: M=DIR, a folder of the reader's whose modules take the place of a chapter's.
# Afterwards it is in KMEMLAB_M, as an absolute path, for the scripts that this one calls.
own_folder() {
	KMEMLAB_M=${KMEMLAB_M:-${M:-}}
	export KMEMLAB_M
	[ -n "$KMEMLAB_M" ] || return 0
	[ -d "$KMEMLAB_M" ] || die "M=$KMEMLAB_M: no such folder"
	KMEMLAB_M=$(cd "$KMEMLAB_M" && pwd -P)
	[ -z "${CHAPTER:-}" ] || die "CHAPTER=$CHAPTER and M=$KMEMLAB_M: one of the two"
	[ -e "$KMEMLAB_M/Kbuild" ] || [ -e "$KMEMLAB_M/Makefile" ] ||
		die "M=$KMEMLAB_M has no Kbuild and no Makefile: it is no folder of a module"
}

# The options that a Kconfig file of the reader's has.
own_symbols() { sed -n 's/^\(menu\)\{0,1\}config \([A-Z0-9_]*\)$/CONFIG_\2/p' "$1"; }

# One folder for what is built and found for a folder of the reader's.
own_work() {
	echo "$(work_dir)/own-$(printf '%s' "$KMEMLAB_M" | cksum | tr -s ' ' -)"
}

# What a kernel is called where one is spoken of.
kernel_name() { case $1 in /*) echo "of $1" ;; *) echo "$1" ;; esac; }

chapter_modules() {
	case $1 in
	allocators) echo allocators-demo gfp-demo ;;
	slab) echo kmem-cache-demo ;;
	percpu) echo percpu-demo ;;
	dma) echo dma-demo ;;
	mmio) echo ioremap-demo ;;
	mmap) echo mmap-demo ;;
	esac
}

# --- How the kernel's make is called -----------------------------------------------------

# What it is told for a kind of kernel (see scripts/kernels): the architecture, and which
# compiler if not this machine's gcc.
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
# module_make KIND TREE: the command, as words in module_make, that builds modules for a
# kernel in its folder; M= and targets are for the caller.
module_make() {
	local option wanted compiler=gcc
	case $1 in
	debian*)
		# The compiler that the kernel was built by if it is there, else this machine's.
		wanted=$(sed -n 's/.*CONFIG_CC_VERSION_TEXT="[^ ]*gcc-\([0-9]*\) .*/gcc-\1/p' "$2/config")
		[ -z "$wanted" ] || ! have "$wanted" || compiler=$wanted
		module_make=(make -C "$2/headers" CC="$compiler" CONFIG_DEBUG_INFO_BTF_MODULES=)
		;;
	*)
		module_make=(make -C "$2" ARCH="$(make_arch "$1")" O=.kunit)
		option=$(make_option "$1")
		[ -z "$option" ] || module_make+=("$option")
		;;
	esac
	module_make+=(-j"$(nproc)")
}
# The group of packages, as scripts/packages names it, that this compiler is in.
compiler_packages() {
	case $1 in
	*-clang) echo clang ;;
	arm64* | powerpc*) echo "${1%%-*}" ;;
	esac
}

# --- Where things are ---------------------------------------------------------------------

# One folder per checkout for what is built from it, so that two checkouts never
# share an object file. `scripts/where cache --prune` removes those of checkouts that are gone.
work_dir() {
	local dir
	dir=$CACHE/checkouts/$(printf '%s' "$TOP" | cksum | tr -s ' ' -)
	if [ ! -e "$dir/checkout" ]; then
		mkdir -p "$dir"
		printf '%s\n' "$TOP" >"$dir/checkout.$BASHPID"
		mv "$dir/checkout.$BASHPID" "$dir/checkout"
	fi
	printf '%s\n' "$dir"
}

# The project's own files: what git knows or would add; where git is of no use (no
# repository, or one of another owner, as for root in a container) all that
# is not built.
project_files() {
	local files
	files=$(cd "$TOP" && git ls-files -co --exclude-standard 2>/dev/null) || files=
	# A repository around it may ignore it.
	! grep -qx Makefile <<<"$files" || { printf '%s\n' "$files"; return; }
	(cd "$TOP" && find . -name .git -prune -o -type f \
		! -name '*.o' ! -name '*.ko' ! -name '*.mod' ! -name '*.mod.c' ! -name '.*.cmd' \
		! -name '.*.o.d' ! -name modules.order ! -name Module.symvers -print | sed 's|^\./||')
}

# uml_memory_dir MIB: where User-Mode Linux is to keep its memory: in the first place that
# holds it. (A container's /dev/shm may be small, and writing beyond its end is a bus error.)
uml_memory_dir() {
	local dir free
	for dir in ${TMPDIR:-} /dev/shm /tmp; do
		[ -w "$dir" ] || continue
		free=$(df -Pk "$dir" | awk 'NR == 2 { print int($4 / 1024) }')
		[ "$free" -lt "$1" ] || { echo "$dir"; return; }
	done
	echo "$CACHE"
}

# qemu_kind VERSION: a stock kernel if this machine can build modules for it, else one that
# is built here.
qemu_kind() {
	case $1 in
	/*) echo x86_64 ;;
	*)
		local status=0
		"$TOP/scripts/kernels" stock "$1" || status=$?
		if [ "$status" = 0 ]; then
			echo debian
		elif [ "$status" != 2 ]; then
			exit 1
		else
			say "this machine cannot build modules for a stock Linux $1: booting one that is built here"
			echo x86_64
		fi
		;;
	esac
}
