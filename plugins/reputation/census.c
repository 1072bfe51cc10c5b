/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sightings wait in a ring until the thread has written them, and only then
 * leave it. So file and ring together always have all of them, and an answer
 * does not depend on how far the thread is.
 */
#include <config.h>

#include "reputation/census.h"

#include <stdio.h>

#include "reputation/prevalence.h"

#ifdef HAVE_SQLITE
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum {
	ROOM = 4096,        /* sightings that wait; more are lost while the disk is full */
	BATCH = 512,        /* of one transaction */
	COUNTED = 64,       /* hosts or days of a subject; more are not told apart */
	DELAY = 2,          /* seconds after which fewer than a batch are written */
	DELAY_FAILED = 60,  /* and after which writing is tried again */
};

struct schain__census {
	schain_prevalence *reader; /* of the asking thread */
	schain_prevalence *writer; /* of the writing one; NULL: nothing is counted */
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t changed;
	int is_closed;
	int has_failed;
	int has_told;
	size_t first, count;
	char failure[sizeof ((schain_error *)0)->message];
	schain__sighting ring[ROOM];
};

static schain__sighting *at(schain__census *census, size_t index)
{
	return &census->ring[(census->first + index) % ROOM];
}

/* Writes the oldest without the lock: only this thread takes them out. Returns 0, or -1. */
static int write_batch(schain__census *census)
{
	schain__sighting batch[BATCH];
	schain_error error = SCHAIN_ERROR_INIT;
	size_t count = census->count < BATCH ? census->count : BATCH;
	schain_status status;

	for (size_t i = 0; i < count; i++)
		batch[i] = *at(census, i);
	pthread_mutex_unlock(&census->lock);
	status = schain__prevalence_write(census->writer, batch, count, &error);
	pthread_mutex_lock(&census->lock);
	if (status != SCHAIN_OK) {
		if (!census->has_failed)
			snprintf(census->failure, sizeof census->failure, "%s", error.message);
		census->has_failed = 1;
		return -1;
	}
	census->first = (census->first + count) % ROOM;
	census->count -= count;
	census->has_failed = census->has_told = 0;
	return 0;
}

static void wait_for(schain__census *census, int seconds)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += seconds;
	pthread_cond_timedwait(&census->changed, &census->lock, &until);
}

static void *work(void *context)
{
	schain__census *census = context;

	pthread_mutex_lock(&census->lock);
	while (!census->is_closed) {
		if (!census->count)
			pthread_cond_wait(&census->changed, &census->lock);
		else if (census->has_failed)
			wait_for(census, DELAY_FAILED);
		else if (census->count < BATCH)
			wait_for(census, DELAY);
		if (census->count && !census->is_closed)
			write_batch(census);
	}
	while (census->count && !write_batch(census))
		;
	pthread_mutex_unlock(&census->lock);
	return NULL;
}

/* The host product's signals are none of this thread's business. */
static int start(schain__census *census)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&census->thread, NULL, work, census);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

static int init_lock(schain__census *census)
{
	pthread_condattr_t attributes;
	int failed;

	if (pthread_mutex_init(&census->lock, NULL))
		return -1;
	failed = pthread_condattr_init(&attributes);
	if (!failed) {
		failed = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) ||
		         pthread_cond_init(&census->changed, &attributes);
		pthread_condattr_destroy(&attributes);
	}
	if (failed)
		pthread_mutex_destroy(&census->lock);
	return failed;
}

static void dispose(schain__census *census)
{
	schain_prevalence_close(census->reader);
	schain_prevalence_close(census->writer);
	free(census);
}

schain_status schain__census_open(const char *path, uint64_t limit, int learns, schain__census **ret_census,
                                  schain_error *error)
{
	schain__census *census = calloc(1, sizeof *census);
	schain_status status;

	if (!census)
		return schain__rep_no_memory(error);
	status = schain_prevalence_open(path, limit, NULL, &census->reader, error);
	if (status == SCHAIN_OK && learns)
		status = schain_prevalence_open(path, limit, NULL, &census->writer, error);
	if (status == SCHAIN_OK && init_lock(census))
		status = schain__rep_error(error, SCHAIN_E_LIMIT, path, 0, "no lock can be made");
	if (status != SCHAIN_OK) {
		dispose(census);
		return status;
	}
	if (learns && start(census)) {
		pthread_cond_destroy(&census->changed);
		pthread_mutex_destroy(&census->lock);
		dispose(census);
		return schain__rep_error(error, SCHAIN_E_LIMIT, path, 0, "no thread can be started");
	}
	*ret_census = census;
	return SCHAIN_OK;
}

void schain__census_close(schain__census *census)
{
	if (!census)
		return;
	if (census->writer) {
		pthread_mutex_lock(&census->lock);
		census->is_closed = 1;
		pthread_cond_signal(&census->changed);
		pthread_mutex_unlock(&census->lock);
		pthread_join(census->thread, NULL);
	}
	pthread_cond_destroy(&census->changed);
	pthread_mutex_destroy(&census->lock);
	dispose(census);
}

typedef struct sightings {
	schain__sighting seen[2 * COUNTED];
	size_t count;
	int has; /* the very sighting that was looked for */
} sightings;

