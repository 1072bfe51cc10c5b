/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plugin that is wrong in the way its option says, when it is asked about a
 * file called "bad"; and that tries what the last part of /try/... says. Harmless: what
 * it tries, it tries on itself, on loopback, or on files of the test's.
 */
#include <supplychain/plugin.h>
#include <supplychain/version.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SOCKET = 3 }; /* where its host listens: what a hostile plugin would find out */

static struct {
	const schain_plugin_host *host;
	char manner[32];
	char path[512]; /* to try */
	uint64_t late;  /* question to answer later */
	pthread_t thread;
	int has_thread;
} self;

static schain_string string_of(const char *text)
{
	schain_string string = { text, text ? strlen(text) : 0 };

	return string;
}

static schain_status say(uint64_t number, uint32_t kind, const char *subject, const char *reason)
{
	schain_claim claim = SCHAIN_CLAIM_INIT;

	claim.subject_kind = kind;
	claim.subject = string_of(subject);
	claim.finding = SCHAIN_FINDING_UNCOMMON;
	claim.reason = string_of(reason);
	return self.host->post(self.host->context, number, &claim, sizeof claim, 1);
}

static void *answer_late(void *nothing)
{
	usleep(20000);
	say(self.late, 0, NULL, "late");
	return nothing;
}

static void *answer_for_ever(void *nothing)
{
	for (;;)
		say(12345, 0, NULL, "flood");
	return nothing;
}

static schain_status start_thread(void *(*function)(void *), uint64_t number)
{
	self.late = number;
	if (pthread_create(&self.thread, NULL, function, NULL))
		return SCHAIN_E_IO;
	self.has_thread = 1;
	return SCHAIN_AGAIN;
}

static void send_bytes(size_t size, unsigned char first)
{
	unsigned char *bytes = calloc(1, size);

	bytes[0] = first;
	if (size > 4)
		bytes[4] = 1; /* the protocol's version */
	send(SOCKET, bytes, size, 0);
	free(bytes);
}

/* As much as there is, or more than any limit of the tests' where there is none. */
static void bomb(void)
{
#if defined(__SANITIZE_ADDRESS__)
	enum { MEBIBYTES = 16 };
#else
	enum { MEBIBYTES = 1100 };
#endif

	for (int i = 0; i < MEBIBYTES; i++) {
		char *more = malloc(1 << 20);

		if (!more)
			break;
		memset(more, 1, 1 << 20);
	}
	abort();
}

static schain_status misbehave(uint64_t number)
{
	if (!strcmp(self.manner, "crash"))
		raise(SIGSEGV);
	else if (!strcmp(self.manner, "exit"))
		exit(0);
	else if (!strcmp(self.manner, "hang"))
		for (volatile int i = 0; i < 2;)
			continue;
	else if (!strcmp(self.manner, "sleep"))
		pause();
	else if (!strcmp(self.manner, "bomb"))
		bomb();
	else if (!strcmp(self.manner, "twice"))
		say(number, 0, NULL, "first");
	else if (!strcmp(self.manner, "unasked"))
		return say(number + 7, 0, NULL, "nobody asked");
	else if (!strcmp(self.manner, "other-subject"))
		return say(number, SCHAIN_SUBJECT_FILE, "/opt/somebody-elses", "not mine to judge");
	else if (!strcmp(self.manner, "flood"))
		return start_thread(answer_for_ever, number);
	else if (!strcmp(self.manner, "late"))
		return start_thread(answer_late, number);
	else if (!strcmp(self.manner, "no-claim"))
		return self.host->post(self.host->context, number, NULL, 0, 9);
	else if (!strcmp(self.manner, "oversized"))
		send_bytes(100000, 20);
	else if (!strcmp(self.manner, "malformed"))
		send_bytes(64, 20);
	else if (!strcmp(self.manner, "unknown-frame"))
		send_bytes(8, 99);
	else if (!strcmp(self.manner, "returned-twice"))
		send_bytes(20, 21);
	else if (!strcmp(self.manner, "opened-again"))
		send_bytes(8, 18);
	else if (!strcmp(self.manner, "hang-up"))
		close(SOCKET);
	else if (!strcmp(self.manner, "stdout"))
		for (int i = 0; i < 100000; i++)
			printf("what a host does not want to see\n");
	else if (!strcmp(self.manner, "log"))
		for (int i = 0; i < 100000; i++)
			self.host->log(self.host->context, 1, "\033[2Jwhat a host does not want to see");
	else if (!strcmp(self.manner, "fails"))
		return SCHAIN_E_IO;
	return say(number, 0, NULL, "answered");
}

static int try_connect(void)
{
	struct sockaddr_in address;
	int socket_made = socket(AF_INET, SOCK_STREAM, 0);

	if (socket_made < 0)
		return -1;
	memset(&address, 0, sizeof address);
	address.sin_family = AF_INET;
	address.sin_port = htons(9);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connect(socket_made, (struct sockaddr *)&address, sizeof address);
	return errno == ECONNREFUSED ? 0 : -1;
}

static int try_exec(void)
{
	char name[] = "true", *arguments[] = { name, NULL };

	return execv("/bin/true", arguments);
}

static int try_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	return pid < 0 ? -1 : 0;
}

static void *nothing_to_do(void *nothing)
{
	return nothing;
}

static int try_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, nothing_to_do, NULL);
	return errno ? -1 : pthread_join(thread, NULL);
}

static int try_file(int flags)
{
	int file = open(self.path, flags, 0600);

	if (file >= 0)
		close(file);
	return file;
}

static int try_limit(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_CPU, &limit);
}

