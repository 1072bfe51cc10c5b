#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signs a large and a small file with a key made for it, and measures. Called by
# "make bench-signature" and, with "short", by "make bench".
set -eu
srcdir=$1 builddir=$2
large=105000000 files=10000
if test "${3-}" = short; then
	large=20000000 files=2000
fi
for tool in osslsigncode openssl; do
	command -v $tool >/dev/null || { echo "bench: no $tool" >&2; exit 0; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey rsa:3072 -nodes -keyout "$work/key.pem" -out "$work/root.pem" \
	-subj "/CN=Example" -days 30 -addext extendedKeyUsage=codeSigning 2>/dev/null
sign() { # NAME SIZE
	cp "$srcdir/fuzz/seeds/pe/unsigned-pe32" "$work/in"
	head -c "$2" /dev/urandom >>"$work/in"
	osslsigncode sign -certs "$work/root.pem" -key "$work/key.pem" -in "$work/in" -out "$work/$1" >/dev/null
}
sign large $large
sign small 110000
mkdir "$work/files"
i=0
while [ $i -lt $files ]; do
	printf 'file %d\n' $i >"$work/files/$i"
	i=$((i + 1))
done
sleep 3 # what has just changed is not kept
"$builddir/bench/signature" "$work/root.pem" "$work/large" "$work/small" "$work/files"
echo "osslsigncode verify of the large file:"
python3 - "$work" <<'PYTHON'
import resource, subprocess, sys
best, before = 1e9, 0
for _ in range(3):
    subprocess.run(["osslsigncode", "verify", "-CAfile", f"{sys.argv[1]}/root.pem", "-in",
                    f"{sys.argv[1]}/large"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    best, before = min(best, used.ru_utime + used.ru_stime - before), used.ru_utime + used.ru_stime
print(f"{best * 1e3:.0f} ms, {used.ru_maxrss} kB")
PYTHON