static void find_waiting(schain__census *census, const schain__sighting *seen, sightings *ret_waiting)
{
	ret_waiting->count = 0;
	ret_waiting->has = 0;
	for (size_t i = 0; i < census->count; i++) {
		const schain__sighting *other = at(census, i);

		if (memcmp(other->key, seen->key, sizeof seen->key))
			continue;
		if (ret_waiting->count < 2 * COUNTED)
			ret_waiting->seen[ret_waiting->count++] = *other;
		ret_waiting->has |= !memcmp(other, seen, sizeof *seen);
	}
}

static int is_waiting(schain__census *census, const schain__sighting *seen)
{
	for (size_t i = census->count; i-- > 0;)
		if (!memcmp(at(census, i), seen, sizeof *seen))
			return 1;
	return 0;
}

static void put(schain__census *census, const schain__sighting *seen, const schain__sighting *any)
{
	size_t before = census->count;

	if (before + 2 > ROOM)
		return;
	if (!is_waiting(census, any))
		*at(census, census->count++) = *any;
	*at(census, census->count++) = *seen;
	if (!before || (before < BATCH && census->count >= BATCH))
		pthread_cond_signal(&census->changed);
}

/* What waits counts where neither the file has it nor an earlier one that waits. */
static void add_waiting(schain__census *census, const sightings *waiting, schain_prevalence_record *record)
{
	for (size_t i = 0; i < waiting->count; i++) {
		const schain__sighting *seen = &waiting->seen[i];
		int has_host = 0, has_day = 0;
		schain_time day = seen->day * SCHAIN__DAY;

		for (size_t j = 0; j < i; j++) {
			has_host |= !memcmp(waiting->seen[j].host, seen->host, sizeof seen->host);
			has_day |= waiting->seen[j].day == seen->day;
		}
		if (!has_host && record->hosts < COUNTED && !schain__prevalence_has_host(census->reader, seen))
			record->hosts++;
		if (!has_day && record->days < COUNTED && !schain__prevalence_has_day(census->reader, seen))
			record->days++;
		if (!record->first || day < record->first)
			record->first = day;
		if (day > record->last)
			record->last = day;
	}
}

/* `any`: counted with it; NULL: nothing is counted. */
static int look_up(schain__census *census, const schain__sighting *seen, const schain__sighting *any,
                   schain_prevalence_record *ret_record)
{
	sightings waiting;
	int failed;

	/* Before the file is read: what is written in between is in both, and counts once. */
	pthread_mutex_lock(&census->lock);
	find_waiting(census, seen, &waiting);
	pthread_mutex_unlock(&census->lock);
	schain__prevalence_hold(census->reader);
	failed = schain__prevalence_read(census->reader, seen->key, ret_record, NULL) != SCHAIN_OK;
	if (!failed)
		add_waiting(census, &waiting, ret_record);
	schain__prevalence_let_go(census->reader);
	/* And this one after it, lest it be written before it is looked for. */
	if (any && census->writer && !waiting.has) {
		pthread_mutex_lock(&census->lock);
		put(census, seen, any);
		pthread_mutex_unlock(&census->lock);
	}
	return failed ? -1 : 0;
}

int schain__census_see(schain__census *census, uint32_t kind, schain_string subject, schain_string host,
                       schain_time time, schain_prevalence_record *ret_record)
{
	schain__sighting seen, any;

	if (schain__sighting_init(&seen, kind, subject, host, time))
		return -1;
	schain__sighting_init(&any, SCHAIN_PREVALENCE_ANY, schain_string_of(NULL), host, time);
	return look_up(census, &seen, &any, ret_record);
}

int schain__census_total(schain__census *census, schain_prevalence_record *ret_total)
{
	schain__sighting any;

	memset(&any, 0, sizeof any);
	schain__prevalence_key(SCHAIN_PREVALENCE_ANY, schain_string_of(NULL), any.key);
	return look_up(census, &any, NULL, ret_total);
}

int schain__census_failure(schain__census *census, char *ret_message, size_t size)
{
	int is_new;

	pthread_mutex_lock(&census->lock);
	is_new = census->has_failed && !census->has_told;
	if (is_new) {
		census->has_told = 1;
		snprintf(ret_message, size, "%s", census->failure);
	}
	pthread_mutex_unlock(&census->lock);
	return is_new;
}
#else
schain_status schain__census_open(const char *path, uint64_t limit, int learns, schain__census **ret_census,
                                  schain_error *error)
{
	(void)limit, (void)learns, (void)ret_census;
	return schain__rep_error(error, SCHAIN_E_UNSUPPORTED, path, 0, "this library was built without SQLite");
}

void schain__census_close(schain__census *census)
{
	(void)census;
}

int schain__census_see(schain__census *census, uint32_t kind, schain_string subject, schain_string host,
                       schain_time time, schain_prevalence_record *ret_record)
{
	(void)census, (void)kind, (void)subject, (void)host, (void)time, (void)ret_record;
	return -1;
}

int schain__census_total(schain__census *census, schain_prevalence_record *ret_total)
{
	(void)census, (void)ret_total;
	return -1;
}

int schain__census_failure(schain__census *census, char *ret_message, size_t size)
{
	(void)census, (void)ret_message, (void)size;
	return 0;
}
#endif
