/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same facts in every wrapping they come in: all must give the same
 * events. The layouts follow what wevtutil, NXLog, Winlogbeat, evtx_dump,
 * osquery, Splunk, Log Analytics and syslog write; the facts are invented.
 */
#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include "support.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct field {
	const char *name, *value;
};

struct facts {
	const char *id, *record, *created;
	struct field data[24];
	const char *expected; /* as support.c writes it */
};

#define GUID "{0AB12CD3-5F00-6012-A1B2-00000000ABCD}"
#define PARENT_GUID "{0AB12CD3-5EFF-6012-A1B2-00000000ABCC}"

/* 2021-01-28 10:11:12.345 UTC is 1611828672.345 (date -ud '2021-01-28 10:11:12' +%s). */
static const struct facts all_facts[] = {
	{ "1", "7001", "2021-01-28T17:11:12.9Z",
	  { { "RuleName", "-" },
	    { "UtcTime", "2021-01-28 10:11:12.345" },
	    { "ProcessGuid", GUID },
	    { "ProcessId", "4242" },
	    { "Image", "C:\\Program Files\\Example\\update.exe" },
	    { "FileVersion", "1.2.3.4" },
	    { "Product", "Example & Sons" },
	    { "Company", "Example <Corp>" },
	    { "OriginalFileName", "upd\"ate.exe" },
	    { "CommandLine", "\"C:\\Program Files\\Example\\update.exe\" /S 'a b'" },
	    { "CurrentDirectory", "C:\\Windows\\Temp\\" },
	    { "User", "NT AUTHORITY\\SYSTEM" },
	    { "Hashes", "IMPHASH=00000000000000000000000000000000,MD5=00112233445566778899AABBCCDDEEFF" },
	    { "ParentProcessGuid", PARENT_GUID },
	    { "ParentProcessId", "4000" },
	    { "ParentImage", "C:\\Windows\\System32\\msiexec.exe" },
	    { "ParentCommandLine", "msiexec /i ex\xc3\xa4mple.msi" },
	    { "ParentUser", "-" } },
	  "process_start time=1611828672345000000 os=1 source=sysmon host=[ws1.example] id=[7001]"
	  " process{ pid=4242 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd] parent_pid=4000"
	  " parent_guid=[0ab12cd3-5eff-6012-a1b2-00000000abcc]"
	  " command=[\"C:\\Program Files\\Example\\update.exe\" /S 'a b'] cwd=[C:\\Windows\\Temp\\]"
	  " user=[NT AUTHORITY\\SYSTEM] image{ path=[C:\\Program Files\\Example\\update.exe]"
	  " md5=[00112233445566778899AABBCCDDEEFF] product=[Example & Sons] company=[Example <Corp>]"
	  " version=[1.2.3.4] original=[upd\"ate.exe] } }"
	  " parent{ pid=4000 guid=[0ab12cd3-5eff-6012-a1b2-00000000abcc]"
	  " command=[msiexec /i ex\xc3\xa4mple.msi] image{ path=[C:\\Windows\\System32\\msiexec.exe] } }\n" },
	{ "3", "7002", "2021-01-28T17:11:12.9Z",
	  { { "UtcTime", "2021-01-28 10:11:12.345" },
	    { "ProcessGuid", GUID },
	    { "ProcessId", "4242" },
	    { "Image", "C:\\Program Files\\Example\\update.exe" },
	    { "Protocol", "tcp" },
	    { "Initiated", "true" },
	    { "SourceIp", "192.0.2.7" },
	    { "SourcePort", "50001" },
	    { "DestinationIp", "2001:db8:0:0:0:0:0:1" },
	    { "DestinationHostname", "reverse.example" },
	    { "DestinationPort", "443" } },
	  "connection time=1611828672345000000 os=1 source=sysmon host=[ws1.example] id=[7002]"
	  " process{ pid=4242 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd]"
	  " image{ path=[C:\\Program Files\\Example\\update.exe] } }"
	  " connection{ protocol=6 flags=0 address=[2001:db8::1] port=443 local=[192.0.2.7]"
	  " local_port=50001 }\n" },
	{ "7", "7003", "2021-01-28T17:11:12.9Z",
	  { { "UtcTime", "2021-01-28 10:11:12.345" },
	    { "ProcessGuid", GUID },
	    { "ProcessId", "4242" },
	    { "Image", "C:\\Program Files\\Example\\update.exe" },
	    { "ImageLoaded", "C:\\PROGRA~1\\Example\\lib.dll" },
	    { "Hashes", "SHA256=0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF" },
	    { "Signed", "false" },
	    { "Signature", "-" },
	    { "SignatureStatus", "Unavailable" } },
	  "module_load time=1611828672345000000 os=1 source=sysmon host=[ws1.example] id=[7003]"
	  " process{ pid=4242 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd]"
	  " image{ path=[C:\\Program Files\\Example\\update.exe] } }"
	  " file{ path=[C:\\PROGRA~1\\Example\\lib.dll]"
	  " sha256=[0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF] signature=2 }\n" },
	{ "13", "7004", "2021-01-28T17:11:12.9Z",
	  { { "EventType", "SetValue" },
	    { "UtcTime", "2021-01-28 10:11:12.345" },
	    { "ProcessGuid", GUID },
	    { "ProcessId", "4242" },
	    { "Image", "<unknown process>" },
	    { "TargetObject", "HKLM\\SOFTWARE\\Example\\Run\\x" },
	    { "Details", "\"C:\\x\\y.exe\" -q" } },
	  "registry time=1611828672345000000 os=1 source=sysmon host=[ws1.example] id=[7004]"
	  " process{ pid=4242 guid=[0ab12cd3-5f00-6012-a1b2-00000000abcd] }"
	  " registry{ operation=1 key=[HKLM\\SOFTWARE\\Example\\Run\\x] value=[\"C:\\x\\y.exe\" -q] }\n" },
};

