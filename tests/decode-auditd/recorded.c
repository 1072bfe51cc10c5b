/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bundled recording: audit and eBPF saw the same run, so what the one
 * decoder makes of it is held against the other.
 */
#include "dump.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FACTS = 8192 };

/* Facts of one kind, as "pid image", "pid address port" and so on. */
struct facts {
	char *lines[MOST_FACTS];
	size_t count;
};

struct recording {
	struct facts starts, exits, connections, writes, renames, deletes, modes;
	uint64_t damaged;
};

static void add(struct facts *facts, uint64_t pid, schain_string a, schain_string b)
{
	char line[8192];

	snprintf(line, sizeof line, "%" PRIu64 " %.*s %.*s", pid, (int)a.length, a.data,
	         (int)b.length, b.data);
	ck_assert_uint_lt(facts->count, MOST_FACTS);
	facts->lines[facts->count++] = dump_copy(line);
}

static void add_event(struct recording *recording, const schain_event *event)
{
	const schain_string none = SCHAIN_STRING_NONE;
	uint64_t pid = event->process ? event->process->pid : 0;
	char port[16];

	switch (event->type) {
	case SCHAIN_EVENT_PROCESS_START:
		add(&recording->starts, pid, event->process->image->path, event->process->command_line);
		break;
	case SCHAIN_EVENT_PROCESS_EXIT:
		add(&recording->exits, pid, none, none);
		break;
	case SCHAIN_EVENT_CONNECTION:
		snprintf(port, sizeof port, "%u", event->connection->port);
		add(&recording->connections, pid, event->connection->address, schain_string_of(port));
		break;
	case SCHAIN_EVENT_FILE_WRITE:
		/* eBPF tells opening and closing, and no symbolic links. */
		if (event->file->path.length && (event->file->mode & 0170000) != 0120000)
			add(&recording->writes, 0, event->file->path, none);
		break;
	case SCHAIN_EVENT_FILE_RENAME:
		add(&recording->renames, pid, event->file->old_path, event->file->path);
		break;
	case SCHAIN_EVENT_FILE_DELETE:
		add(&recording->deletes, pid, event->file->path, none);
		break;
	case SCHAIN_EVENT_FILE_ATTRIBUTE:
		snprintf(port, sizeof port, "%o", event->file->mode & 07777u);
		add(&recording->modes, pid, event->file->path, schain_string_of(port));
		break;
	default:
		break;
	}
}

static int take(void *context, const schain_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add_event(context, &events[i]);
	return 0;
}

static struct recording *load(const char *name, const char *format)
{
	const char *source = getenv("SCHAIN_SRCDIR");
	struct recording *recording = calloc(1, sizeof *recording);
	schain_decoder_options options = SCHAIN_DECODER_OPTIONS_INIT;
	schain_decoder_statistics statistics = { sizeof statistics, 0, 0, 0, 0, 0, 0, 0 };
	schain_decoder *decoder;
	char path[4096], *text;
	size_t size;

	snprintf(path, sizeof path, "%s/examples/telemetry/linux/recorded-installs/%s",
	         source ? source : ".", name);
	text = dump_load_path(path, &size);
	ck_assert_msg(text != NULL, "cannot read %s", path);
	ck_assert_ptr_nonnull(recording);
	options.events = take;
	options.context = recording;
	ck_assert_int_eq(schain_decoder_new(&options, &decoder, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_feed(decoder, text, size, NULL), SCHAIN_OK);
	ck_assert_int_eq(schain_decoder_finish(decoder, NULL), SCHAIN_OK);
	ck_assert_str_eq(schain_decoder_get_format(decoder)->name, format);
	ck_assert_int_eq(schain_decoder_get_statistics(decoder, &statistics, NULL), SCHAIN_OK);
	recording->damaged = statistics.damaged;
	schain_decoder_free(decoder);
	free(text);
	return recording;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort(struct facts *facts)
{
	qsort(facts->lines, facts->count, sizeof *facts->lines, compare);
}

static void check_equal(struct facts *audit, struct facts *ebpf)
{
	sort(audit);
	sort(ebpf);
	for (size_t i = 0; i < audit->count && i < ebpf->count; i++)
		ck_assert_str_eq(audit->lines[i], ebpf->lines[i]);
	ck_assert_uint_eq(audit->count, ebpf->count);
}

/* Audit rules watch some folders, eBPF all: what audit saw, eBPF saw. */
static void check_part(const struct facts *audit, struct facts *ebpf)
{
	sort(ebpf);
	for (size_t i = 0; i < audit->count; i++)
		ck_assert_msg(bsearch(&audit->lines[i], ebpf->lines, ebpf->count, sizeof *ebpf->lines,
		                      compare) != NULL, "only audit has: %s", audit->lines[i]);
}

static void free_facts(struct facts *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		free(facts->lines[i]);
}

static void free_recording(struct recording *recording)
{
	free_facts(&recording->starts);
	free_facts(&recording->exits);
	free_facts(&recording->connections);
	free_facts(&recording->writes);
	free_facts(&recording->renames);
	free_facts(&recording->deletes);
	free_facts(&recording->modes);
	free(recording);
}

START_TEST(audit_and_ebpf_agree_on_one_run)
{
	struct recording *audit = load("audit.log.gz", "auditd");
	struct recording *ebpf = load("ebpf.jsonl.gz", "ebpf-jsonl");

	ck_assert_uint_eq(audit->damaged, 0);
	/* zgrep -c 'arch=c000003e syscall=59 success=yes' audit.log.gz: 207; syscall=231: 193. */
	ck_assert_uint_eq(audit->starts.count, 207);
	ck_assert_uint_eq(audit->exits.count, 193);
	/* zgrep '"type":"connect"' ebpf.jsonl.gz | grep -vc '"family":"unix"' */
	ck_assert_uint_eq(audit->connections.count, 65);
	check_equal(&audit->starts, &ebpf->starts);
	check_equal(&audit->connections, &ebpf->connections);
	check_part(&audit->exits, &ebpf->exits);
	check_part(&audit->writes, &ebpf->writes);
	check_part(&audit->renames, &ebpf->renames);
	check_part(&audit->deletes, &ebpf->deletes);
	check_part(&audit->modes, &ebpf->modes);
	ck_assert_uint_gt(audit->writes.count, 80);
	ck_assert_uint_eq(audit->renames.count, 6);
	free_recording(audit);
	free_recording(ebpf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decode-auditd/recorded");
	TCase *tests = tcase_create("recorded");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, audit_and_ebpf_agree_on_one_run);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
