/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FFI_RUN_H
#define SCHAIN_FFI_RUN_H
/* A description at work: its functions found, called, and their results judged. */
#include "ffi/description.h"

#include <pthread.h>
#include <supplychain/claim.h>
#include <supplychain/object.h>

enum {
	SCHAIN__FFI_CLAIMS = 8,     /* an answer has at most */
	SCHAIN__FFI_SHOWN = 256,    /* bytes of a reason or signer, with its NUL */
	SCHAIN__FFI_FACTS = 8192,   /* bytes of all texts of a question that are used */
	SCHAIN__FFI_CALLED_BACK = 64, /* callbacks of a call that are listened to */
};

typedef struct schain__ffi_fact {
	uint32_t is_known;
	int64_t number;
	schain_string text; /* ends with a NUL behind it */
} schain__ffi_fact;

/* What a question says, as far as the description uses it; its own copy. */
typedef struct schain__ffi_question {
	uint64_t number;
	uint32_t subject_kind;
	schain__ffi_fact facts[SCHAIN__FFI_FIELDS];
	char pool[SCHAIN__FFI_FACTS];
} schain__ffi_question;

/* Claims of one answer, with their texts. */
typedef struct schain__ffi_answer {
	uint32_t count;
	schain_claim claims[SCHAIN__FFI_CLAIMS];
	schain_signature signatures[SCHAIN__FFI_CLAIMS];
	char texts[SCHAIN__FFI_CLAIMS][3][SCHAIN__FFI_SHOWN];
} schain__ffi_answer;

/* The functions of a description, in the order of its calls. */
typedef struct schain__ffi_functions {
	schain_function calls[SCHAIN__FFI_CALLS];
	schain_function init, fini;
	unsigned char *context; /* the frame of init; NULL: there is none */
} schain__ffi_functions;

/* What is needed to make one call at a time. */
typedef struct schain__ffi_runner {
	const schain__ffi_description *description;
	const schain__ffi_functions *functions;
	unsigned char *frame; /* as large as that of the largest call */
	struct schain__ffi_closure *closures[SCHAIN__FFI_CALLS][SCHAIN__FFI_CALLBACKS];
	schain__ffi_answer answer;
	/* Callbacks may come from any thread, and too late. */
	pthread_mutex_t lock;
	uint32_t has_lock;
	const schain__ffi_call *current;
	const schain__ffi_question *question;
} schain__ffi_runner;

/* question.c: 0, or -1 if its texts are longer than there is room for. */
int schain__ffi_take_question(const schain__ffi_description *description,
                              const schain_question *question, schain__ffi_question *ret_question);

/* judge.c: whether all conditions hold; adds the claims of the rules that do. */
int schain__ffi_holds(const schain__ffi_condition *condition, const unsigned char *frame);
void schain__ffi_judge(const schain__ffi_rules *rules, const unsigned char *frame,
                       const schain__ffi_question *question, schain__ffi_answer *answer);
/* A value as people read it, NUL-terminated. */
void schain__ffi_show(const schain__ffi_value *value, const unsigned char *frame, char *buffer,
                      size_t size);

/* closure.c: 0, or -1 if the system has no memory for code. */
int schain__ffi_make_closures(schain__ffi_runner *runner, schain__ffi_description *description);
void schain__ffi_free_closures(schain__ffi_runner *runner);
void *schain__ffi_closure_code(const struct schain__ffi_closure *closure);

/* call.c: a runner in the description's memory; NULL with a message if there is none. */
schain__ffi_runner *schain__ffi_runner_new(schain__ffi_description *description,
                                           const schain__ffi_functions *functions,
                                           schain_error *error);
void schain__ffi_runner_dispose(schain__ffi_runner *runner);
/* Makes all calls about such a subject; the answer is the runner's. */
void schain__ffi_run(schain__ffi_runner *runner, const schain__ffi_question *question);
/* Calls init or fini. */
void schain__ffi_call_once(const schain__ffi_call *call, schain_function function,
                           unsigned char *frame, const unsigned char *context);

/* worker.c: threads that answer in the order of asking. NULL with a message if there are none. */
struct schain__ffi_workers *schain__ffi_workers_new(schain__ffi_description *description,
                                                    const schain__ffi_functions *functions,
                                                    schain_error *error);
/* Returns when no thread runs; what waits is dropped. */
void schain__ffi_workers_stop(struct schain__ffi_workers *workers);
schain_status schain__ffi_workers_ask(struct schain__ffi_workers *workers,
                                      const schain_question *question);
#endif