#define FACTS (sizeof all_facts / sizeof *all_facts)

static void put_json(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void put_xml(FILE *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		default:
			fputc(*text, out);
		}
}

static void put_members(FILE *out, const struct facts *facts)
{
	for (const struct field *field = facts->data; field->name; field++) {
		fputs(field == facts->data ? "" : ",", out);
		put_json(out, field->name);
		fputc(':', out);
		put_json(out, field->value);
	}
}

static void put_data(FILE *out, const struct facts *facts, char quote)
{
	for (const struct field *field = facts->data; field->name; field++) {
		fprintf(out, "<Data Name=%c%s%c>", quote, field->name, quote);
		put_xml(out, field->value);
		fputs("</Data>", out);
	}
}

#define PROVIDER "Microsoft-Windows-Sysmon"
#define CHANNEL PROVIDER "/Operational"
#define HOST "ws1.example"

static void put_element(FILE *out, const struct facts *f, char q)
{
	fprintf(out,
	        "<Event xmlns=%chttp://schemas.microsoft.com/win/2004/08/events/event%c><System>"
	        "<Provider Name=%c" PROVIDER "%c Guid=%c{5770385f-c22a-43e0-bf4c-06f5698ffbd9}%c/>"
	        "<EventID>%s</EventID><TimeCreated SystemTime=%c%s%c/>"
	        "<EventRecordID>%s</EventRecordID><Correlation/><Channel>" CHANNEL "</Channel>"
	        "<Computer>" HOST "</Computer></System><EventData>",
	        q, q, q, q, q, q, f->id, q, f->created, q, f->record);
	put_data(out, f, q);
	fputs("</EventData></Event>", out);
}

static char *element_text(const struct facts *facts)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	put_element(out, facts, '"');
	fclose(out);
	return text;
}

/* A wrapping: writes one record. */
typedef void wrap(FILE *out, const struct facts *f);

static void xml_apostrophes(FILE *out, const struct facts *f)
{
	put_element(out, f, '\'');
	fputc('\n', out);
}

static void xml_quotes_in_syslog(FILE *out, const struct facts *f)
{
	fputs("<14>Jan 28 10:11:13 collector agent[9]: ", out);
	put_element(out, f, '"');
	fputc('\n', out);
}

