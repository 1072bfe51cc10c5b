#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs each fuzzer for long and minimises what it found. Called by "make fuzz-long":
# SRCDIR BUILDDIR, the latter with the fuzzers of "make fuzz".
#
#   SCHAIN_FUZZ_SECONDS  for each fuzzer (default 1800)
#   SCHAIN_FUZZERS       which (default: all that there are seeds for)
#   SCHAIN_FUZZ_JOBS     how many at once (default 1)
#
# What is worth keeping lies in BUILDDIR/minimised afterwards, the seeds' share left out.
set -eu
srcdir=$1 builddir=$2
seconds=${SCHAIN_FUZZ_SECONDS-1800}
fuzzers=${SCHAIN_FUZZERS-$(ls "$srcdir/fuzz/seeds")}

long() { # FUZZER
	seeds=$srcdir/fuzz/seeds/$1
	corpus=$builddir/corpus/$1
	minimised=$builddir/minimised/$1
	mkdir -p "$corpus" "$minimised"
	cd "$corpus"
	if ! "$builddir/fuzz/$1" -max_total_time="$seconds" -max_len=16384 -timeout=60 \
		-print_final_stats=1 -artifact_prefix="$builddir/$1-" "$corpus" "$seeds" >"$builddir/$1.log" 2>&1; then
		echo "FINDING: $1, see $builddir/$1.log"
		return 1
	fi
	"$builddir/fuzz/$1" -merge=1 "$minimised" "$seeds" "$corpus" >>"$builddir/$1.log" 2>&1
	for seed in "$seeds"/*; do
		rm -f "$minimised/$(sha1sum "$seed" | cut -d' ' -f1)"
	done
	echo "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$builddir/$1.log") inputs," \
		"$(find "$minimised" -type f | wc -l) beside the seeds worth keeping"
}

if test "${3-}"; then
	long "$3"
	exit
fi
echo "$fuzzers" | tr ' ' '\n' | xargs -P "${SCHAIN_FUZZ_JOBS-1}" -I{} "${SHELL-sh}" "$0" "$srcdir" "$builddir" {}
