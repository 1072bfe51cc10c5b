#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes files that are right, and wrong in one way each, and shows what
# supplychain and its peers say of them. Called by `make signature-peers`:
# SRCDIR BUILDDIR
set -eu
LC_ALL=C
export LC_ALL
srcdir=$1 builddir=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
exec 3>&1 4>&2 >log 2>&1

cert() { # NAME EXTENSIONS DAYS
	openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/C=US/O=Example/CN=$1"
	printf '%s\n' "$2" >ext
	openssl x509 -req -in "$1.csr" -CA root.pem -CAkey root.key -CAcreateserial -days "$3" \
		-out "$1.pem" -extfile ext
}
sign() { # OUT OPTION...
	to=$1
	shift
	osslsigncode sign -certs signer.pem -key signer.key "$@" -in in.exe -out "$to"
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj "/CN=Example Root" -days 30
cert signer "extendedKeyUsage=codeSigning" 30
cert server "extendedKeyUsage=serverAuth" 30
cert stamper "extendedKeyUsage=critical,timeStamping" 30
openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj "/CN=Stranger" -days 30 \
	-addext extendedKeyUsage=codeSigning
cp "$srcdir/fuzz/seeds/pe/unsigned-pe32" in.exe
cp in.exe unsigned
sign signed
sign timestamped -TSA-certs stamper.pem -TSA-key stamper.key
sign page-hashes -ph
sign sha1 -h sha1
cp sha1 in.exe
sign nested -nest -h sha256
cp "$srcdir/fuzz/seeds/pe/unsigned-pe32" in.exe
sign unauthenticated-blob -addUnauthenticatedBlob
osslsigncode sign -certs server.pem -key server.key -in in.exe -out wrong-usage
osslsigncode sign -certs other.pem -key other.key -in in.exe -out self-signed
cp signed changed
printf '\001' | dd of=changed bs=1 seek=700 conv=notrunc
cp signed trailing-data
printf appended >>trailing-data
"$builddir/tests/signature/make_variants" signed padding two-entries raw-hash-countersignature \
	root.pem root.key
python3 "$srcdir/tests/signature/peers.py" "$builddir/tools/supplychain/supplychain" "$work" \
	unsigned signed timestamped raw-hash-countersignature page-hashes sha1 nested two-entries padding \
	unauthenticated-blob trailing-data changed wrong-usage self-signed >&3
