# SPDX-License-Identifier: Apache-2.0
# An ordinary day: fifty packages of this machine with their own scripts, a
# compiler, cron, ssh, and a vendor's honest update. Nothing to tell.
# shellcheck shell=bash

# An installed package as the archive that it came from.
repack() { # PACKAGE
	local tree=/tmp/tree info=/var/lib/dpkg/info script

	rm -rf $tree
	mkdir -p $tree/DEBIAN
	dpkg-query -L "$1" | while read -r path; do
		case $path in
		/bin | /sbin | /lib | /lib32 | /lib64 | /libx32) ;; # links where /usr is merged
		*) [[ ! -L $path && ! -f $path ]] || echo "$path" ;;
		esac
	done | tar -C / -cf - --no-recursion --ignore-failed-read -T - 2>/dev/null | tar -C $tree -xf -
	dpkg-query -s "$1" | sed '/^Status:/d; /^Conffiles:/,/^[^ ]/{/^Conffiles:/d; /^ /d}' >$tree/DEBIAN/control
	for script in preinst postinst prerm postrm triggers; do
		for path in "$info/$1.$script" "$info/$1:"*".$script"; do
			[[ ! -e $path ]] || cp -p "$path" "$tree/DEBIAN/$script"
		done
	done
	dpkg-deb -Znone --root-owner-group --build $tree "/tmp/ordinary/$1.deb" >/dev/null 2>&1
}

prepare_quiet() {
	mkdir -p /tmp/ordinary
	dpkg-query -W -f '${db:Status-Abbrev} ${Essential} ${Installed-Size} ${Package}\n' |
		awk '$1 == "ii" && $2 == "no" && $3 < 2000 { print $4 }' | head -60 | while read -r name; do
		repack "$name"
	done
	honest | package juniper 1.0
	cp /tmp/juniper_1.0.deb /tmp/ordinary/
}

play_quiet() {
	local before after work=/tmp/compiled

	before=$(grep -c '"host":"scenes' /tmp/verdicts)
	dpkg -i --force-confold /tmp/ordinary/*.deb >/tmp/dpkg 2>&1 || tail -3 /tmp/dpkg
	if command -v cc >/dev/null; then
		mkdir -p $work
		for number in {1..10}; do
			printf 'int main(void) { return 0; }\n' >$work/$number.c
			cc -o $work/$number $work/$number.c && $work/$number
		done
	fi
	if command -v cron >/dev/null; then
		cron
		printf '* * * * * root hostname >/tmp/by-cron\n' >/etc/cron.d/ordinary
	fi
	if command -v sshd >/dev/null; then
		mkdir -p /run/sshd
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ordinary
		ssh-keygen -A >/dev/null
		cp /root/.ssh/id_ordinary.pub /root/.ssh/authorized_keys
		"$(command -v sshd)"
		ssh -i /root/.ssh/id_ordinary -o StrictHostKeyChecking=no -o BatchMode=yes 127.0.0.1 'id; hostname' \
			>/dev/null 2>&1 || echo "FAIL: quiet: ssh"
	fi
	sleep 2
	after=$(grep -c '"host":"scenes' /tmp/verdicts)
	printf 'quiet      %d packages, %d verdicts\n' "$(find /tmp/ordinary -name '*.deb' | wc -l)" $((after - before))
	[[ $after -eq $before ]] || {
		echo "FAIL: quiet: there are verdicts"
		"$supplychain" explain --brief <(grep '"host":"scenes' /tmp/verdicts | tail -n "+$((before + 1))")
		return 1
	}
}