static void json_nxlog(FILE *out, const struct facts *f)
{
	fprintf(out,
	        "{\"EventTime\":\"2021-01-28 11:11:12\",\"@timestamp\":\"2021-01-28T10:12:00Z\","
	        "\"host\":\"collector.example\",\"Hostname\":\"" HOST "\",\"EventID\":%s,"
	        "\"SourceName\":\"" PROVIDER "\",\"Channel\":\"" CHANNEL "\",\"RecordNumber\":%s,"
	        "\"ExecutionProcessID\":1,\"Message\":\"Some <Event> text\",\"tags\":[\"x\"],",
	        f->id, f->record);
	put_members(out, f);
	fputs("}\n", out);
}

static void json_evtx_dump(FILE *out, const struct facts *f)
{
	fprintf(out,
	        "{\"Event\":{\"#attributes\":{\"xmlns\":\"http://schemas.microsoft.com/\"},"
	        "\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"" PROVIDER "\"}},"
	        "\"EventID\":{\"#attributes\":{\"Qualifiers\":0},\"#text\":%s},"
	        "\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"%s\"}},\"EventRecordID\":%s,"
	        "\"Execution\":{\"#attributes\":{\"ProcessID\":7}},\"Correlation\":null,"
	        "\"Channel\":\"" CHANNEL "\",\"Computer\":\"" HOST "\"},\"EventData\":{",
	        f->id, f->created, f->record);
	put_members(out, f);
	fputs("}}}\n", out);
}

static void json_nested_data(FILE *out, const struct facts *f)
{
	fprintf(out, "{\"EventID\": %s, \"EventRecordID\": %s, \"Channel\": \"" CHANNEL "\","
	             "\"Computer\": \"" HOST "\", \"Provider\": \"" PROVIDER "\","
	             "\"SystemTime\": \"%s\", \"EventData\": {", f->id, f->record, f->created);
	put_members(out, f);
	fputs("}}\n", out);
}

static void json_winlogbeat(FILE *out, const struct facts *f)
{
	fprintf(out,
	        "{\"@timestamp\":\"2021-01-28T10:11:12.345Z\",\"agent\":{\"hostname\":\"collector\"},"
	        "\"host\":{\"name\":\"collector.example\"},\"process\":{\"pid\":1},"
	        "\"event\":{\"code\":%s,\"provider\":\"" PROVIDER "\"},"
	        "\"winlog\":{\"event_id\":\"%s\",\"record_id\":%s,\"channel\":\"" CHANNEL "\","
	        "\"provider_name\":\"" PROVIDER "\",\"computer_name\":\"" HOST "\","
	        "\"process\":{\"pid\":7,\"thread\":{\"id\":8}},\"event_data\":{",
	        f->id, f->id, f->record);
	put_members(out, f);
	fputs("}}}\n", out);
}

static void json_flattened(FILE *out, const struct facts *f)
{
	fprintf(out, "{\"_source\":{\"winlog.event_id\":%s,\"winlog.record_id\":%s,"
	             "\"winlog.provider_name\":\"" PROVIDER "\","
	             "\"winlog.computer_name\":\"" HOST "\"", f->id, f->record);
	for (const struct field *field = f->data; field->name; field++) {
		fprintf(out, ",\"winlog.event_data.%s\":", field->name);
		put_json(out, field->value);
	}
	fputs("}}\n", out);
}

static void json_data_array(FILE *out, const struct facts *f)
{
	fprintf(out, "{\"Event\":{\"System\":{\"Provider\":{\"@Name\":\"" PROVIDER "\"},"
	             "\"EventID\":\"%s\",\"EventRecordID\":\"%s\",\"Computer\":\"" HOST "\","
	             "\"TimeCreated\":{\"@SystemTime\":\"%s\"}},\"EventData\":{\"Data\":[",
	        f->id, f->record, f->created);
	for (const struct field *field = f->data; field->name; field++) {
		fprintf(out, "%s{\"@Name\":\"%s\",\"#text\":", field == f->data ? "" : ",", field->name);
		put_json(out, field->value);
		fputc('}', out);
	}
	fputs("]}}}\n", out);
}

