#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What Python and Go cost over C on the same events: CPU time, ratios of neighbouring runs, the median of these.
# Called by "make bench-bindings".
#
#   SCHAIN_BENCH_EVENTS  how many events (default 1000000)
#   SCHAIN_BENCH_RUNS    how many runs of each (default 7)
set -eu
srcdir=$1 builddir=$2
events=${SCHAIN_BENCH_EVENTS-1000000} runs=${SCHAIN_BENCH_RUNS-7}
go=${GO-go} python=${PYTHON-python3}
unset CC CXX CFLAGS # of this build: the bindings are built as their users do
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
LD_LIBRARY_PATH=$builddir/lib/.libs:$builddir/plugins/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
SUPPLYCHAIN_CFLAGS="-I$srcdir/include/supplychain-1 -I$builddir/include/supplychain-1"
SUPPLYCHAIN_LIBS="-L$builddir/lib/.libs -L$builddir/plugins/.libs -lsupplychain-decode-1 -lsupplychain-1"
export LD_LIBRARY_PATH SUPPLYCHAIN_CFLAGS SUPPLYCHAIN_LIBS

build_python() {
	"$python" -c 'import cffi, setuptools' || return 1
	cp -R "$srcdir/bindings/python" "$work/python" && chmod -R u+w "$work/python" || return 1
	(cd "$work/python" && "$python" setup.py -q build_ext --inplace && {
		test -f src/supplychain/_native.abi3.so || mv supplychain/_native.*.so src/supplychain/
	})
}

build_go() {
	mkdir "$work/go" "$work/pc"
	cp "$srcdir/bench/bindings/bindings.go" "$srcdir/bench/bindings/go.mod" "$work/go"
	(cd "$work/go" && GOFLAGS=-mod=mod "$go" mod edit -replace="example.org/libsupplychain=$srcdir/bindings/go") || return 1
	for name in libsupplychain-1 libsupplychain-decode-1; do
		printf 'Name: %s\nDescription: of this build directory\nVersion: 1\nLibs: %s\nCflags: %s\n' $name \
			"$SUPPLYCHAIN_LIBS" "$SUPPLYCHAIN_CFLAGS" >"$work/pc/$name.pc"
	done
	(cd "$work/go" && PKG_CONFIG_PATH=$work/pc CGO_ENABLED=1 GOTOOLCHAIN=local GOFLAGS=-buildvcs=false GOPROXY=off \
		"$go" build -o ../bench-go .)
}

languages=
if build_python >"$work/python.log" 2>&1; then
	languages="python"
else
	echo "no Python: $(tail -n 1 "$work/python.log")"
fi
if build_go >"$work/go.log" 2>&1; then
	languages="$languages go"
else
	echo "no Go: $(tail -n 1 "$work/go.log")"
fi
bench/bindings/bindings make "$work/events.jsonl" "$events"
run=0
while test "$run" -lt "$runs"; do
	for language in $languages; do
		printf 'c %s ' "$language"
		bench/bindings/bindings run "$work/events.jsonl" "$events"
		printf '%s - ' "$language"
		case $language in
		python) PYTHONPATH=$work/python/src "$python" "$srcdir/bench/bindings/bindings.py" "$work/events.jsonl" "$events" ;;
		go) "$work/bench-go" "$work/events.jsonl" "$events" ;;
		esac
	done
	run=$((run + 1))
done >"$work/figures"
awk -v events="$events" -v runs="$runs" '
function median(name,    i, j, n, t) {
	n = count[name]
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && values[name, j] < values[name, j - 1]; j--) {
			t = values[name, j]; values[name, j] = values[name, j - 1]; values[name, j - 1] = t
		}
	return n % 2 ? values[name, (n + 1) / 2] : (values[name, n / 2] + values[name, n / 2 + 1]) / 2
}
function add(name, value) { values[name, ++count[name]] = value }
function row(name, language, base) {
	printf "%-8s %9.0f ns", language, median(language " " name) / events * 1e9
	if (language != "C")
		printf "  %6.3f x", median(language " " name " ratio")
	if (base)
		printf "  (%.3f x of structs that are filled already)", median(language " ready ratio")
	print ""
}
$1 == "c" {
	bytes = $3; objects = $4; verdicts = $5 " " $6 " " $7 " " $8; ready = $9
	add("C log", bytes); add("C objects", objects); add("C ready", ready)
	next
}
{
	if ($5 " " $6 " " $7 " " $8 != verdicts) {
		print "verdicts of " $1 " differ" > "/dev/stderr"
		exit failed = 1
	}
	name = $1 == "go" ? "Go" : "Python"; seen[name] = 1
	add(name " log", $3); add(name " log ratio", $3 / bytes)
	add(name " objects", $4); add(name " objects ratio", $4 / objects); add(name " ready ratio", $4 / ready)
}
END {
	if (failed)
		exit 1
	printf "%d events, CPU time an event, medians of %d runs; ratios to the run of C before; the same verdicts\n", events, runs
	print "\nfed the bytes of a log"
	row("log", "C"); if (seen["Python"]) row("log", "Python"); if (seen["Go"]) row("log", "Go")
	print "\nfed objects: structs in C and Go, dictionaries in Python; C fills its events from records of its own"
	row("objects", "C"); if (seen["Python"]) row("objects", "Python", 1); if (seen["Go"]) row("objects", "Go", 1)
	printf "C, of which feeding %.0f ns\n", median("C ready") / events * 1e9
}' "$work/figures"
