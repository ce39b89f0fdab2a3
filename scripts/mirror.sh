# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Debian's packages, downloaded but never installed: a package client beside the machine's
# own, with its own sources, lists and cache. Sourced; wants lib.sh.

# Where Linux VERSION is, the likeliest place first. Anything else is looked for everywhere.
EVERYWHERE="bookworm bookworm-security bookworm-backports trixie trixie-security trixie-backports forky sid experimental"
suites() {
	case $1 in
	6.1) echo bookworm bookworm-security ;;
	6.12) echo bookworm-security trixie trixie-security ;;
	7.2 | 7.3) echo trixie-backports sid ;;
	*) echo "$EVERYWHERE" ;;
	esac
}

# The mirrors that this machine's package sources name, as lines "SUITE URI". (Read here
# and not asked of apt, which knows nothing before its first update.)
sources() {
	local parts=${APT_SOURCES:-/etc/apt}
	{ cat "$parts"/sources.list "$parts"/sources.list.d/*.list 2>/dev/null || true; } |
		sed -n 's/^[[:space:]]*deb[[:space:]]*\(\[[^]]*\]\)\{0,1\}[[:space:]]*//p' |
		awk '/ main( |$)/ { print $2, $1 }'
	{ cat "$parts"/sources.list.d/*.sources 2>/dev/null || true; } | awk '
		function out(i, j) {
			if (on && main) for (i = 1; i <= suites; i++) for (j = 1; j <= uris; j++) print suite[i], uri[j]
			suites = uris = main = 0; on = 1
		}
		BEGIN { on = 1 }
		/^[[:space:]]*$/ { out() }
		/^#/ { next }
		/^Types:/ && !/deb( |$)/ { on = 0 }
		/^Enabled: *no/ { on = 0 }
		/^URIs:/ { uris = split(substr($0, 6), uri, " ") }
		/^Suites:/ { suites = split(substr($0, 8), suite, " ") }
		/^Components:.* main( |$)/ { main = 1 }
		END { out() }'
}

# mirror main|security: the first of these that is Debian's own.
mirror() {
	sources | awk -v security="$([ "$1" = main ] || echo 1)" '
		$2 !~ /\/debian(-security)?([\/.]|$)/ { next }
		$1 !~ /^(bookworm|trixie|forky|sid|experimental|oldstable|stable|testing|unstable)(-security|-updates|\/updates)?$/ { next }
		security + 0 == ($1 ~ /security|\/updates/) { print $2; exit }'
}

apt_own() {
	local tool=$1
	shift
	"$tool" -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" \
		-o Acquire::Languages=none -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
		-o APT::Sandbox::User="$(id -un)" -o APT::Architecture=amd64 "$@"
}

# lists SUITE...: read the lists of these suites, of whichever the mirror has.
lists() {
	local main security suite
	main=${KMEMLAB_MIRROR:-$(mirror main)}
	[ -n "$main" ] || die "this machine's package sources name no Debian mirror: set KMEMLAB_MIRROR to one (an URL that ends in /debian)"
	main=${main%/}
	[ -n "${KMEMLAB_MIRROR:-}" ] || security=$(mirror security)
	security=${security:-$main-security}
	apt=$CACHE/apt-$(printf '%s' "$*" | tr -cs 'a-z0-9\n' - | cut -c1-60)-$(printf '%s' "$main $security" | cksum | cut -d' ' -f1)
	mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
	: >"$apt/status"
	for suite; do
		case $suite in
		*-security) echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $security $suite main" ;;
		*) echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $main $suite main" ;;
		esac
	done >"$apt/sources.list"
	# What is an hour old is not read again. A suite that the mirror has not is no error as
	# long as another one has what is looked for.
	[ -z "$(find "$apt/read" -mmin -60 2>/dev/null)" ] || return 0
	say "reading the package lists of Debian's $* ..."
	attended apt_own apt-get -q update >"$apt/log" 2>&1 || true
	[ -n "$(ls "$apt"/state/lists/*_Packages* 2>/dev/null)" ] || {
		tail -n 5 "$apt/log" >&2
		die "no package lists from the mirror (see above): is the network up? KMEMLAB_MIRROR may name another one"
	}
	# What an earlier update has left is better than nothing, and is tried again.
	grep -q 'Could not \|Unable to connect\|timed out' "$apt/log" || touch "$apt/read"
}

# find_package NAME SUITE...: after it $apt is the client that has NAME; what it returns is
# whether there is one. A name is looked for in the suites, then everywhere.
find_package() {
	local name=$1
	shift
	locked apt lists "$@"
	newest_of "$name" >/dev/null && return
	[ "$*" != "$EVERYWHERE" ] || return 1
	# shellcheck disable=SC2086 # words
	locked apt lists $EVERYWHERE
	newest_of "$name" >/dev/null
}

# versions NAME...: lines "NAME VERSION".
versions() { apt_own apt-cache madison "$@" 2>/dev/null | awk '{ print $1, $3 }'; }

# newest_of NAME: the newest version of that package that is no release candidate, unless
# there are no others.
newest_of() {
	local all
	all=$(versions "$1" | cut -d' ' -f2 | sort -rV)
	[ -n "$all" ] || return 1
	{ grep -v '~rc' <<<"$all" || echo "$all"; } | sed -n 1p
}

# depends PACKAGE PATTERN: which of the packages that it depends on matches.
depends() {
	apt_own apt-cache depends "$1" 2>/dev/null | awk -v want="$2" '$1 == "Depends:" && $2 ~ want { print $2; exit }'
}

# The libc that programs of Debian's package $1 want, as a version.
wants_libc() { apt_own apt-cache show "${1:-none}" 2>/dev/null | sed -n 's/^Depends:.*libc6 (>= \([0-9.]*\)).*/\1/p' | sed -n 1p; }
host_libc() { ldd --version 2>/dev/null | sed -n '1s/.* //p'; }

# stock_image VERSION rt-|'': the newest stock kernel of that version for which this
# machine can build modules: the release that it calls itself.
stock_image() {
	local name wants
	for name in $(apt_own apt-cache pkgnames "linux-image-$1." | grep -E "^linux-image-[0-9.]+[0-9](-[0-9]+|\+[a-z0-9.]+)-$2amd64\$" | sort -rV); do
		wants=$(wants_libc "$(depends "linux-headers-${name#linux-image-}" '^linux-kbuild-')")
		if [ -n "$wants" ] && [ "$(printf '%s\n' "$wants" "$(host_libc)" | sort -V | tail -n 1)" = "$(host_libc)" ]; then
			echo "${name#linux-image-}"
			return
		fi
	done
	return 1
}

# download DIR PACKAGE...: apt checks each file against the signed list.
download() {
	local dir=$1
	shift
	if [ -t 2 ]; then
		say "downloading $*"
		(cd "$dir" && attended apt_own apt-get -q download "$@" >&2) ||
			{ rm -f "$apt/read"; die "download failed: run the same command again"; }
	else
		(cd "$dir" && run "downloading $*" apt_own apt-get -q download "$@") || { rm -f "$apt/read"; exit 1; }
	fi
}
