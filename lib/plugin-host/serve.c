/* SPDX-License-Identifier: Apache-2.0 */
#include "serve.h"

#include <supplychain/version.h>

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/child.h"

/* The one plugin of this process. */
static struct server {
	const schain_plugin *plugin;
	const schain_enricher *enricher;
	void *handle;
	schain_plugin_host host;
	_Atomic uint64_t *wanted; /* as the host's instance has them: numbers that may be answered */
	uint32_t limit;
	pthread_mutex_t lock; /* of what follows */
	int is_closed;
	unsigned char frame[SCHAIN__FRAME_SIZE];
} server = { .lock = PTHREAD_MUTEX_INITIALIZER };

static unsigned char received[SCHAIN__FRAME_SIZE];

void serve_send(const schain__writer *writer)
{
	ssize_t sent;

	do
		sent = send(SCHAIN__CHILD_SOCKET, writer->data, writer->size, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		_exit(1); /* the host is gone */
}

uint32_t serve_receive(schain__reader *ret_reader)
{
	ssize_t got;

	do
		got = recv(SCHAIN__CHILD_SOCKET, received, sizeof received, 0);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		_exit(1);
	return schain__frame_open(ret_reader, received, (size_t)got);
}

void serve_refuse(schain_status status, const char *format, ...)
{
	char text[SCHAIN__MESSAGE_WORDS];
	schain__writer writer;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	pthread_mutex_lock(&server.lock);
	schain__frame_begin(&writer, server.frame, SCHAIN__FRAME_REFUSED);
	schain__put_u32(&writer, (uint32_t)status);
	schain__put_text(&writer, schain_string_of(text), SCHAIN__MESSAGE_WORDS);
	serve_send(&writer);
	pthread_mutex_unlock(&server.lock);
}

static void host_log(void *context, uint32_t level, const char *message)
{
	schain__writer writer;

	(void)context;
	if (!message)
		return;
	pthread_mutex_lock(&server.lock);
	schain__frame_begin(&writer, server.frame, SCHAIN__FRAME_LOG);
	schain__put_u32(&writer, level);
	schain__put_text(&writer, schain_string_of(message), SCHAIN__MESSAGE_WORDS);
	serve_send(&writer);
	pthread_mutex_unlock(&server.lock);
}

static void *host_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void host_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

static _Atomic uint64_t *wanted_of(uint64_t question)
{
	return &server.wanted[question % server.limit];
}

static int host_is_wanted(void *context, uint64_t question)
{
	(void)context;
	return question && atomic_load(wanted_of(question)) == question;
}

/* Under the lock. */
static void send_answer(uint64_t question, const schain_claim *claims, size_t claim_size,
                        size_t count)
{
	schain__writer writer;

	schain__frame_begin(&writer, server.frame, SCHAIN__FRAME_ANSWER);
	schain__put_answer(&writer, question, claims, claim_size, count);
	serve_send(&writer);
	if (atomic_load(wanted_of(question)) == question)
		atomic_store(wanted_of(question), 0);
}

static void send_dropped(size_t count)
{
	schain__writer writer;

	schain__frame_begin(&writer, server.frame, SCHAIN__FRAME_DROPPED);
	schain__put_u32(&writer, count > UINT32_MAX ? UINT32_MAX : (uint32_t)count);
	serve_send(&writer);
}

static schain_status host_post(void *context, uint64_t question, const schain_claim *claims,
                               size_t claim_size, size_t count)
{
	schain_status status = schain__claims_check(claims, claim_size, count);

	(void)context;
	pthread_mutex_lock(&server.lock);
	if (server.is_closed)
		status = SCHAIN_E_STATE;
	else if (status == SCHAIN_OK)
		send_answer(question, claims, claim_size, count);
	else
		send_dropped(count);
	pthread_mutex_unlock(&server.lock);
	return status;
}

static void lend_host(void)
{
	schain_plugin_host *host = &server.host;

	host->struct_size = sizeof *host;
	host->abi_minor = SCHAIN_PLUGIN_ABI_MINOR;
	host->event_schema = SCHAIN_EVENT_SCHEMA;
	host->context = &server;
	host->log = host_log;
	host->allocate = host_allocate;
	host->release = host_release;
	host->post = host_post;
	host->is_wanted = host_is_wanted;
}

static const schain_plugin *query(void)
{
	schain_plugin_query_function function = NULL;
	char path[32];
	void *object, *symbol;

	snprintf(path, sizeof path, "/proc/self/fd/%d", SCHAIN__CHILD_FILE);
	object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!object) {
		const char *reason = dlerror();

		serve_refuse(SCHAIN_E_IO, "cannot be loaded: %.300s", reason ? reason : "no reason given");
		return NULL;
	}
	symbol = dlsym(object, "schain_plugin_query");
	/* POSIX.1-2024, dlsym(): an object pointer that is a function's address; C has no cast for it. */
	memcpy(&function, &symbol, sizeof function);
	if (!function) {
		serve_refuse(SCHAIN_E_IO, "has no function schain_plugin_query");
		return NULL;
	}
	return function(SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR);
}

