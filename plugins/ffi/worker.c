/* SPDX-License-Identifier: Apache-2.0 */
/* Threads for functions that take their time, and the questions that wait for one. */
#include "ffi/run.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct schain__ffi_workers {
	const schain__ffi_description *description;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint32_t has_lock, has_changed;
	uint32_t is_stopping;
	uint32_t first, waiting; /* of the ring */
	uint32_t spare_count;
	schain__ffi_question **ring;  /* asked and waiting; as many as the queue is long */
	schain__ffi_question **spare; /* neither waiting nor being answered */
	uint32_t thread_count;
	struct worker {
		struct schain__ffi_workers *workers;
		schain__ffi_runner *runner;
		pthread_t thread;
	} threads[SCHAIN__FFI_THREADS];
};

static schain__ffi_question *take(struct schain__ffi_workers *workers)
{
	schain__ffi_question *question = NULL;

	pthread_mutex_lock(&workers->lock);
	while (!workers->waiting && !workers->is_stopping)
		pthread_cond_wait(&workers->changed, &workers->lock);
	if (!workers->is_stopping) {
		question = workers->ring[workers->first];
		workers->first = (workers->first + 1) % workers->description->queue;
		workers->waiting--;
	}
	pthread_mutex_unlock(&workers->lock);
	return question;
}

static void give_back(struct schain__ffi_workers *workers, schain__ffi_question *question)
{
	pthread_mutex_lock(&workers->lock);
	workers->spare[workers->spare_count++] = question;
	pthread_mutex_unlock(&workers->lock);
}

static void *work(void *context)
{
	struct worker *worker = context;
	const schain_plugin_host *host = worker->workers->description->host;
	schain__ffi_runner *runner = worker->runner;
	schain__ffi_question *question;

	while ((question = take(worker->workers))) {
		if (host->is_wanted(host->context, question->number)) {
			schain__ffi_run(runner, question);
			host->post(host->context, question->number, runner->answer.claims,
			           sizeof *runner->answer.claims, runner->answer.count);
		}
		give_back(worker->workers, question);
	}
	return NULL;
}

schain_status schain__ffi_workers_ask(struct schain__ffi_workers *workers,
                                      const schain_question *question)
{
	const schain__ffi_description *description = workers->description;
	schain__ffi_question *kept = NULL;

	pthread_mutex_lock(&workers->lock);
	if (workers->waiting < description->queue && workers->spare_count)
		kept = workers->spare[--workers->spare_count];
	pthread_mutex_unlock(&workers->lock);
	if (!kept)
		return SCHAIN_E_LIMIT;
	if (schain__ffi_take_question(description, question, kept)) {
		give_back(workers, kept);
		return SCHAIN_E_LIMIT;
	}
	pthread_mutex_lock(&workers->lock);
	workers->ring[(workers->first + workers->waiting) % description->queue] = kept;
	workers->waiting++;
	pthread_cond_signal(&workers->changed);
	pthread_mutex_unlock(&workers->lock);
	return SCHAIN_AGAIN;
}

/* The host's signals are not for these threads. */
static int start(struct worker *worker)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	if (pthread_sigmask(SIG_SETMASK, &all, &before))
		return -1;
	failed = pthread_create(&worker->thread, NULL, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed ? -1 : 0;
}

static int make_room(struct schain__ffi_workers *workers, schain__ffi_description *description)
{
	/* Each thread holds one besides those that wait. */
	uint32_t count = description->queue + description->threads;

	workers->ring = schain__ffi_alloc(description, description->queue * sizeof *workers->ring);
	workers->spare = schain__ffi_alloc(description, count * sizeof *workers->spare);
	if (!workers->ring || !workers->spare)
		return -1;
	for (; workers->spare_count < count; workers->spare_count++) {
		schain__ffi_question *question = schain__ffi_alloc(description, sizeof *question);

		if (!question)
			return -1;
		workers->spare[workers->spare_count] = question;
	}
	return 0;
}

static int add_thread(struct schain__ffi_workers *workers, schain__ffi_description *description,
                      const schain__ffi_functions *functions, schain_error *error)
{
	struct worker *worker = &workers->threads[workers->thread_count];

	worker->workers = workers;
	worker->runner = schain__ffi_runner_new(description, functions, error);
	if (!worker->runner)
		return -1;
	if (!start(worker)) {
		workers->thread_count++;
		return 0;
	}
	schain__ffi_runner_dispose(worker->runner);
	snprintf(error->message, sizeof error->message, "no thread can be started");
	error->code = SCHAIN_E_LIMIT;
	return -1;
}

struct schain__ffi_workers *schain__ffi_workers_new(schain__ffi_description *description,
                                                    const schain__ffi_functions *functions,
                                                    schain_error *error)
{
	struct schain__ffi_workers *workers = schain__ffi_alloc(description, sizeof *workers);
	int failed = !workers;

	if (workers) {
		workers->description = description;
		workers->has_lock = !pthread_mutex_init(&workers->lock, NULL);
		workers->has_changed = !pthread_cond_init(&workers->changed, NULL);
		failed = !workers->has_lock || !workers->has_changed || make_room(workers, description);
	}
	if (failed) {
		snprintf(error->message, sizeof error->message, "out of memory");
		error->code = SCHAIN_E_MEMORY;
	}
	while (!failed && workers->thread_count < description->threads)
		failed = add_thread(workers, description, functions, error);
	if (!failed)
		return workers;
	if (workers)
		schain__ffi_workers_stop(workers);
	return NULL;
}

void schain__ffi_workers_stop(struct schain__ffi_workers *workers)
{
	if (workers->has_lock && workers->has_changed) {
		pthread_mutex_lock(&workers->lock);
		workers->is_stopping = 1;
		pthread_cond_broadcast(&workers->changed);
		pthread_mutex_unlock(&workers->lock);
	}
	for (uint32_t i = 0; i < workers->thread_count; i++) {
		pthread_join(workers->threads[i].thread, NULL);
		schain__ffi_runner_dispose(workers->threads[i].runner);
	}
	if (workers->has_changed)
		pthread_cond_destroy(&workers->changed);
	if (workers->has_lock)
		pthread_mutex_destroy(&workers->lock);
}
