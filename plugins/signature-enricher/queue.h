/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_ENRICHER_QUEUE_H
#define SCHAIN_SIGNATURE_ENRICHER_QUEUE_H
/* Files that wait to be verified: bounded, so that a flood of questions costs answers and not memory. */
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct question {
	uint64_t number;
	char *path; /* owned by whoever holds the question */
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct question *ring;
	size_t room, first, count;
	int is_closed;
};

/* 0, or -1. */
int queue_open(struct queue *queue, size_t room);
/* Ends the waiting of queue_take(). */
void queue_close(struct queue *queue);
/* Nobody uses it any more. */
void queue_free(struct queue *queue);
/* Takes over the question; -1 if there is no room. */
int queue_put(struct queue *queue, struct question question);
/* Waits for one; -1 once the queue is closed. */
int queue_take(struct queue *queue, struct question *ret_question);
int queue_is_closed(struct queue *queue);
#endif
