/* SPDX-License-Identifier: Apache-2.0 */
/* Frames: what goes in comes out, and what is cut, longer or of another version is none. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/message.h"

static unsigned char frame[SCHAIN__FRAME_SIZE];
static schain__writer writer;
static schain__reader reader;

/* Each field another value, so that two that change places are seen. */
static schain_file full_file(schain_signature *signature, const char *path)
{
	schain_file file = SCHAIN_FILE_INIT;

	schain_signature_init(signature, sizeof *signature);
	signature->state = SCHAIN_SIGNATURE_REVOKED;
	signature->flags = SCHAIN_SIGNATURE_CATALOG;
	signature->signer = SCHAIN_STRING("signer");
	signature->issuer = SCHAIN_STRING("issuer");
	signature->thumbprint = SCHAIN_STRING("thumbprint");
	signature->team_id = SCHAIN_STRING("team");
	signature->signing_id = SCHAIN_STRING("signing");
	file.flags = SCHAIN_FILE_LINKED;
	file.inode = UINT64_C(0x1122334455667788);
	file.device = 2;
	file.size = UINT64_MAX;
	file.mode = 0100755;
	file.content = SCHAIN_CONTENT_ELF;
	file.path = schain_string_of(path);
	file.old_path = SCHAIN_STRING("old");
	file.sha256 = SCHAIN_STRING("sha256");
	file.sha1 = SCHAIN_STRING("sha1");
	file.md5 = SCHAIN_STRING("md5");
	file.origin_url = SCHAIN_STRING("url");
	file.product = SCHAIN_STRING("product");
	file.company = SCHAIN_STRING("company");
	file.version = SCHAIN_STRING("version");
	file.original_name = SCHAIN_STRING(""); /* empty is not absent */
	file.signature = signature;
	return file;
}

static void expect_text(schain_string a, schain_string b)
{
	ck_assert_uint_eq(a.length, b.length);
	ck_assert_int_eq(!a.data, !b.data);
	ck_assert(!a.length || !memcmp(a.data, b.data, a.length));
}

static void expect_file(const schain_file *a, const schain_file *b)
{
	const schain_string *a_texts = &a->path, *b_texts = &b->path;

	ck_assert_uint_eq(a->flags, b->flags);
	ck_assert_uint_eq(a->inode, b->inode);
	ck_assert_uint_eq(a->device, b->device);
	ck_assert_uint_eq(a->size, b->size);
	ck_assert_uint_eq(a->mode, b->mode);
	ck_assert_uint_eq(a->content, b->content);
	for (size_t i = 0; i < 10; i++) /* path to original_name */
		expect_text(a_texts[i], b_texts[i]);
	ck_assert_uint_eq(a->signature->state, b->signature->state);
	ck_assert_uint_eq(a->signature->flags, b->signature->flags);
	expect_text(a->signature->signer, b->signature->signer);
	expect_text(a->signature->issuer, b->signature->issuer);
	expect_text(a->signature->thumbprint, b->signature->thumbprint);
	expect_text(a->signature->team_id, b->signature->team_id);
	expect_text(a->signature->signing_id, b->signature->signing_id);
}

static struct {
	schain_question question;
	schain_file file, image;
	schain_signature signature, image_signature;
	schain_connection connection;
	schain_process process;
} full;

static void fill_question(void)
{
	schain_question *question = &full.question;
	schain_connection *connection = &full.connection;
	schain_process *process = &full.process;

	full.file = full_file(&full.signature, "/opt/file");
	full.image = full_file(&full.image_signature, "/opt/image");
	memset(question, 0, sizeof *question);
	question->struct_size = sizeof *question;
	question->subject_kind = SCHAIN_SUBJECT_DOMAIN;
	question->number = UINT64_C(0xfedcba9876543210);
	question->time = INT64_MIN;
	question->os = SCHAIN_OS_MACOS;
	question->subject = SCHAIN_STRING("subject");
	question->host = SCHAIN_STRING("host");
	question->product = SCHAIN_STRING("what");
	question->vendor = SCHAIN_STRING("vendor");
	question->file = &full.file;
	schain_connection_init(connection, sizeof *connection);
	connection->flags = SCHAIN_CONNECTION_INBOUND;
	connection->protocol = 17;
	connection->port = 53;
	connection->local_port = 40000;
	connection->bytes_sent = 99;
	connection->address = SCHAIN_STRING("192.0.2.1");
	connection->local_address = SCHAIN_STRING("192.0.2.2");
	connection->host_name = SCHAIN_STRING("example.org");
	connection->server_name = SCHAIN_STRING("www.example.org");
	question->connection = connection;
	schain_process_init(process, sizeof *process);
	process->flags = 5;
	process->pid = 6;
	process->parent_pid = 7;
	process->start_time = -8;
	process->guid = SCHAIN_STRING("guid");
	process->parent_guid = SCHAIN_STRING("parent");
	process->command_line = SCHAIN_STRING("command line");
	process->script = SCHAIN_STRING("script");
	process->working_directory = SCHAIN_STRING("directory");
	process->user = SCHAIN_STRING("user");
	process->image = &full.image;
	question->process = process;
}

