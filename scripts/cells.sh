# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What scripts/check is made of. A cell is one run of tests on one machine, named
# KERNEL/MACHINE/TESTS; its row says how it ended. Sourced; wants lib.sh.

# passed, failed, skipped: of all cells so far. rows: where to keep them, or nothing.
# parser: the kunit.py that reads KTAP. names: of the cells so far.
passed=0
failed=0
skipped=0
rows=
parser=
names=
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
unset CHAPTER DEBUG ARCH RT
export KERNEL

# The machine of a kind of kernel, by the architecture's name in the kernel.
machine() { echo "${1/#uml/um}"; }

row_file() { echo "$rows/$(printf '%s' "$1" | tr / :).row"; }

# Is this cell among CELLS? Words, each of which is a part of a name, or a pattern of it.
chosen() {
	local word
	[ -n "${CELLS:-}" ] || return 0
	local -; set -f
	for word in $CELLS; do
		# shellcheck disable=SC2053 # it is a pattern
		[[ /$1/ != */$word/* ]] || return 0
	done
	return 1
}

# Is this cell to be run? Not if it was not chosen, nor if it has passed, nor without the
# tools that its machine wants.
wanted() {
	cell=$1
	start=$SECONDS
	[[ " $names " != *" $cell "* ]] || die "two cells are named $cell"
	names="$names $cell"
	[ -z "$rows" ] || chosen "$cell" || return 1
	# What could not be run may be now.
	if [ -n "$rows" ] && cut -f2 "$(row_file "$cell")" 2>/dev/null | grep -q '[1-9]'; then
		count_row <"$(row_file "$cell")"
		return 1
	fi
	tools
}

# What this cell's kernel is built with: a machine that does not have it and may not
# install it can still do all other cells.
tools() {
	local on group why
	on=${cell#*/}
	group=$(compiler_packages "${on%/*}")
	[ -n "$group" ] || return 0
	why=$("$TOP/scripts/packages" "$group" 2>&1) && return
	end_cell 0 0 1 "$(tail -n 1 <<<"$why")"
	return 1
}

# A row as it is kept: name, passed, failed, skipped, seconds, a note; with tabs between.
count_row() {
	local name ok bad left seconds note
	IFS=$'\t' read -r name ok bad left seconds note
	passed=$((passed + ok))
	failed=$((failed + bad))
	skipped=$((skipped + left))
	printf '%-32s %4d passed, %d failed, %d skipped, %d s%s\n' "$name" "$ok" "$bad" "$left" "$seconds" "${note:+: $note}"
}

# end_cell PASSED FAILED SKIPPED [NOTE]
end_cell() {
	local row
	row=$(printf '%s\t%d\t%d\t%d\t%d\t%s' "$cell" "$1" "$2" "$3" "$((SECONDS - start))" "${4:-}")
	[ -z "$rows" ] || printf '%s\n' "$row" >"$(row_file "$cell")$([ "$2" = 0 ] || echo .failed)"
	count_row <<<"$row"
}

summed() { sed -n "s/.*Testing complete.*\($1\): \([0-9]*\).*/\2/p" "$2" | tail -n 1; }

# tally LOG STATUS [NOTE]: the numbers that kunit.py sums up; a run without them is one
# failure.
tally() {
	local log=$1 status=$2 note=${3:-} ok bad left
	ok=$(summed passed "$log") bad=$(summed 'failed\|crashed' "$log") left=$(summed skipped "$log")
	ok=${ok:-0} bad=${bad:-0}
	if [ "$status" != 0 ] || [ "$ok" = 0 ]; then
		[ "$bad" != 0 ] || bad=1
		tail -n 40 "$log"
	fi
	end_cell "$ok" "$bad" "${left:-0}" "$note"
}

# logged COMMAND...: all it says goes to the log, what it says of its progress to
# the reader as well.
logged() {
	: >"$logs/log"
	# shellcheck disable=SC2094 # both append
	"$@" >>"$logs/log" 2> >(tee -a "$logs/log" >&2)
}

# ktap NAME COMMAND...: KTAP of our own goes through the kernel's parser.
ktap() {
	local log=$logs/log status=0
	wanted "$1" || return 0
	shift
	"$@" >"$logs/ktap" 2> >(tee "$logs/stderr" >&2) || status=$?
	timeout 60 "$parser" parse "$logs/ktap" >"$log" 2>&1 || true
	[ "$status" = 0 ] || cat "$logs/ktap" "$logs/stderr" >>"$log"
	tally "$log" "$status" "$(sed -n 's/^ *# \(.* in all\)$/\1/p' "$logs/ktap" | tail -n 1)"
}

# once NAME COMMAND...: what only succeeds or fails.
once() {
	local status=0
	wanted "$1" || return 0
	shift
	logged "$@" || status=$?
	[ "$status" != 0 ] || echo 'Testing complete. passed: 1' >>"$logs/log"
	tally "$logs/log" "$status"
}

# suites KIND: under kunit.py.
suites() {
	local status=0 kind=$1 debug=
	wanted "$KERNEL/$(machine "$kind")/suites" || return 0
	[[ $kind != *-debug ]] || debug=1
	ARCH=$(make_arch "$kind") DEBUG=$debug logged "$TOP/scripts/kunit" || status=$?
	tally "$logs/log" "$status"
}

# scenario KIND NAME[-HOW] [NAME=VALUE...]
scenario() {
	local kind=$1 what=$2
	shift 2
	ktap "$KERNEL/$(machine "$kind")/$what" "$TOP/scripts/vm" "$kind" "$KERNEL" "scenario-${what%%-*}" "$@"
}

# demo KIND: the kind is what scripts/demo takes for this kernel.
demo() {
	local rt=
	[ "$1" != debian-rt ] || rt=1
	RT=$rt once "$KERNEL/$1/demo" "$TOP/scripts/demo"
}

# cannot NAME WHY: a cell that nobody can run, and is not passed over in silence.
cannot() {
	wanted "$1" || return 0
	end_cell 0 0 1 "$2"
}
