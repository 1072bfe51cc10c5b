// SPDX-License-Identifier: Apache-2.0
// embed.c in C++: a package brings a program; its first run starts a shell and curl,
// which connects to a host that nobody approved.
#include <array>
#include <cstdio>
#include <iostream>
#include <memory>
#include <supplychain/supplychain.h>

namespace {

struct Free {
	void operator()(schain_engine *engine) const { schain_engine_free(engine); }
};

struct Actor {
	explicit Actor(const char *path, std::uint64_t pid, std::uint64_t parent)
	{
		image.path = schain_string_of(path);
		process.pid = pid;
		process.parent_pid = parent;
	}

	schain_event does(std::uint32_t type, int minute)
	{
		schain_event event = SCHAIN_EVENT_INIT;

		process.image = &image;
		event.type = type;
		event.time = (1767225600 + 60 * minute) * SCHAIN_SECOND; // from 2026-01-01 00:00:00 on
		event.process = &process;
		return event;
	}

	schain_file image = SCHAIN_FILE_INIT;
	schain_process process = SCHAIN_PROCESS_INIT;
};

int print(void *, const char *data, std::size_t size)
{
	return std::cout.write(data, static_cast<std::streamsize>(size)) ? 0 : 1;
}

} // namespace

int main()
{
	Actor dpkg("/usr/bin/dpkg", 100, 1), gvtool("/usr/bin/gvtool", 101, 1), sh("/bin/sh", 102, 101),
		curl("/usr/bin/curl", 103, 102);
	schain_connection connection = SCHAIN_CONNECTION_INIT;
	schain_engine_options options = SCHAIN_ENGINE_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_engine *raw = nullptr;
	const schain_verdict *verdict = nullptr;

	connection.port = 443;
	connection.address = SCHAIN_STRING("203.0.113.70");
	connection.host_name = SCHAIN_STRING("cdn.statmetric.example");
	std::array<schain_event, 6> events = {
		dpkg.does(SCHAIN_EVENT_PROCESS_START, 0), dpkg.does(SCHAIN_EVENT_FILE_WRITE, 1),
		gvtool.does(SCHAIN_EVENT_PROCESS_START, 2), sh.does(SCHAIN_EVENT_PROCESS_START, 3),
		curl.does(SCHAIN_EVENT_PROCESS_START, 4), curl.does(SCHAIN_EVENT_CONNECTION, 5),
	};
	events[1].file = &gvtool.image;
	events[5].connection = &connection;

	schain_status status = schain_engine_new(&options, &raw, &error);
	std::unique_ptr<schain_engine, Free> engine(raw);
	if (status == SCHAIN_OK)
		status = schain_engine_feed(raw, events.data(), sizeof events[0], events.size(), nullptr, &error);
	if (status == SCHAIN_OK)
		status = schain_engine_flush(raw, &error);
	while (status == SCHAIN_OK &&
	       (status = schain_engine_next_verdict(raw, &verdict, &error)) == SCHAIN_OK)
		status = schain_report_write_text(verdict, 0, 80, print, nullptr, &error);
	if (status < 0)
		std::cerr << "embed: " << error.message << '\n';
	return status < 0;
}
