# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Results of checks on the host as KTAP, for kunit.py to parse. Sourced.
# The plan stands before the results, so they are kept until their number is known.

ktap_n=0
ktap_failed=0
ktap_results=

# ktap_result STATUS NAME FILE: a case, with what FILE says of its failure.
ktap_result() {
	local said=
	ktap_n=$((ktap_n + 1))
	if [ "$1" = 0 ]; then
		ktap_results+="    ok $ktap_n $2"$'\n'
		return
	fi
	ktap_failed=1
	said=$(sed 's/^/    # /' "$3")
	ktap_results+="$said"$'\n'"    not ok $ktap_n $2"$'\n'
}

# ktap_finish NAME: print all, end with the status of the whole.
ktap_finish() {
	printf '%s\n' "KTAP version 1" "1..1" "    KTAP version 1" "    # Subtest: $1" "    1..$ktap_n"
	printf '%s' "$ktap_results"
	if [ "$ktap_failed" = 0 ]; then echo "ok 1 $1"; else echo "not ok 1 $1"; fi
	exit "$ktap_failed"
}
