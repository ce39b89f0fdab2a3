# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# A scenario's cases as KTAP (Documentation/dev-tools/ktap.rst), for kunit.py to parse.
# The plan stands before the results, so they are kept until their number is known. What
# scripts/vm is to know if the guest does not come to its end is said at once.

CASES=0
FAILED=0

# Called first: the name of the scenario.
plan() {
	SCENARIO=$1
	: >/tmp/results
}

result() {
	CASES=$((CASES + 1))
	if [ "$1" = 0 ]; then
		echo "    ok $CASES $2" >>/tmp/results
	else
		FAILED=$((FAILED + 1))
		echo "    not ok $CASES $2" >>/tmp/results
		tail -n 6 /tmp/results | sed 's/^/kmemlab-guest: /'
	fi
}

# check NAME COMMAND...: the command succeeds.
check() {
	case_name=$1
	shift
	echo "kmemlab-guest: case $case_name"
	"$@" >/tmp/said 2>&1
	status=$?
	[ $status = 0 ] || sed 's/^/    # /' /tmp/said >>/tmp/results
	result $status "$case_name"
}

# survives NAME COMMAND...: check, of a fail-nth, whose failed allocations are counted.
SITES=0
survives() {
	check "$@"
	SITES=$((SITES + $(sed -n 's/ allocations failed: .*//p' /tmp/said | tail -n 1) + 0))
	sed 's/^/    # /' /tmp/said >>/tmp/results
}

# from_ktap COMMAND...: the results of a program that prints KTAP are cases of this
# scenario; that it ran to its end is another one.
from_ktap() {
	planned=0 counted=$CASES
	"$@" >/tmp/ktap
	ktap_status=$?
	planned=$(sed -n 's/^1\.\.//p' /tmp/ktap)
	while read -r line; do
		case $line in
		"ok "*" # SKIP "*) result 0 "${line#ok * }" ;;
		"ok "*) result 0 "${line##* }" ;;
		"not ok "*) result 1 "${line##* }" ;;
		"# "*) echo "    $line" >>/tmp/results ;;
		esac
	done </tmp/ktap
	is "$1_ran_to_its_end" "${planned:-none} 0" "$((CASES - counted)) $ktap_status"
}

# refuse NAME ERROR FILE VALUE: writing the value fails with that error, by its
# text, and the file, if it can be read, is what it was.
refuse() {
	before=$(cat "$3" 2>/dev/null)
	# The shell's printf would not say that a write failed; echo does.
	said=$({ echo "$4" >"$3"; } 2>&1)
	case $said in
	*"$2"*) status=0 ;;
	*)
		status=1
		echo "    # expected $2, got: ${said:-success}" >>/tmp/results
		;;
	esac
	[ "$before" = "$(cat "$3" 2>/dev/null)" ] || {
		status=1
		echo "    # $3 has changed" >>/tmp/results
	}
	result $status "$1"
}

# is NAME EXPECTED VALUE
is() {
	[ "$2" = "$3" ]
	status=$?
	[ $status = 0 ] || echo "    # expected $2, got $3" >>/tmp/results
	result $status "$1"
}

# Called last.
finish() {
	printf '%s\n' "KTAP version 1" "1..1" "    KTAP version 1" "    # Subtest: $SCENARIO" \
		"    1..$CASES"
	cat /tmp/results
	if [ $FAILED = 0 ]; then
		echo "ok 1 $SCENARIO"
	else
		echo "not ok 1 $SCENARIO"
		exit 1
	fi
}
