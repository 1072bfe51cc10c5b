# SPDX-License-Identifier: Apache-2.0
# A tampered update by the package manager. shellcheck shell=bash
prepare_deb() {
	publish alder
	honest | package alder 1.0
	{
		honest
		tampering alder
	} | package alder 1.1
}

play_deb() {
	dpkg -i /tmp/alder_1.0.deb >/dev/null
	dpkg -i /tmp/alder_1.1.deb >/dev/null
	expect deb alder
}
