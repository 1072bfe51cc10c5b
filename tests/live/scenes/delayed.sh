# SPDX-License-Identifier: Apache-2.0
# The update does nothing wrong for a while; seconds stand for days.
# shellcheck shell=bash
prepare_delayed() {
	publish elder
	{
		honest
		echo 'sleep 3'
		tampering elder
	} | package elder 1.1
}

play_delayed() {
	dpkg -i /tmp/elder_1.1.deb >/dev/null
	sleep 3
	expect delayed elder
}
