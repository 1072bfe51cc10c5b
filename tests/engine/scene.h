/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_ENGINE_SCENE_H
#define TESTS_ENGINE_SCENE_H
/*
 * What happens on an endpoint, told in one line each, and what the engine makes
 * of it. Only the public API is used. One scene at a time.
 */
#include <supplychain/supplychain.h>

#include <check.h>

/* How a scene is set up; all zero: a Linux host under the built-in policy. */
typedef struct scene_options {
	const schain_policy *policy;
	const schain_allocator *allocator;
	uint64_t memory_limit;
	uint64_t seed;
	uint32_t os; /* 0: SCHAIN_OS_LINUX */
	uint32_t batch; /* events a feed call takes; 0: 1 */
	int (*verdict)(void *context, const schain_verdict *verdict);
	schain_plugins *plugins;
	int (*taken)(void *context, const schain_event *event);
	void *context;
} scene_options;

#define SCENE_EPOCH (INT64_C(1767225600) * SCHAIN_SECOND) /* 2026-01-01T00:00:00Z */

typedef struct scene_state {
	schain_engine *engine;
	schain_time now;  /* of the next event */
	int64_t step;     /* from one event to the next; 1 s at first */
	const char *host;
	uint32_t os;
	uint64_t record;  /* of the next event; 0: none */
	schain_status status; /* of the last call to the engine */
	int keep_going;   /* a failing call is not the test's failure */
	int (*before)(void); /* called before each event; not 0: it is not fed. NULL: none */
} scene_state;
extern scene_state scene;

void scene_open(const scene_options *options); /* NULL: as all zero */
void scene_close(void);
void wait_for(int64_t seconds);
schain_status scene_flush(void);

/* Any event; time, record, host and system are filled in where it has none. */
void emit(schain_event *event);

void start(uint64_t parent, uint64_t pid, const char *image, const char *command);
void start_script(uint64_t parent, uint64_t pid, const char *image, const char *script);
void start_in(uint64_t parent, uint64_t pid, const char *image, const char *command,
              const char *directory);
/* With a signature of its image and its version resource; either may be NULL. */
void start_signed(uint64_t parent, uint64_t pid, const char *image, uint32_t state,
                  const char *signer, const char *company);
void fork_from(uint64_t parent, uint64_t pid);
void end(uint64_t pid);

/* Executable by its mode, where the system has modes. */
void write_to(uint64_t pid, const char *path);
/* Of a sensor that knows no mode. */
void write_content(uint64_t pid, const char *path, uint32_t content, uint64_t size);
void move_to(uint64_t pid, const char *old_path, const char *path);
void link_to(uint64_t pid, const char *old_path, const char *path);
void change_mode(uint64_t pid, const char *path, uint32_t mode);
void delete_file(uint64_t pid, const char *path);
void read_from(uint64_t pid, const char *path);

void load(uint64_t pid, const char *path);
void load_signed(uint64_t pid, const char *path, uint32_t state, const char *signer);
void load_driver(const char *path, uint32_t state);
void inject(uint64_t pid, uint64_t target);

/* `name` NULL: the sensor knows the address only. */
void connect_to(uint64_t pid, const char *name, const char *address, uint32_t port);
void answer(const char *name, const char *address);
/* `pid` 0: a log that names no process. */
void package_event(uint64_t pid, uint32_t operation, const char *name, const char *version,
                   const char *old_version);
void package_origin(uint64_t pid, const char *name, const char *repository, uint32_t is_signed);
void set_registry(uint64_t pid, const char *key, const char *value);
void persist(uint64_t pid, const char *path);
void integrity(uint64_t pid, const char *path);
void claim_on(uint32_t subject_kind, const char *subject, uint32_t finding, int64_t lifetime);

/* What a verdict said, kept beyond the engine's next call. */
typedef struct found {
	uint32_t level, stages, revision, is_final, confidence;
	int32_t score;
	size_t file_count, process_count, destination_count;
	char id[32], host[64], product[256], version[64], previous_version[64], installer[256];
	char technique[16], strategy[16], analytic[16];
	char signals[8192]; /* "name+weight text\n" each */
	char destinations[4096]; /* "name address judgement\n" each */
	char files[4096];   /* a path a line */
	char processes[8192]; /* "role image\n" each */
	char explanation[2048];
} found;

/* Flushes, then takes all open verdicts. Returns how many; valid until the next call. */
size_t verdicts(const found **ret_found);
void found_fill(found *it, const schain_verdict *verdict);
/* The one verdict of that product (its name ends so); the test fails if there is not exactly one. */
const found *verdict_on(const char *product);
/* Worst level of all; SCHAIN_LEVEL_INFO if there is none. */
uint32_t worst_level(void);
int has_signal(const found *it, const char *name);
/* Weight of the first signal of that name; INT32_MIN if absent. */
int32_t weight_of(const found *it, const char *name);
int has_stage(const found *it, uint32_t stage);

/* All open verdicts as JSON, one a line; free with free(). */
char *scene_json(void);

/*
 * A chain that is bad by any measure: `installer` writes `path`, which runs
 * as `pid`, starts a shell, which starts curl, which connects to `host`.
 */
void bad_update(uint64_t installer, uint64_t pid, const char *path, const char *host);

/* A little of everything, on two hosts. */
void everything(void);

/* Runs the tests of a program: the pairs end with NULL. */
typedef struct scene_test {
	const char *group;
	const TTest *test;
} scene_test;
int scene_run(const char *name, const scene_test *tests);
#endif
