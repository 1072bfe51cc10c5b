#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares the judge of generated names with nDPI's on nDPI's own test files.
# Called by "make bench-names".
set -eu
names=$1
data=${SCHAIN_TEST_DATA:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! test -r "$data/dga/ndpi_test_dga.csv.xz"; then
	echo "bench-names: no nDPI test files below $data; set SCHAIN_TEST_DATA" >&2
	exit 0
fi
xz -dc "$data/dga/ndpi_test_dga.csv.xz" >"$work/generated"
xz -dc "$data/dga/ndpi_test_non_dga.csv.xz" >"$work/honest"
echo "nDPI's test files:"
"$names" "$work/generated" "$work/honest"
echo
echo "examples of each family that Bader published, beside the same honest names:"
xz -dc "$data/dga/bader_examples_max3000.csv.xz" | sed '1{/,domain$/d;}; s/^[^,]*,//' >"$work/generated"
"$names" "$work/generated" "$work/honest"