static void put_full_question(void)
{
	fill_question();
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_QUESTION);
	schain__put_question(&writer, &full.question);
	ck_assert(!writer.is_full);
}

START_TEST(a_question_arrives_with_all_its_fields)
{
	static schain__question_room room;
	const schain_question *question = &room.question;

	put_full_question();
	ck_assert_uint_eq(schain__frame_open(&reader, frame, writer.size), SCHAIN__FRAME_QUESTION);
	ck_assert_int_eq(schain__take_question(&reader, &room), 0);
	ck_assert_uint_eq(question->struct_size, sizeof *question);
	ck_assert_uint_eq(question->subject_kind, SCHAIN_SUBJECT_DOMAIN);
	ck_assert_uint_eq(question->number, UINT64_C(0xfedcba9876543210));
	ck_assert_int_eq(question->time, INT64_MIN);
	ck_assert_uint_eq(question->os, SCHAIN_OS_MACOS);
	expect_text(question->subject, full.question.subject);
	expect_text(question->host, full.question.host);
	expect_text(question->product, full.question.product);
	expect_text(question->vendor, full.question.vendor);
	expect_text(question->version, full.question.version);
	expect_file(question->file, &full.file);
	ck_assert_uint_eq(question->connection->flags, SCHAIN_CONNECTION_INBOUND);
	ck_assert_uint_eq(question->connection->protocol, 17);
	ck_assert_uint_eq(question->connection->port, 53);
	ck_assert_uint_eq(question->connection->local_port, 40000);
	ck_assert_uint_eq(question->connection->bytes_sent, 99);
	expect_text(question->connection->address, full.connection.address);
	expect_text(question->connection->local_address, full.connection.local_address);
	expect_text(question->connection->host_name, full.connection.host_name);
	expect_text(question->connection->server_name, full.connection.server_name);
	ck_assert_uint_eq(question->process->flags, 5);
	ck_assert_uint_eq(question->process->pid, 6);
	ck_assert_uint_eq(question->process->parent_pid, 7);
	ck_assert_int_eq(question->process->start_time, -8);
	expect_text(question->process->guid, full.process.guid);
	expect_text(question->process->parent_guid, full.process.parent_guid);
	expect_text(question->process->command_line, full.process.command_line);
	expect_text(question->process->script, full.process.script);
	expect_text(question->process->working_directory, full.process.working_directory);
	expect_text(question->process->user, full.process.user);
	expect_file(question->process->image, &full.image);
}
END_TEST

START_TEST(a_frame_cut_anywhere_is_none)
{
	static schain__question_room room;

	put_full_question();
	for (size_t size = 0; size < writer.size; size++) {
		/* Exactly so much memory: a read past it is seen. */
		unsigned char *copy = malloc(size ? size : 1);

		memcpy(copy, frame, size);
		if (schain__frame_open(&reader, copy, size))
			ck_assert_int_eq(schain__take_question(&reader, &room), -1);
		free(copy);
	}
	frame[writer.size] = 0;
	schain__frame_open(&reader, frame, writer.size + 1);
	ck_assert_int_eq(schain__take_question(&reader, &room), -1);
}
END_TEST

START_TEST(another_version_is_none)
{
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_OPENED);
	ck_assert_uint_eq(schain__frame_open(&reader, frame, writer.size), SCHAIN__FRAME_OPENED);
	ck_assert(schain__frame_is_whole(&reader));
	frame[4]++;
	ck_assert_uint_eq(schain__frame_open(&reader, frame, writer.size), 0);
	ck_assert_uint_eq(schain__frame_open(&reader, frame, SCHAIN__FRAME_SIZE + 1), 0);
}
END_TEST

