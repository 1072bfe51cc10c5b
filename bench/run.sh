#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the benchmark's stream and measures the library on it. Called by
# "make bench".
#
#   SCHAIN_BENCH_FILE    a stream to use instead of making one
#   SCHAIN_BENCH_GEN     the generator of streams
#   SCHAIN_BENCH_EVENTS  how many events to make (default 1000000)
set -eu
srcdir=$1
gen=${SCHAIN_BENCH_GEN-$srcdir/../shared/bench/gen.py}
events=${SCHAIN_BENCH_EVENTS-1000000}
file=${SCHAIN_BENCH_FILE-}
if test -z "$file"; then
	if ! test -r "$gen"; then
		echo "bench: no generator at $gen; set SCHAIN_BENCH_GEN or SCHAIN_BENCH_FILE" >&2
		exec bench/bench
	fi
	file=bench/stream-$events.jsonl
	if ! test -s "$file"; then
		PYTHONHASHSEED=0 python3 "$gen" --events "$events" --out "$file.new" --truth "$file.truth"
		mv "$file.new" "$file"
	fi
fi
exec bench/bench "$file" "$srcdir/bench/gen-mapping.yaml" "$srcdir/bench/policy.yaml"
