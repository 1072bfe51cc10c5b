# SPDX-License-Identifier: Apache-2.0
# The same as a package in a container: a root directory and a mount namespace of
# its own, and so an endpoint of its own. shellcheck shell=bash
prepare_container() {
	publish hazel
	mkdir -p /hazel
	mount -t tmpfs tmpfs /hazel
	mkdir -p /hazel/{usr,etc,var/lib,tmp,root/.ssh,proc,dev}
	for name in bin sbin lib lib64; do
		ln -s usr/$name /hazel/$name
	done
	cp -a /var/lib/dpkg /hazel/var/lib/
	cp /etc/passwd /etc/group /etc/resolv.conf /etc/nsswitch.conf /etc/hosts /hazel/etc/
	cp -p /root/.ssh/id_ed25519 /hazel/root/.ssh/
	{
		honest
		tampering hazel
	} | package hazel 1.1
	cp /tmp/hazel_1.1.deb /hazel/tmp/
	mkdir -p /tmp/hazel-usr
}

play_container() {
	unshare --mount bash -c '
		mount -t tmpfs tmpfs /tmp/hazel-usr && mkdir /tmp/hazel-usr/{upper,work}
		mount -t overlay -o lowerdir=/usr,upperdir=/tmp/hazel-usr/upper,workdir=/tmp/hazel-usr/work overlay /hazel/usr
		mount -t proc proc /hazel/proc
		mount --rbind /dev /hazel/dev
		exec chroot /hazel dpkg -i /tmp/hazel_1.1.deb' >/dev/null
	expect container hazel
}