static void json_syslog(FILE *out, const struct facts *f)
{
	char *element = element_text(f);

	fputs("{\"Computer\":\"collector.example\",\"HostName\":\"collector.example\","
	      "\"EventTime\":\"2021-01-28T10:15:00Z\",\"ProcessName\":\"sysmon\",\"SyslogMessage\":",
	      out);
	put_json(out, element);
	fputs("}\n", out);
	free(element);
}

static void json_splunk_raw(FILE *out, const struct facts *f)
{
	char *element = element_text(f);

	fputs("{\"preview\":false,\"result\":{\"_time\":\"2021-01-28 12:00:00\",\"_raw\":", out);
	put_json(out, element);
	fputs("}}\n", out);
	free(element);
}

static void json_log_analytics(FILE *out, const struct facts *f)
{
	char *data;
	size_t size;
	FILE *text = open_memstream(&data, &size);

	fputs("<DataItem type=\"System.XmlData\"><EventData xmlns=\"x\">", text);
	put_data(text, f, '"');
	fputs("</EventData></DataItem>", text);
	fclose(text);
	fprintf(out, "{\"EventLog\":\"" CHANNEL "\",\"Source\":\"" PROVIDER "\","
	             "\"Computer\":\"" HOST "\",\"EventID\":%s,\"EventRecordId\":\"%s\","
	             "\"EventData\":", f->id, f->record);
	put_json(out, data);
	fputs("}\n", out);
	free(data);
}

static void json_osquery(FILE *out, const struct facts *f)
{
	char *data;
	size_t size;
	FILE *text = open_memstream(&data, &size);

	fputs("{\"EventData\":{", text);
	put_members(text, f);
	fputs("}}", text);
	fclose(text);
	fprintf(out, "{\"name\":\"windows_events\",\"columns\":{\"eventid\":\"%s\","
	             "\"source\":\"" CHANNEL "\",\"provider_name\":\"" PROVIDER "\","
	             "\"computer_name\":\"" HOST "\",\"datetime\":\"%s\",\"event_record_id\":\"%s\","
	             "\"data\":", f->id, f->created, f->record);
	put_json(out, data);
	fputs("},\"action\":\"added\"}\n", out);
	free(data);
}

static const struct {
	const char *name, *format;
	wrap *wrap;
} wrappings[] = {
	{ "XML, attributes in apostrophes", "sysmon-xml", xml_apostrophes },
	{ "XML in syslog lines", "sysmon-xml", xml_quotes_in_syslog },
	{ "NXLog", "sysmon-json", json_nxlog },
	{ "evtx_dump", "sysmon-json", json_evtx_dump },
	{ "flat system, nested data", "sysmon-json", json_nested_data },
	{ "Winlogbeat", "sysmon-json", json_winlogbeat },
	{ "flattened Elasticsearch hit", "sysmon-json", json_flattened },
	{ "XML converted, data as an array", "sysmon-json", json_data_array },
	{ "syslog JSON with XML", "sysmon-json", json_syslog },
	{ "Splunk search result", "sysmon-json", json_splunk_raw },
	{ "Log Analytics", "sysmon-json", json_log_analytics },
	{ "osquery", "sysmon-json", json_osquery },
};

#define WRAPPINGS (int)(sizeof wrappings / sizeof *wrappings)

static char *wrap_all(wrap *write_one)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < FACTS; i++)
		write_one(out, &all_facts[i]);
	fclose(out);
	return text;
}

static void expect_all(const struct seen *seen, const char *name)
{
	char *expected;
	size_t size;
	FILE *out = open_memstream(&expected, &size);

	for (size_t i = 0; i < FACTS; i++)
		fputs(all_facts[i].expected, out);
	fclose(out);
	ck_assert_msg(!strcmp(seen->text, expected), "%s:\n%s\nexpected:\n%s", name, seen->text,
	              expected);
	free(expected);
}

