/* SPDX-License-Identifier: Apache-2.0 */
/* What decoding other products' records costs, beside simdjson's own parse of the same bytes. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORDS 40000
#define RECORD_SIZE 2048
#define REPEATS 3

/* One record of each family, as long and as deep as its program writes them; %d is its number. */
static const struct {
	const char *format, *record;
} samples[] = {
	{ "eslogger-json",
	  "{\"schema_version\":1,\"mach_time\":881%d,\"event_type\":13,\"thread\":{\"thread_id\":991},\"seq_num\":4,"
	  "\"global_seq_num\":7,\"version\":8,\"time\":\"2026-03-01T09:00:00.251422103Z\",\"action_type\":1,"
	  "\"action\":{\"result\":{\"result_type\":0,\"result\":{\"auth\":0}}},\"process\":{\"tty\":null,"
	  "\"audit_token\":{\"asid\":100,\"auid\":501,\"euid\":501,\"egid\":20,\"ruid\":501,\"rgid\":20,\"pid\":812,"
	  "\"pidversion\":2001},\"parent_audit_token\":{\"asid\":100,\"auid\":501,\"euid\":501,\"egid\":20,\"ruid\":501,"
	  "\"rgid\":20,\"pid\":400,\"pidversion\":900},\"ppid\":400,\"original_ppid\":400,\"group_id\":812,"
	  "\"session_id\":1,\"codesigning_flags\":570499857,\"is_platform_binary\":false,\"is_es_client\":false,"
	  "\"cdhash\":\"00112233445566778899AABBCCDDEEFF00112233\",\"signing_id\":\"com.example.tool\","
	  "\"team_id\":\"AB12CD34EF\",\"start_time\":\"2026-03-01T08:59:00.000000Z\",\"executable\":{\"path\":"
	  "\"/Applications/Tool.app/Contents/MacOS/Tool\",\"path_truncated\":false,\"stat\":{\"st_dev\":16777232,"
	  "\"st_ino\":11,\"st_mode\":33261,\"st_nlink\":1,\"st_uid\":0,\"st_gid\":0,\"st_rdev\":0,\"st_size\":4096,"
	  "\"st_blocks\":8,\"st_blksize\":4096,\"st_flags\":0,\"st_gen\":0}}},\"event\":{\"create\":{\"destination_type\":1,"
	  "\"acl\":null,\"destination\":{\"new_path\":{\"dir\":{\"path\":\"/Library/LaunchDaemons\",\"path_truncated\":false},"
	  "\"filename\":\"com.example.tool.plist\",\"mode\":420}}}}}\n" },
	{ "zeek-json",
	  "{\"ts\":1772355600.251422,\"uid\":\"C%d\",\"id.orig_h\":\"192.0.2.5\",\"id.orig_p\":50100,"
	  "\"id.resp_h\":\"198.51.100.7\",\"id.resp_p\":443,\"proto\":\"tcp\",\"service\":\"ssl\",\"duration\":0.512,"
	  "\"orig_bytes\":900,\"resp_bytes\":5300,\"conn_state\":\"SF\",\"missed_bytes\":0,\"history\":\"ShADadFf\","
	  "\"orig_pkts\":9,\"orig_ip_bytes\":1400,\"resp_pkts\":8,\"resp_ip_bytes\":5700}\n" },
	{ "suricata-eve",
	  "{\"timestamp\":\"2026-03-01T10:00:00.500000+0100\",\"flow_id\":5%d,\"in_iface\":\"eth0\",\"event_type\":\"tls\","
	  "\"src_ip\":\"192.0.2.5\",\"src_port\":50100,\"dest_ip\":\"198.51.100.7\",\"dest_port\":443,\"proto\":\"TCP\","
	  "\"tls\":{\"subject\":\"CN=a.example\",\"issuerdn\":\"CN=CA\",\"serial\":\"00:11\",\"fingerprint\":\"aa:bb\","
	  "\"sni\":\"a.example\",\"version\":\"TLS 1.2\",\"notbefore\":\"2026-01-01T00:00:00\"}}\n" },
	{ "ocsf-json",
	  "{\"class_uid\":1001,\"class_name\":\"File System Activity\",\"category_uid\":1,\"activity_id\":1,\"type_uid\":100101,"
	  "\"severity_id\":1,\"time\":1772355600250,\"metadata\":{\"version\":\"1.3.0\",\"uid\":\"R%d\",\"product\":{\"name\":\"P\","
	  "\"vendor_name\":\"V\"}},\"device\":{\"hostname\":\"pc-7\",\"type_id\":2,\"os\":{\"type_id\":100,\"name\":\"Windows\"}},"
	  "\"actor\":{\"process\":{\"pid\":40,\"uid\":\"P1\",\"cmd_line\":\"a.exe -x\",\"file\":{\"path\":\"C:\\\\a.exe\",\"type_id\":1}},"
	  "\"user\":{\"name\":\"eve\",\"uid\":\"S-1-5-21\"}},\"file\":{\"path\":\"C:\\\\Program Files\\\\b.dll\",\"name\":\"b.dll\","
	  "\"type_id\":1,\"size\":9000,\"hashes\":[{\"algorithm_id\":3,\"value\":\"00112233445566778899aabbccddeeff\"}]}}\n" },
	{ "ecs-json",
	  "{\"@timestamp\":\"2026-03-01T09:00:00.251Z\",\"ecs\":{\"version\":\"8.10.0\"},\"agent\":{\"id\":\"a\",\"type\":\"endpoint\","
	  "\"version\":\"8.15.0\"},\"data_stream\":{\"dataset\":\"endpoint.events.file\"},\"event\":{\"category\":[\"file\"],"
	  "\"type\":[\"creation\"],\"action\":\"creation\",\"id\":\"E%d\",\"sequence\":9,\"kind\":\"event\"},\"host\":{\"hostname\":"
	  "\"pc-7\",\"os\":{\"type\":\"windows\",\"name\":\"Windows\"}},\"process\":{\"pid\":40,\"entity_id\":\"E1\",\"name\":\"t.exe\","
	  "\"executable\":\"C:\\\\a\\\\t.exe\",\"code_signature\":{\"exists\":true,\"trusted\":true,\"subject_name\":\"N\","
	  "\"status\":\"trusted\"}},\"file\":{\"path\":\"C:\\\\Program Files\\\\b.dll\",\"name\":\"b.dll\",\"extension\":\"dll\","
	  "\"size\":9000,\"Ext\":{\"header_bytes\":\"4d5a90000300\"}},\"user\":{\"name\":\"eve\",\"domain\":\"D\"}}\n" },
	{ "tetragon-json",
	  "{\"process_exec\":{\"process\":{\"exec_id\":\"eHl6OjE%d\",\"pid\":41,\"uid\":0,\"cwd\":\"/w\",\"binary\":\"/usr/bin/node\","
	  "\"arguments\":\"x.js --y\",\"flags\":\"execve clone\",\"start_time\":\"2026-03-01T09:00:00.25Z\",\"auid\":4294967295,"
	  "\"parent_exec_id\":\"X1\",\"refcnt\":1,\"tid\":41},\"parent\":{\"exec_id\":\"X1\",\"pid\":40,\"uid\":0,\"cwd\":\"/\","
	  "\"binary\":\"/bin/sh\",\"arguments\":\"-c x\",\"flags\":\"execve\"}},\"node_name\":\"n1\",\"time\":\"2026-03-01T09:00:00.25Z\"}\n" },
};

