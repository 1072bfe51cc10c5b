#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compares the judge of generated names with nDPI's on nDPI's own test files, and
# asks for the names of each family together. Called by "make bench-names".
set -eu
names=$1
asked=$2
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
echo
echo "the same names asked for by one program, and honest ones (nDPI's at random and of one suffix; popular ones):"
{
	xz -dc "$data/dga/bader_examples_max3000.csv.xz" | sed 1d
	sed 's/^/honest: nDPI,/' "$work/honest"
	sed 's/.*\.\([^.]*\)$/honest: nDPI .\1,&/' "$work/honest" | LC_ALL=C sort |
		awk -F, '{ count[$1]++; line[NR] = $0; key[NR] = $1 }
			END { for (i = 1; i <= NR; i++) if (count[key[i]] >= 400) print line[i] }'
	xz -dc "$data/lists/misp_cloudflare-top100k.json.xz" | python3 -c 'import json, sys
import random, re
names = [name.lower() for name in json.load(sys.stdin)["list"]]
for name in names:
    print("honest: popular," + name)
# As Suppobox and Matsnu make theirs, of words that the model was not made with: popular labels.
words = [name.split(".")[0] for name in names]
words = [word for word in words if re.fullmatch("[a-z]{4,9}", word)][:2000]
pick = random.Random(1)
for i in range(2000):
    print("made: two words," + pick.choice(words) + pick.choice(words) + pick.choice((".net", ".ru")))
for i in range(2000):
    print("made: words and hyphens," + "-".join(pick.choice(words) for _ in range(3)) + ".com")'
} >"$work/families"
"$asked" "$work/families"
