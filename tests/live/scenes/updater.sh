# SPDX-License-Identifier: Apache-2.0
# A vendor's own updater fetches a program that was replaced at the vendor's, and
# puts it in the place of the old one. shellcheck shell=bash
prepare_updater() {
	publish birch
	mkdir -p /opt/birch
	honest >/srv/$approved/birch
	{
		echo '#!/bin/bash'
		client
		cat <<-'END'
			get api.vendor.example /birch >/opt/birch/birch.new
			chmod 755 /opt/birch/birch.new
			mv /opt/birch/birch.new /opt/birch/birch
			/opt/birch/birch
		END
	} >/opt/birch/birch-updater
	chmod 755 /opt/birch/birch-updater
	/opt/birch/birch-updater
}

play_updater() {
	tampering birch >>/srv/$approved/birch
	/opt/birch/birch-updater
	expect updater birch
}
