#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Trains the model of generated names. Called by "make egress-model".
#
#   model.sh TRAINER OUTPUT
#
# Honest names are the registrable domains of the lists of popular names that
# MISP's warninglists have (Cloudflare Radar, Cisco Umbrella, Majestic, Tranco);
# generated ones come from families.c.
set -eu
trainer=$1 output=$2
lists=${SCHAIN_TEST_DATA:?}/lists
if ! test -r "$lists/misp_cloudflare-top100k.json.xz"; then
	echo "egress-model: no lists of popular names in $lists; set SCHAIN_TEST_DATA" >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for list in cloudflare-top100k cisco_top20k majestic_million tranco10k; do
	xz -dc "$lists/misp_$list.json.xz" | python3 -c 'import json, sys
for name in json.load(sys.stdin)["list"]:
    print(name.lower())'
done | LC_ALL=C grep -E '^[a-z0-9._-]+\.[a-z0-9-]+$' | LC_ALL=C sort -u >"$work/honest"
"$trainer" "$work/honest" "$output"
