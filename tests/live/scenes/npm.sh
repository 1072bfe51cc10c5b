# SPDX-License-Identifier: Apache-2.0
# A dependency with a lifecycle hook, from an archive on disk: no registry.
# shellcheck shell=bash
prepare_npm() {
	publish fir
	mkdir -p /tmp/fir/package /root/project
	printf '{"name":"fir","version":"1.0.1","scripts":{"postinstall":"bash ./setup.sh"}}\n' >/tmp/fir/package/package.json
	{
		client
		tampering fir
	} >/tmp/fir/package/setup.sh
	tar -C /tmp/fir -czf /tmp/fir-1.0.1.tgz package
	printf '{"name":"project","version":"1.0.0"}\n' >/root/project/package.json
}

play_npm() {
	if ! command -v npm >/dev/null; then
		echo 'npm        not played: there is no npm'
		return 0
	fi
	(cd /root/project && npm install --offline --no-audit --no-fund /tmp/fir-1.0.1.tgz >/dev/null)
	expect npm fir
}
