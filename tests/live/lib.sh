# SPDX-License-Identifier: Apache-2.0
# For tests that watch this machine. Read by sh; tests/tools/lib.sh comes first.
sensor=${SCHAIN_BUILDDIR:?}/examples/linux-sensor/supplychain-sensor
ran="supplychain-sensor"

may_watch() { # [proc]: or skips
	test "$(id -u)" -eq 0 || { echo "skipped: not root"; exit 77; }
	if test ! -e /sys/kernel/btf/vmlinux && test "${1-}" != proc; then
		echo "skipped: this kernel has no BTF"
		exit 77
	fi
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

act() { # a little of everything, in $work
	cp /bin/sleep one
	chmod 700 one
	mv one ./two
	ln two three
	./two 0.5 # long enough to be looked at in /proc
	printf '#!/bin/sh\n:\n' >script
	chmod +x script
	./script
	dd if=/bin/true of=two conv=notrunc 2>/dev/null
	(umask 077; echo secret >secret; cat secret >/dev/null)
	rm three
	sleep 0.5
}

real=$(pwd -P)
seen() { # TYPE TEXT
	grep -F "\"type\":\"$1\"" events | grep -qF -e "$2" || fail "$ran: no $1 with $2"
}

# What each source tells of it, and that its own events, judged again, give what was told live,
# revision by revision.
acts_are_seen() { # MODE: of what was made 0700
	seen process_start "\"image\":{\"path\":\"$real/two\""
	seen file_write "\"path\":\"$real/one\""
	seen file_write "\"path\":\"$real/two\""
	seen file_rename "\"path\":\"$real/two\",\"old_path\":\"$real/one\""
	seen file_delete "\"path\":\"$real/three\""
	seen file_attribute "\"mode\":$1"
	run 0 replay --set ordering.lateness=500ms --revisions --min-level=info --fail-on=critical --json -q events
	cmp -s out verdicts || fail "$ran: the recording gives other verdicts"
}
