/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a question to an isolated plugin costs, as a ratio to a bare round trip
 * between two processes; and what other ways there would be to send it.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__linux__)
#include <fcntl.h>
#include <linux/futex.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIPS = 20000, REPEATS = 5, STARTS = 20, MESSAGE = 256 };

static double wall(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void need(int is_so, const char *what)
{
	if (is_so)
		return;
	perror(what);
	exit(1);
}

/* Nanoseconds of a message to another process and one back. */
static double socket_trip(int type)
{
	char message[MESSAGE] = "";
	double begin;
	int pair[2];
	pid_t child;

	need(!socketpair(AF_UNIX, type, 0, pair), "socketpair");
	child = fork();
	need(child >= 0, "fork");
	if (!child) {
		close(pair[0]);
		while (recv(pair[1], message, sizeof message, MSG_WAITALL) > 0)
			send(pair[1], message, sizeof message, 0);
		_exit(0);
	}
	close(pair[1]);
	begin = wall();
	for (int i = 0; i < TRIPS; i++) {
		need(send(pair[0], message, sizeof message, 0) == MESSAGE, "send");
		need(recv(pair[0], message, sizeof message, MSG_WAITALL) == MESSAGE, "recv");
	}
	begin = wall() - begin;
	close(pair[0]);
	waitpid(child, NULL, 0);
	return begin * 1e9 / TRIPS;
}

struct shared {
	atomic_uint turn; /* even: the parent's */
	char message[MESSAGE];
};

static void wait_for(struct shared *shared, unsigned seen)
{
	while (atomic_load(&shared->turn) == seen)
		syscall(SYS_futex, &shared->turn, FUTEX_WAIT, seen, NULL, NULL, 0);
}

static void pass_on(struct shared *shared)
{
	shared->message[0]++;
	atomic_fetch_add(&shared->turn, 1);
	syscall(SYS_futex, &shared->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

/* The same by shared memory and a futex. */
static double memory_trip(void)
{
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
	                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double begin;
	pid_t child;

	need(shared != MAP_FAILED, "mmap");
	atomic_init(&shared->turn, 0);
	child = fork();
	need(child >= 0, "fork");
	if (!child) {
		for (unsigned i = 0; i < TRIPS; i++) {
			wait_for(shared, 2 * i);
			pass_on(shared);
		}
		_exit(0);
	}
	begin = wall();
	for (unsigned i = 0; i < TRIPS; i++) {
		pass_on(shared);
		wait_for(shared, 2 * i + 1);
	}
	begin = wall() - begin;
	waitpid(child, NULL, 0);
	munmap(shared, sizeof *shared);
	return begin * 1e9 / TRIPS;
}

static double best(double a, double b)
{
	return a > 0 && a < b ? a : b;
}

static schain_plugins *open_set(uint32_t flags)
{
	schain_plugins_options options = SCHAIN_PLUGINS_OPTIONS_INIT;
	schain_plugin_isolation isolation = SCHAIN_PLUGIN_ISOLATION_INIT;
	schain_plugin_value list = { SCHAIN_STRING("list"), SCHAIN_STRING("/dev/null") };
	schain_error error = SCHAIN_ERROR_INIT;
	schain_plugins *plugins;

	options.flags = SCHAIN_PLUGINS_LOAD_FILES | flags;
	options.question_limit = 65536;
	isolation.helper = BENCH_HELPER;
	bench_check(schain_plugins_new(&options, &plugins, &error), &error);
	bench_check(schain_plugins_open_isolated(plugins, BENCH_PLUGIN, NULL, &list, sizeof list, 1,
	                                         &isolation, &error),
	            &error);
	return plugins;
}

/* Nanoseconds of a question, by that clock, above the same events without a plugin. */
static double question(uint32_t flags, double (*clock)(void), double without)
{
	schain_plugin_statistics now = { .struct_size = sizeof now };
	schain_plugins *plugins = open_set(flags);
	double spent = bench_questions(plugins, clock) - without;

	schain_plugins_get_statistics(plugins, 0, &now, NULL);
	schain_plugins_free(plugins);
	return now.asked ? spent * 1e9 / (double)now.asked : 0;
}

/* Of the call that starts the helper, which is all that a feed waits for when a child is replaced. */
static double spawn(void)
{
	char name[] = "helper", *arguments[] = { name, NULL }, *environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	double begin;
	pid_t child;

	need(!posix_spawn_file_actions_init(&actions) &&
	             !posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0),
	     "posix_spawn_file_actions");
	begin = wall();
	need(!posix_spawn(&child, BENCH_HELPER, &actions, NULL, arguments, environment), "posix_spawn");
	begin = wall() - begin;
	waitpid(child, NULL, 0);
	posix_spawn_file_actions_destroy(&actions);
	return begin * 1e9;
}

static double start(void)
{
	double begin = wall();

	schain_plugins_free(open_set(0));
	return (wall() - begin) * 1e9;
}

static void print(const char *what, double cost, double trip)
{
	printf("%-34s %8.1f us %11.2f x\n", what, cost / 1e3, cost / trip);
}

void bench_isolated(void)
{
	double packets = 0, stream = 0, memory = 0, waited = 0, sent = 0, started = 0, spawned = 0;
	schain_error error = SCHAIN_ERROR_INIT;

	if (schain_path_check(BENCH_HELPER, &error) < 0 || schain_path_check(BENCH_PLUGIN, &error) < 0) {
		printf("\nisolated plugin: not measured: %s\n", error.message);
		return;
	}
	for (int repeat = 0; repeat < REPEATS; repeat++) {
		double without_wall = bench_questions(NULL, wall), without_cpu = bench_questions(NULL, bench_cpu);

		packets = best(packets, socket_trip(SOCK_SEQPACKET));
		stream = best(stream, socket_trip(SOCK_STREAM));
		memory = best(memory, memory_trip());
		waited = best(waited, question(SCHAIN_PLUGINS_PATIENT, wall, without_wall));
		sent = best(sent, question(0, bench_cpu, without_cpu));
	}
	for (int i = 0; i < STARTS; i++) {
		spawned = best(spawned, spawn());
		started = best(started, start());
	}
	printf("\n%-34s %11s %13s\n", "plugin in a process of its own", "time", "round trip");
	print("bare round trip, SOCK_SEQPACKET", packets, packets);
	print("the same, SOCK_STREAM", stream, packets);
	print("the same, shared memory and futex", memory, packets);
	print("asked with patience", waited, packets);
	print("asked without, the feed's share", sent, packets);
	print("helper spawned", spawned, packets);
	print("started, opened and closed", started, packets);
}
#else
void bench_isolated(void)
{
	printf("\nisolated plugin: not measured: this system isolates none\n");
}
#endif
