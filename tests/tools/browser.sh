#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make check-browser: a report of the bundled telemetry, and one of hostile names, in a browser.
set -eu
modules=${SCHAIN_NODE_MODULES:-node_modules}
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if test -z "$chromium" || ! command -v node >/dev/null || ! test -d "$modules/axe-core" ||
	! test -d "$modules/puppeteer-core"; then
	echo "skipped: needs Chromium, node, and the npm packages axe-core and puppeteer-core in $modules" \
		"(SCHAIN_NODE_MODULES names another place)"
	exit 77
fi
command=$SCHAIN_BUILDDIR/tools/supplychain/supplychain
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
find "$SCHAIN_SRCDIR/examples/telemetry" -name '*.gz' | LC_ALL=C sort >"$work/logs"
while read -r log; do
	"$command" replay --json --lines --min-level=info --fail-on=critical --quiet "$log" >>"$work/verdicts.json" || test $? -eq 1
done <"$work/logs"
hostile='<\/script><img src=x onerror=alert(1)>'
sed "s|\"product\":\"[^\"]*\"|\"product\":\"$hostile\"|; s|\"image\":\"|&$hostile|g; s|\"id\":\"sc-|\"id\":\"hostile-|" \
	"$work/verdicts.json" >"$work/hostile.json"
"$command" report --min-level=info -o report.html "$work/verdicts.json" "$work/hostile.json"
node "$SCHAIN_SRCDIR/tests/tools/browser.mjs" "$chromium" report.html "$modules/axe-core" "$modules/puppeteer-core" report
echo "pictures: report-light.png, report-dark.png"
