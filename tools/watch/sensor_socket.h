/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_TOOLS_SENSOR_SOCKET_H
#define SCHAIN_TOOLS_SENSOR_SOCKET_H
/* The connection to a running sensor, and the lines that come over it. */
#include <supplychain/base.h>

#define SENSOR_SOCKET "/run/supplychain/sensor.sock"

struct sensor_socket {
	const char *path;
	int descriptor;
	int is_greeted; /* a line has come */
	char *data;
	size_t first, length, capacity;
};

/* Returns 0, or -1 after a message that says what to do. */
int sensor_socket_open(struct sensor_socket *from, const char *path);
/* Takes in what is there, and waits if nothing is. Returns NULL, or why there is no more. */
const char *sensor_socket_receive(struct sensor_socket *from);
/* The next whole line without its end, valid until the next sensor_socket_receive(); 0 if there is none. */
int sensor_socket_line(struct sensor_socket *from, schain_string *ret_line);
void sensor_socket_close(struct sensor_socket *from);
#endif
