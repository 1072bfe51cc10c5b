#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by "make bench-reputation": makes lists of hashes, imports them, and
# measures lookups beside SQLite and LMDB.
#
#   SCHAIN_BENCH_KEYS     numbers of keys (default 1000000)
#   SCHAIN_BENCH_OTHERS   up to how many keys SQLite and LMDB do it too (default 10000000)
#   SCHAIN_BENCH_FOLDER   where to (default bench/reputation-work; 100 bytes a key and more)
set -eu
folder=${SCHAIN_BENCH_FOLDER-bench/reputation-work}
others=${SCHAIN_BENCH_OTHERS-10000000}
mkdir -p "$folder"
for keys in ${SCHAIN_BENCH_KEYS-1000000}; do
	bench/reputation list "$keys" "$folder/list.txt"
	rm -rf "$folder/store"*
	# Processor time of this shell's children, user and system; a subshell would tell of its own.
	times >"$folder/times"
	tools/supplychain/supplychain reputation import -q -s "$folder/store" "$folder/list.txt"
	times >>"$folder/times"
	awk -v keys="$keys" 'NR % 2 == 0 {
		gsub("[ms]", " ")
		spent = ($1 + $3) * 60 + $2 + $4 - spent
	}
	END { printf "store    %10d keys: made in %.1f s, %.2f s a million\n", keys, spent, spent / keys * 1e6 }' \
		"$folder/times"
	rm "$folder/list.txt" "$folder/times"
	bench/reputation store "$keys" "$folder/store"
	if test "$keys" -le "$others"; then
		bench/reputation sqlite "$keys" "$folder/sqlite"
		bench/reputation lmdb "$keys" "$folder/lmdb"
	fi
	rm -rf "$folder"/*
done
rmdir "$folder"