static int count_events(void *context, const schain_event *events, size_t count)
{
	(void)events;
	*(size_t *)context += count;
	return 0;
}

static char *make(const char *record, size_t *ret_size)
{
	char *data = bench_allocate((size_t)RECORDS * RECORD_SIZE + bench_padding());
	size_t size = 0;

	for (int i = 0; i < RECORDS; i++) {
		/* The record with its number in place of "%d". */
		const char *mark = strstr(record, "%d");

		size += (size_t)snprintf(data + size, RECORD_SIZE, "%.*s%d%s", (int)(mark - record), record, i,
		                         mark + 2);
	}
	memset(data + size, 0, bench_padding());
	*ret_size = size;
	return data;
}

/* CPU seconds. Every record must become an event, or the figure means nothing. */
static double decode(const char *format, const char *data, size_t size)
{
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_error error = SCHAIN_ERROR_INIT;
	schain_decoder *decoder;
	double begin = bench_cpu();
	size_t events = 0;

	options.format = format;
	options.events = count_events;
	options.context = &events;
	bench_check(schain_decoder_new(&options, &decoder, &error), &error);
	bench_check(schain_decoder_feed(decoder, data, size, &error), &error);
	bench_check(schain_decoder_finish(decoder, &error), &error);
	schain_decoder_free(decoder);
	if (events != RECORDS) {
		fprintf(stderr, "bench: %s: %zu events of %d records\n", format, events, RECORDS);
		exit(1);
	}
	return bench_cpu() - begin;
}

static void measure(const char *format, const char *record)
{
	double baseline = 0, decoded = 0, begin, taken;
	size_t size;
	char *data = make(record, &size);

	for (int i = 0; i < REPEATS; i++) {
		begin = bench_cpu();
		if (bench_baseline(data, size) != RECORDS) {
			fprintf(stderr, "bench: %s: not JSON\n", format);
			exit(1);
		}
		taken = bench_cpu() - begin;
		baseline = baseline > 0 && baseline < taken ? baseline : taken;
		taken = decode(format, data, size);
		decoded = decoded > 0 && decoded < taken ? decoded : taken;
	}
	free(data);
	printf("%-34s %8.2f M/s %7.0f MB/s %7.2f x\n", format, RECORDS / decoded / 1e6,
	       (double)size / decoded / 1e6, decoded / baseline);
}

void bench_formats(void)
{
	printf("\n%-34s %12s %12s %9s\n", "decoding, by format", "events", "input", "baseline");
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		measure(samples[i].format, samples[i].record);
}
