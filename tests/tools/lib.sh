# SPDX-License-Identifier: Apache-2.0
# For the tests of the command: runs it, keeps what it says, and compares.
set -u
LC_ALL=C
export LC_ALL
unset NO_COLOR COLUMNS
supplychain=${SCHAIN_BUILDDIR:?}/tools/supplychain/supplychain
srcdir=${SCHAIN_SRCDIR:?}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
failures=0
# For a build with AddressSanitizer.
LSAN_OPTIONS="suppressions=$srcdir/tests/tools/leaks.supp:print_suppressions=0${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
export LSAN_OPTIONS

fail() { # MESSAGE...
	echo "FAIL: $*"
	echo "  standard output:"
	sed 's/^/  | /;10q' out
	echo "  standard error:"
	sed 's/^/  | /;10q' err
	failures=$((failures + 1))
}

# Runs the command with standard input from the file "in", if there is one.
run() { # STATUS ARGUMENT...
	expected=$1
	shift
	ran="supplychain $*"
	if test -f in; then
		"$supplychain" "$@" <in >out 2>err
	else
		"$supplychain" "$@" </dev/null >out 2>err
	fi
	status=$?
	test $status -eq "$expected" || fail "$ran: exit status $status, expected $expected"
}

out_has() { # TEXT
	grep -qF -e "$1" out || fail "$ran: standard output has no \"$1\""
}

err_has() { # TEXT
	grep -qF -e "$1" err || fail "$ran: standard error has no \"$1\""
}

out_is_empty() {
	test ! -s out || fail "$ran: standard output is not empty"
}

err_is_empty() {
	test ! -s err || fail "$ran: standard error is not empty"
}

finish() {
	test "$failures" -eq 0
	exit
}
