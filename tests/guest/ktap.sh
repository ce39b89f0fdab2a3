# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# A scenario's cases as KTAP (Documentation/dev-tools/ktap.rst), for kunit.py to parse.

CASES=0
FAILED=0

# Called first: the name of the scenario.
plan() {
	SCENARIO=$1
	echo "KTAP version 1"
	echo "1..1"
	echo "    KTAP version 1"
	echo "    # Subtest: $SCENARIO"
}

result() {
	CASES=$((CASES + 1))
	if [ "$1" = 0 ]; then
		echo "    ok $CASES $2"
	else
		FAILED=$((FAILED + 1))
		echo "    not ok $CASES $2"
	fi
}

# check NAME COMMAND...: the command succeeds.
check() {
	case_name=$1
	shift
	"$@" >/tmp/said 2>&1
	status=$?
	[ $status = 0 ] || sed 's/^/    # /' /tmp/said
	result $status "$case_name"
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
		echo "    # expected $2, got: ${said:-success}"
		;;
	esac
	[ "$before" = "$(cat "$3" 2>/dev/null)" ] || {
		status=1
		echo "    # $3 has changed"
	}
	result $status "$1"
}

# is NAME EXPECTED VALUE
is() {
	[ "$2" = "$3" ]
	status=$?
	[ $status = 0 ] || echo "    # expected $2, got $3"
	result $status "$1"
}

# Called last.
finish() {
	echo "    1..$CASES"
	if [ $FAILED = 0 ]; then
		echo "ok 1 $SCENARIO"
	else
		echo "not ok 1 $SCENARIO"
		exit 1
	fi
}