START_TEST(a_frame_has_these_bytes)
{
	/* As doc/plugin-transport.md has it: RETURNED, question 258, SCHAIN_AGAIN. */
	static const unsigned char wanted[] = { 21, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0 };

	schain__frame_begin(&writer, frame, SCHAIN__FRAME_RETURNED);
	schain__put_u64(&writer, 258);
	schain__put_u32(&writer, SCHAIN_AGAIN);
	ck_assert_uint_eq(writer.size, sizeof wanted);
	ck_assert_mem_eq(frame, wanted, sizeof wanted);
}
END_TEST

START_TEST(what_does_not_fit_is_said_and_writes_no_further)
{
	static char much[SCHAIN__FRAME_SIZE];

	fill_question();
	memset(much, 'x', sizeof much);
	full.process.command_line = schain__string(much, sizeof much);
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_QUESTION);
	schain__put_question(&writer, &full.question);
	ck_assert(!writer.is_full); /* a command line is cut */
	full.process.script = schain__string(much, sizeof much);
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_QUESTION);
	schain__put_question(&writer, &full.question);
	ck_assert(writer.is_full); /* anything else is not */
	ck_assert_uint_le(writer.size, SCHAIN__FRAME_SIZE);
}
END_TEST

START_TEST(an_answer_arrives_with_all_its_claims)
{
	static schain__answer_room room;
	schain_signature signature;
	schain_claim claims[2] = { SCHAIN_CLAIM_INIT, SCHAIN_CLAIM_INIT };

	full_file(&signature, "");
	claims[0].subject_kind = SCHAIN_SUBJECT_FILE;
	claims[0].finding = SCHAIN_FINDING_SIGNATURE;
	claims[0].lifetime = INT64_MAX;
	claims[0].subject = SCHAIN_STRING("/opt/file");
	claims[0].reason = SCHAIN_STRING("because");
	claims[0].signature = &signature;
	claims[1].finding = SCHAIN_FINDING_DESTINATION;
	claims[1].reasons = SCHAIN_REASON_TOR | SCHAIN_REASON_ODD_USE;
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_ANSWER);
	schain__put_answer(&writer, 7, claims, sizeof *claims, 2);
	ck_assert_uint_eq(schain__frame_open(&reader, frame, writer.size), SCHAIN__FRAME_ANSWER);
	ck_assert_int_eq(schain__take_answer(&reader, &room), 0);
	ck_assert_uint_eq(room.question, 7);
	ck_assert_uint_eq(room.count, 2);
	ck_assert_uint_eq(room.claims[0].struct_size, sizeof *claims);
	ck_assert_uint_eq(room.claims[0].subject_kind, SCHAIN_SUBJECT_FILE);
	ck_assert_uint_eq(room.claims[0].finding, SCHAIN_FINDING_SIGNATURE);
	ck_assert_int_eq(room.claims[0].lifetime, INT64_MAX);
	expect_text(room.claims[0].subject, claims[0].subject);
	expect_text(room.claims[0].reason, claims[0].reason);
	ck_assert_uint_eq(room.claims[0].signature->state, SCHAIN_SIGNATURE_REVOKED);
	expect_text(room.claims[0].signature->signing_id, signature.signing_id);
	ck_assert_ptr_null(room.claims[1].signature);
	ck_assert_uint_eq(room.claims[1].reasons, SCHAIN_REASON_TOR | SCHAIN_REASON_ODD_USE);
	schain__frame_begin(&writer, frame, SCHAIN__FRAME_ANSWER);
	schain__put_u64(&writer, 7);
	schain__put_u32(&writer, SCHAIN__PLUGIN_CLAIMS + 1);
	schain__frame_open(&reader, frame, writer.size);
	ck_assert_int_eq(schain__take_answer(&reader, &room), -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("transport");
	TCase *tests = tcase_create("transport");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, a_question_arrives_with_all_its_fields);
	tcase_add_test(tests, a_frame_cut_anywhere_is_none);
	tcase_add_test(tests, another_version_is_none);
	tcase_add_test(tests, a_frame_has_these_bytes);
	tcase_add_test(tests, what_does_not_fit_is_said_and_writes_no_further);
	tcase_add_test(tests, an_answer_arrives_with_all_its_claims);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