static int try_memory(void)
{
	/* More than any limit of the tests', and never touched. */
	void *much = mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return much == MAP_FAILED ? -1 : 0;
}

static int try_files(void)
{
	for (int i = 0; i < 5000; i++)
		if (dup(1) < 0)
			return -1;
	return 0;
}

/* Returns below 0 with errno for what is refused. */
static int try_it(const char *what)
{
	errno = 0;
	if (!strcmp(what, "shadow"))
		return open("/etc/shadow", O_RDONLY);
	if (!strcmp(what, "passwd"))
		return open("/etc/passwd", O_RDONLY);
	if (!strcmp(what, "host-memory")) {
		char path[64];

		snprintf(path, sizeof path, "/proc/%ld/mem", (long)getppid());
		return open(path, O_RDWR);
	}
	if (!strcmp(what, "read"))
		return try_file(O_RDONLY);
	if (!strcmp(what, "write"))
		return try_file(O_WRONLY | O_CREAT);
	if (!strcmp(what, "chmod"))
		return chmod(self.path, 0777);
	if (!strcmp(what, "connect"))
		return try_connect();
	if (!strcmp(what, "unix"))
		return socket(AF_UNIX, SOCK_STREAM, 0);
	if (!strcmp(what, "exec"))
		return try_exec();
	if (!strcmp(what, "fork"))
		return try_fork();
	if (!strcmp(what, "thread"))
		return try_thread();
	if (!strcmp(what, "ptrace"))
		return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
	if (!strcmp(what, "kill"))
		return kill(getppid(), 0);
	if (!strcmp(what, "root"))
		return setuid(0);
	if (!strcmp(what, "limit"))
		return try_limit();
	if (!strcmp(what, "memory"))
		return try_memory();
	if (!strcmp(what, "files"))
		return try_files();
	if (!strcmp(what, "environment")) {
		extern char **environ;

		return environ && *environ ? 0 : -1;
	}
	if (!strcmp(what, "descriptors")) {
		/* Of the host's there is none: stdio, the socket, the plugin's file. */
		for (int i = 5; i < 1024; i++)
			if (fcntl(i, F_GETFD) >= 0)
				return i;
		return -1;
	}
	return 0;
}

static schain_status ask(void *instance, const schain_question *question)
{
	char subject[512];
	const char *what;

	(void)instance;
	snprintf(subject, sizeof subject, "%.*s", (int)question->subject.length, question->subject.data);
	if (!strncmp(subject, "/try/", 5)) {
		char reason[64];
		int result = try_it(what = subject + 5);

		snprintf(reason, sizeof reason, result < 0 ? "refused %s: %d" : "allowed %s", what, errno);
		return say(question->number, 0, NULL, reason);
	}
	if (strrchr(subject, '/') && !strcmp(strrchr(subject, '/'), "/bad")) {
		schain_status status = misbehave(question->number);

		return status == SCHAIN_E_STATE ? SCHAIN_OK : status;
	}
	return say(question->number, 0, NULL, "answered");
}

static schain_status open_hostile(const schain_plugin_host *host, const schain_plugin_setting *settings,
                                  size_t setting_count, void **ret_instance, schain_error *error)
{
	(void)setting_count;
	self.host = host;
	snprintf(self.manner, sizeof self.manner, "%.*s", (int)settings[0].text.length,
	         settings[0].text.length ? settings[0].text.data : "");
	snprintf(self.path, sizeof self.path, "%.*s", (int)settings[1].text.length,
	         settings[1].text.length ? settings[1].text.data : "");
	*ret_instance = &self;
	if (!strcmp(self.manner, "open-fails")) {
		snprintf(error->message, sizeof error->message, "has no heart for it");
		return SCHAIN_E_IO;
	}
	if (!strcmp(self.manner, "open-crashes"))
		raise(SIGSEGV);
	if (!strcmp(self.manner, "open-hangs"))
		pause();
	return SCHAIN_OK;
}

static void close_hostile(void *instance)
{
	(void)instance;
	if (!strcmp(self.manner, "close-hangs"))
		pause();
	if (self.has_thread && strcmp(self.manner, "flood"))
		pthread_join(self.thread, NULL);
	if (!strcmp(self.manner, "after-close"))
		for (uint64_t i = 1; i < 100; i++)
			say(i, 0, NULL, "too late");
}

static const void *get_interface(const char *name)
{
	static const schain_enricher enricher = {
		.struct_size = sizeof enricher,
		.subjects = SCHAIN_SUBJECT_BIT(SCHAIN_SUBJECT_FILE),
		.ask = ask,
	};

	return strcmp(name, SCHAIN_INTERFACE_ENRICHER) ? NULL : &enricher;
}

static const schain_plugin_option options[] = {
	{ .type = SCHAIN_OPTION_TEXT, .name = "manner", .fallback = "", .summary = "How it is wrong." },
	{ .type = SCHAIN_OPTION_PATH, .name = "path", .summary = "A file to try." },
};

static const schain_plugin plugin = {
	.struct_size = sizeof plugin,
	.abi_major = SCHAIN_PLUGIN_ABI_MAJOR,
	.abi_minor = 0,
	.event_schema = SCHAIN_EVENT_SCHEMA,
	.name = "hostile",
	.version = "1",
	.author = "Someone",
	.licence = "CC0-1.0",
	.summary = "Is wrong in one way.",
	.options = options,
	.option_size = sizeof *options,
	.option_count = 2,
	.open = open_hostile,
	.close = close_hostile,
	.get_interface = get_interface,
};

const schain_plugin *schain_plugin_query(uint32_t abi_major, uint32_t abi_minor)
{
	(void)abi_major;
	(void)abi_minor;
	return &plugin;
}
