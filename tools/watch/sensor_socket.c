/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor_socket.h"

#include "command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Longest line taken; the engine's limits keep a verdict far below. */
#define LINE_LIMIT ((size_t)64 << 20)
enum { FIRST_CAPACITY = 65536 };

static int refuse(const char *path, int reason)
{
	const char *text = reason == ENOENT ? "there is no such socket; is supplychain-sensor running with --socket?"
	                   : reason == ECONNREFUSED ? "the sensor that listened there is gone"
	                   : reason == EACCES || reason == EPERM
	                       ? "not allowed: root, the sensor's user and its group may look on"
	                       : strerror(reason);

	complain("%s: %s", path, text);
	return -1;
}

/* Whoever else made it could show anything for a sensor's word. */
static int is_trusted(const char *path)
{
	struct stat about;

	if (stat(path, &about))
		return !refuse(path, errno);
	if (!S_ISSOCK(about.st_mode)) {
		complain("%s: is no socket", path);
		return 0;
	}
	if (about.st_uid && about.st_uid != geteuid()) {
		complain("%s: belongs neither to root nor to you: not taken for a sensor's", path);
		return 0;
	}
	return 1;
}

int sensor_socket_open(struct sensor_socket *from, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	*from = (struct sensor_socket){ .path = path, .descriptor = -1 };
	if (strlen(path) >= sizeof address.sun_path)
		return refuse(path, ENAMETOOLONG);
	strcpy(address.sun_path, path);
	if (!is_trusted(path))
		return -1;
	from->descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
	if (from->descriptor < 0 ||
	    connect(from->descriptor, (const struct sockaddr *)&address, sizeof address)) {
		refuse(path, errno);
		sensor_socket_close(from);
		return -1;
	}
	return 0;
}

/* What is left of a line moves to the front; then there is room behind it. */
static int make_room(struct sensor_socket *from)
{
	size_t capacity = from->capacity ? from->capacity : FIRST_CAPACITY;
	char *data;

	if (from->first)
		memmove(from->data, from->data + from->first, from->length);
	from->first = 0;
	while (capacity - from->length < FIRST_CAPACITY / 2)
		capacity *= 2;
	if (capacity == from->capacity)
		return 0;
	data = capacity <= LINE_LIMIT ? realloc(from->data, capacity) : NULL;
	if (!data)
		return -1;
	from->data = data;
	from->capacity = capacity;
	return 0;
}

const char *sensor_socket_receive(struct sensor_socket *from)
{
	ssize_t size;

	if (make_room(from))
		return "a line is too long for a sensor's";
	do
		size = recv(from->descriptor, from->data + from->length, from->capacity - from->length, 0);
	while (size < 0 && errno == EINTR);
	if (size <= 0)
		return from->is_greeted ? "the sensor has ended, or let go of one who did not keep up"
		                        : "not let in: it is for the sensor's group, and has few places";
	from->length += (size_t)size;
	return NULL;
}

int sensor_socket_line(struct sensor_socket *from, schain_string *ret_line)
{
	char *start = from->data + from->first, *end = from->length ? memchr(start, '\n', from->length) : NULL;

	if (!end)
		return 0;
	*ret_line = (schain_string){ start, (size_t)(end - start) };
	from->first += ret_line->length + 1;
	from->length -= ret_line->length + 1;
	from->is_greeted = 1;
	return 1;
}

void sensor_socket_close(struct sensor_socket *from)
{
	if (from->descriptor >= 0)
		close(from->descriptor);
	free(from->data);
	from->descriptor = -1;
	from->data = NULL;
}
