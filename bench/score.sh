#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Replays labelled streams and counts which of their chains were found: three
# seeds, in order and with one event in twenty late.
#
#   score.sh SRCDIR [COMMAND]   in the build directory
#
#   SCHAIN_BENCH_GEN, SCHAIN_BENCH_SCORE  the generator and its scorer
#   SCHAIN_BENCH_EVENTS                   events of a stream (default 1000000)
set -eu
srcdir=$1
command=${2-tools/supplychain/supplychain}
gen=${SCHAIN_BENCH_GEN-$srcdir/../shared/bench/gen.py}
score=${SCHAIN_BENCH_SCORE-$srcdir/../shared/bench/score.py}
events=${SCHAIN_BENCH_EVENTS-1000000}
if ! test -r "$gen" || ! test -r "$score"; then
	echo "score: no generator at $gen or no scorer at $score" >&2
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

# What verdicts of medium level and above point at: the first run of what was
# delivered, and every connection. By the scorer's rule an alert on any event of
# a labelled chain finds it; an event of no label is told as unlabelled. (Near
# the end of a stream that may be a chain whose connection comes after it: the
# generator then writes no label.)
alerts() {
	python3 -c '
import json, sys
for line in sys.stdin:
    verdict = json.loads(line)
    if verdict["level"] in ("medium", "high", "critical"):
        first = [s["record"]["id"] for s in verdict["signals"] if s["stage"] == "first_run"]
        egress = [s["record"]["id"] for s in verdict["signals"] if s["stage"] == "egress"]
        print(*first[:1], *egress, sep="\n")
'
}

for seed in 7 8 9; do
	for jitter in 0 0.05; do
		PYTHONHASHSEED=0 python3 "$gen" --events "$events" --seed "$seed" --jitter "$jitter" \
			--out "$work/events" --truth "$work/truth" 2>/dev/null
		"$command" replay --json --quiet --min-level=medium --mapping="$srcdir/bench/gen-mapping.yaml" \
			--policy="$srcdir/bench/policy.yaml" "$work/events" >"$work/verdicts" || test $? = 1
		alerts <"$work/verdicts" | sort -un >"$work/ids"
		printf 'seed %s jitter %-4s ' "$seed" "$jitter"
		python3 "$score" "$work/truth" "$work/ids"
	done
done