START_TEST(every_wrapping_gives_the_same_events)
{
	char *text = wrap_all(wrappings[_i].wrap);
	struct seen seen = { 0 };

	seen_text(&seen, wrappings[_i].format, text);
	ck_assert_msg(seen.status == SCHAIN_OK && !seen.problems, "%s: %s", wrappings[_i].name,
	              seen.problem.message);
	ck_assert_uint_eq(seen.statistics.records, FACTS);
	expect_all(&seen, wrappings[_i].name);
	seen_dispose(&seen);
	free(text);
}
END_TEST

START_TEST(every_wrapping_is_recognised_from_content)
{
	char *text = wrap_all(wrappings[_i].wrap);
	struct seen seen = { 0 };

	seen_text(&seen, NULL, text);
	ck_assert_int_eq(seen.status, SCHAIN_OK);
	ck_assert_str_eq(seen.format, wrappings[_i].format);
	expect_all(&seen, wrappings[_i].name);
	seen_dispose(&seen);
	free(text);
}
END_TEST

/* The eqllib exports: the event's own fields in one array, no log around them. */
START_TEST(bare_fields_are_sysmons)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL,
	          "\n[\n  {\n \"Image\": \"C:\\\\x\\\\a.exe\", \"ProcessGuid\": \"" GUID "\","
	          " \"ProcessId\": \"7\", \"UtcTime\": \"2021-01-28 10:11:12.345\","
	          " \"RuleName\": null, \"EventId\": 5 },\n {\n \"EventId\": 9,"
	          " \"UtcTime\": \"2021-01-28 10:11:12.345\", \"Device\": null }\n]\n");
	ck_assert_uint_eq(seen.statistics.records, 2);
	ck_assert_uint_eq(seen.statistics.ignored, 1);
	ck_assert_uint_eq(seen.statistics.events, 1);
	ck_assert_ptr_nonnull(strstr(seen.text, "process_exit time=1611828672345000000 os=1 "
	                                        "source=sysmon id=[h"));
	seen_dispose(&seen);
}
END_TEST

/* Text that an attacker may have put into another channel's record is not an event. */
START_TEST(an_element_in_another_channels_text_is_no_event)
{
	char *element = element_text(&all_facts[0]), *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct seen seen = { 0 };

	fputs("{\"EventID\":4688,\"Channel\":\"Security\",\"Hostname\":\"h\",\"Message\":", out);
	put_json(out, element);
	fputs("}\n", out);
	fclose(out);
	seen_text(&seen, "sysmon-json", text);
	ck_assert_uint_eq(seen.statistics.events, 0);
	ck_assert_uint_eq(seen.statistics.ignored, 1);
	seen_dispose(&seen);
	free(element);
	free(text);
}
END_TEST

START_TEST(other_channels_are_ignored_not_damaged)
{
	struct seen seen = { 0 };

	seen_text(&seen, NULL,
	          "{\"EventID\":4624,\"Channel\":\"Security\",\"Hostname\":\"h\"}\n"
	          "{\"EventID\":4104,\"Channel\":\"Microsoft-Windows-PowerShell/Operational\"}\n"
	          "{\"EventID\":16,\"SourceName\":\"" PROVIDER "\","
	          "\"UtcTime\":\"2021-01-28 10:11:12.345\"}\n");
	ck_assert_str_eq(seen.format, "sysmon-json");
	ck_assert_uint_eq(seen.statistics.records, 3);
	ck_assert_uint_eq(seen.statistics.ignored, 3);
	ck_assert_uint_eq(seen.problems, 0);
	seen_dispose(&seen);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-sysmon/shapes");
	TCase *tests = tcase_create("shapes");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tests, every_wrapping_gives_the_same_events, 0, WRAPPINGS);
	tcase_add_loop_test(tests, every_wrapping_is_recognised_from_content, 0, WRAPPINGS);
	tcase_add_test(tests, bare_fields_are_sysmons);
	tcase_add_test(tests, an_element_in_another_channels_text_is_no_event);
	tcase_add_test(tests, other_channels_are_ignored_not_damaged);
	suite_add_tcase(suite, tests);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
