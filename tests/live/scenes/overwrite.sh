# SPDX-License-Identifier: Apache-2.0
# An updater writes into the file that is there, byte by byte: no rename, no new
# name, the same inode. shellcheck shell=bash
prepare_overwrite() {
	publish cedar
	mkdir -p /opt/cedar
	honest >/opt/cedar/cedar
	honest >/srv/$approved/cedar
	{
		echo '#!/bin/bash'
		client
		cat <<-'END'
			get api.vendor.example /cedar | dd of=/opt/cedar/cedar conv=notrunc 2>/dev/null
			/opt/cedar/cedar
		END
	} >/opt/cedar/cedar-updater
	chmod 755 /opt/cedar/cedar /opt/cedar/cedar-updater
	/opt/cedar/cedar-updater
}

play_overwrite() {
	tampering cedar >>/srv/$approved/cedar
	/opt/cedar/cedar-updater
	expect overwrite cedar
}
