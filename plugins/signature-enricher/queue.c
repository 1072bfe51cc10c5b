/* SPDX-License-Identifier: Apache-2.0 */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

int queue_open(struct queue *queue, size_t room)
{
	memset(queue, 0, sizeof *queue);
	queue->room = room;
	queue->ring = calloc(room, sizeof *queue->ring);
	if (!queue->ring)
		return -1;
	if (pthread_mutex_init(&queue->lock, NULL) != 0) {
		free(queue->ring);
		return -1;
	}
	if (pthread_cond_init(&queue->filled, NULL) != 0) {
		pthread_mutex_destroy(&queue->lock);
		free(queue->ring);
		return -1;
	}
	return 0;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->is_closed = 1;
	pthread_cond_broadcast(&queue->filled);
	pthread_mutex_unlock(&queue->lock);
}

void queue_free(struct queue *queue)
{
	for (; queue->count; queue->count--) {
		free(queue->ring[queue->first].path);
		queue->first = (queue->first + 1) % queue->room;
	}
	pthread_cond_destroy(&queue->filled);
	pthread_mutex_destroy(&queue->lock);
	free(queue->ring);
}

int queue_put(struct queue *queue, struct question question)
{
	int is_put;

	pthread_mutex_lock(&queue->lock);
	is_put = queue->count < queue->room && !queue->is_closed;
	if (is_put) {
		queue->ring[(queue->first + queue->count++) % queue->room] = question;
		pthread_cond_signal(&queue->filled);
	}
	pthread_mutex_unlock(&queue->lock);
	return is_put ? 0 : -1;
}

int queue_take(struct queue *queue, struct question *ret_question)
{
	int is_taken;

	pthread_mutex_lock(&queue->lock);
	while (!queue->count && !queue->is_closed)
		pthread_cond_wait(&queue->filled, &queue->lock);
	is_taken = !queue->is_closed;
	if (is_taken) {
		*ret_question = queue->ring[queue->first];
		queue->first = (queue->first + 1) % queue->room;
		queue->count--;
	}
	pthread_mutex_unlock(&queue->lock);
	return is_taken ? 0 : -1;
}

int queue_is_closed(struct queue *queue)
{
	int is_closed;

	pthread_mutex_lock(&queue->lock);
	is_closed = queue->is_closed;
	pthread_mutex_unlock(&queue->lock);
	return is_closed;
}