/* The enricher that it may be asked by; 0 subjects where there is none that will do. */
static uint32_t find_enricher(const schain_plugin *plugin)
{
	const schain_enricher *enricher =
		plugin->get_interface ? plugin->get_interface(SCHAIN_INTERFACE_ENRICHER) : NULL;

	if (!enricher || enricher->struct_size < sizeof *enricher || !enricher->ask)
		return 0;
	server.enricher = enricher;
	return enricher->subjects;
}

/* The host judges it; what it may not be read is left out. */
static void describe(const schain_plugin *plugin)
{
	int is_known = plugin->abi_major == SCHAIN_PLUGIN_ABI_MAJOR &&
	               plugin->struct_size >= sizeof *plugin && plugin->open && plugin->close;
	schain__writer writer;

	schain__frame_begin(&writer, received, SCHAIN__FRAME_DESCRIBED);
	schain__put_description(&writer, plugin, is_known, is_known ? find_enricher(plugin) : 0);
	if (writer.is_full)
		serve_refuse(SCHAIN_E_FORMAT, "its descriptor is longer than %d bytes", SCHAIN__FRAME_SIZE);
	else
		serve_send(&writer);
}

/* Each text with a NUL behind it; NULL where it is absent or memory is out. */
static void terminate_text(schain_string *text)
{
	char *copy = text->data ? malloc(text->length + 1) : NULL;

	if (copy) {
		memcpy(copy, text->data, text->length);
		copy[text->length] = 0;
	}
	text->data = copy;
	text->length = copy ? text->length : 0;
}

static int open_plugin(schain__reader *reader)
{
	size_t count = server.plugin->option_count;
	schain_plugin_setting settings[SCHAIN__PLUGIN_OPTIONS];
	schain_error error = SCHAIN_ERROR_INIT;
	schain__writer writer;
	schain_status status;

	if (count > SCHAIN__PLUGIN_OPTIONS || schain__take_settings(reader, settings, count))
		return -1;
	for (size_t i = 0; i < count; i++)
		terminate_text(&settings[i].text);
	status = server.plugin->open(&server.host, settings, count, &server.handle, &error);
	/* They are borrowed until open returns. */
	for (size_t i = 0; i < count; i++)
		free((char *)(uintptr_t)settings[i].text.data);
	if (status != SCHAIN_OK) {
		error.message[sizeof error.message - 1] = 0;
		serve_refuse(status > 0 ? SCHAIN_E_STATE : status, "%s", error.message);
		return -1;
	}
	schain__frame_begin(&writer, received, SCHAIN__FRAME_OPENED);
	serve_send(&writer);
	return 0;
}

static int ask_plugin(schain__reader *reader)
{
	schain__question_room room;
	schain__writer writer;
	uint64_t number;
	schain_status status;

	if (schain__take_question(reader, &room))
		return -1;
	number = room.question.number;
	atomic_store(wanted_of(number), number);
	status = server.enricher->ask(server.handle, &room.question);
	if (status != SCHAIN_AGAIN && atomic_load(wanted_of(number)) == number)
		atomic_store(wanted_of(number), 0);
	schain__frame_begin(&writer, received, SCHAIN__FRAME_RETURNED);
	schain__put_u64(&writer, number);
	schain__put_u32(&writer, (uint32_t)status);
	serve_send(&writer);
	return 0;
}

static void close_plugin(void)
{
	pthread_mutex_lock(&server.lock);
	server.is_closed = 1;
	for (uint32_t i = 0; i < server.limit; i++)
		atomic_store(&server.wanted[i], 0);
	pthread_mutex_unlock(&server.lock);
	server.plugin->close(server.handle);
}

static int serve(void)
{
	schain__reader reader;
	int failed = serve_receive(&reader) == SCHAIN__FRAME_OPEN ? open_plugin(&reader) : -1;

	while (!failed) {
		uint32_t kind = serve_receive(&reader);

		if (kind == SCHAIN__FRAME_CLOSE) {
			close_plugin();
			return 0;
		}
		failed = kind == SCHAIN__FRAME_QUESTION ? ask_plugin(&reader) : -1;
	}
	return 1;
}

int serve_plugin(uint32_t question_limit)
{
	server.limit = question_limit ? question_limit : 1;
	server.wanted = calloc(server.limit, sizeof *server.wanted);
	if (!server.wanted) {
		serve_refuse(SCHAIN_E_MEMORY, "out of memory");
		return 1;
	}
	lend_host();
	server.plugin = query();
	if (!server.plugin) {
		serve_refuse(SCHAIN_E_FORMAT, "has no descriptor for plugin ABI %u.%u",
		             SCHAIN_PLUGIN_ABI_MAJOR, SCHAIN_PLUGIN_ABI_MINOR);
		return 1;
	}
	describe(server.plugin);
	return serve();
}
