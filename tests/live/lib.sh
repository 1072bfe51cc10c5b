# SPDX-License-Identifier: Apache-2.0
# For tests that watch this machine. Read by sh; tests/tools/lib.sh comes first.
sensor=${SCHAIN_BUILDDIR:?}/examples/linux-sensor/supplychain-sensor
ran="supplychain-sensor"

may_watch() { # or skips
	test "$(id -u)" -eq 0 || { echo "skipped: not root"; exit 77; }
	test -e /sys/kernel/btf/vmlinux || { echo "skipped: this kernel has no BTF"; exit 77; }
}

start_sensor() { # OPTION...: as $pid, verdicts to ./verdicts, messages to ./err
	: >err
	"$sensor" "$@" >verdicts 2>err &
	pid=$!
	trap 'kill $pid 2>/dev/null; rm -rf "$work"' EXIT
	for wait in $(seq 100); do
		grep -q watching err && return
		kill -0 $pid 2>/dev/null || { echo "skipped: $(cat err)"; exit 77; }
		sleep 0.1
	done
}

stop_sensor() {
	kill $pid
	wait $pid || fail "$ran: exit status after a signal"
}
