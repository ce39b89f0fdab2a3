# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A folder of the reader's (KMEMLAB_M): its modules are built from links to its files, so
# that nothing is written into it. Sourced by prepare, whose variables these use.

# More files than any driver has: a home folder, say.
OWN_FILES_MAX=20000

# What is built with other arguments for make is in another folder.
own_suffix() { printf '%s' "$*" | tr -cd A-Za-z0-9; }

own_files() {
	(cd "$KMEMLAB_M" && find . -name .git -prune -o -name .tmp_versions -prune -o -type d -name '*.new.*' -prune -o \
		! -type d ! -xtype l ! -name '*.o' ! -name '*.ko' ! -name '*.mod' ! -name '*.mod.c' ! -name '.*.cmd' ! -name '.*.o.d' \
		! -name modules.order ! -name Module.symvers -printf '%P\n')
}

own_stage() {
	local src=$1 file
	mkdir -p "$src"
	while IFS= read -r file; do
		[ ! -L "$src/$file" ] || continue
		mkdir -p "$(dirname "$src/$file")"
		ln -sf "$KMEMLAB_M/$file" "$src/$file"
	done
	# Files that are gone; Kbuild must not find what was made of them.
	find "$src" -xtype l -delete
}

# own_first_error LOG: one line for what stopped a build.
own_first_error() {
	local missing other=
	[[ $kind != uml* ]] || other=" (QEMU=1 boots a stock kernel, which has more)"
	# Later kernels say it the second way.
	missing=$(sed -n 's/^ERROR: modpost: "\([^"]*\)" \[.*\] undefined!.*/\1/p
		s/^ERROR: modpost: .*: symbol .\(.*\). undefined!.*/\1/p' "$1" | sort -u | head -n 4 | paste -sd ' ')
	if [ -n "$missing" ]; then
		echo "needs what that kernel does not have or does not export: $missing$other"
		return
	fi
	# Not the second, which the first one caused.
	grep -m 1 -E '(error: |ERROR: |\*\*\* .*(Stop|missing)|No rule to make target)' "$1" | sed "s|$modules/src/||g" ||
		{ echo "make failed without an error that is known here:"; tail -n 1 "$1"; } | paste -sd ' '
}

# own_stock READY: the modules of the stock kernel that these need come beside them, and so
# do those which these need in turn. READY/stock names them.
own_stock() {
	local ready=$1 stock='' name file
	: >"$ready/stock"
	while :; do
		name=$(comm -23 <(modinfo -F depends "$ready"/*.ko | tr ',-' '\n_' | sed '/^$/d' | sort -u) \
			<(basename -s .ko "$ready"/*.ko | tr - _ | sort -u) | sed -n 1p)
		[ -n "$name" ] || break
		[ -n "$stock" ] || capture stock "$TOP/scripts/kernels" "$kind-modules" "$KERNEL"
		file=$(find "$stock" -name "${name//_/[-_]}.ko*" -print -quit)
		case $file in
		*.xz) xz -dc "$file" >"$ready/$name.ko" ;;
		*.ko) cp "$file" "$ready/$name.ko" ;;
		*) die "$KMEMLAB_M needs the module $name, which $kind Linux $KERNEL does not have" ;;
		esac
		echo "$name" >>"$ready/stock"
	done
}

# own_order: the modules as FILE NAME KIND, those that others need first, suites last.
own_order() {
	local ready=$1 file name needed names=" " what
	for file in "$ready"/*.ko; do names="$names$(basename "$file" .ko | tr - _) "; done
	for file in "$ready"/*.ko; do
		name=$(basename "$file" .ko | tr - _)
		echo "$name $name"
		for needed in $(modinfo -F depends "$file" | tr ',-' ' _'); do
			[[ $names != *" $needed "* ]] || echo "$needed $name"
		done
	done | tsort | while read -r name; do
		for file in "$ready"/*.ko; do
			[ "$(basename "$file" .ko | tr - _)" = "$name" ] || continue
			what=module
			! readelf -SW "$file" | grep -q '\.kunit_test_suites' || what=suite
			! grep -qx "$name" "$ready/stock" 2>/dev/null || what=stock
			echo "$(basename "$file") $name $what"
		done
	done | sort -s -k3,3
}

own_state() {
	own_files | sort | (cd "$KMEMLAB_M" && xargs -r -d '\n' stat -L -c '%n %Y %Z %s' 2>/dev/null)
	kernel_state
	cksum "${BASH_SOURCE[0]}"
	echo "$*"
}

# own_build [NAME=VALUE...]: the modules, with their order, DIR/try.sh and DIR/modprobe.conf,
# in $modules/ready.
# What does not build is said in one line, and nothing of an earlier build is left.
own_build() {
	local now src=$modules/src log=$modules/log options file status=0
	[ "$(own_files | head -n $((OWN_FILES_MAX + 1)) | wc -l)" -le "$OWN_FILES_MAX" ] ||
		die "M=$KMEMLAB_M has more than $OWN_FILES_MAX files: it is no folder of a module"
	now=$(own_state "$@")
	[ "$now" != "$(cat "$modules/built-from" 2>/dev/null)" ] || return 0
	"$TOP/scripts/packages" build
	module_make "$kind" "$tree"
	[[ $kind != *-gcov ]] || module_make+=(GCOV_PROFILE=y)
	rm -rf "$modules/ready" "$modules/built-from"
	mkdir -p "$modules"
	echo "$KMEMLAB_M" >"$(own_work)/folder"
	own_files | own_stage "$src"
	find "$src" -name '*.ko' -delete
	attended "${module_make[@]}" M="$src" "$@" modules </dev/null >"$log" 2>&1 || status=$?
	if [ "$status" = 0 ] && [ -z "$(find "$src" -name '*.ko' -print -quit)" ] && [ -e "$src/Kconfig" ]; then
		# Out of tree nothing has chosen its options.
		mapfile -t options < <(own_symbols "$src/Kconfig" | sed 's/$/=m/')
		attended "${module_make[@]}" M="$src" "${options[@]}" "$@" modules </dev/null >>"$log" 2>&1 || status=$?
	fi
	[ "$status" = 0 ] ||
		die "$KMEMLAB_M does not build for $kind Linux $(kernel_name "$KERNEL"): $(own_first_error "$log"); whole log: $log"
	[ -n "$(find "$src" -name '*.ko' -print -quit)" ] ||
		die "$KMEMLAB_M builds no module for $kind Linux $(kernel_name "$KERNEL"): its Kbuild or Makefile has no obj-m; log: $log"
	mkdir "$modules/ready"
	find "$src" -name '*.ko' -exec cp {} "$modules/ready/" \;
	[[ $kind != debian* ]] || own_stock "$modules/ready"
	own_order "$modules/ready" >"$modules/order"
	mv "$modules/order" "$modules/ready/order"
	for file in try.sh modprobe.conf; do
		[ ! -e "$KMEMLAB_M/$file" ] || cp "$KMEMLAB_M/$file" "$modules/ready/"
	done
	printf '%s\n' "$now" >"$modules/built-from"
}
