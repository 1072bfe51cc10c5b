# SPDX-License-Identifier: Apache-2.0
# The sensor is killed between a delivery and the first bad act, and is back before
# that. It has a run of its own. shellcheck shell=bash
prepare_killed() {
	publish iris
	{
		honest
		echo 'while [[ ! -e /run/iris-may-go ]]; do sleep 0.1; done'
		tampering iris
	} | package iris 1.1
}

play_killed() {
	begin --state=/tmp/state
	dpkg -i /tmp/iris_1.1.deb >/dev/null
	for _ in {1..100}; do
		"$supplychain" state deliveries /tmp/state 2>/dev/null | grep -q iris && break
		sleep 0.1
	done
	kill -9 "$watching"
	wait "$watching" 2>/dev/null
	begin --state=/tmp/state
	touch /run/iris-may-go
	expect killed iris
}
