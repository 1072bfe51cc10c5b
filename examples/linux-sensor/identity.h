/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_IDENTITY_H
#define SENSOR_IDENTITY_H
/* How events name processes, users and endpoints, whatever source they come from. */
#include <supplychain/supplychain.h>

enum { IDENTITY_HOST_SIZE = 400, IDENTITY_USER_SIZE = 48 };

/* What makes a task an endpoint of its own: a root directory that is not the sensor's. */
struct identity_root {
	unsigned int mount_namespace, device; /* device: major << 20 | minor, as the kernel has it */
	unsigned long long inode;
};

struct identity;

/* NULL after a message on standard error. `host` is borrowed. */
struct identity *identity_new(const char *host);
void identity_free(struct identity *identity);
/* The sensor's own root directory, by the numbers that a source has: some file systems show others in stat. */
void identity_add_home(struct identity *identity, const struct identity_root *root);
/*
 * The endpoint of a task: this machine, or its name with a slash and the
 * container's id (or the root's numbers, where the control group tells none).
 * Valid until the next call.
 */
schain_string identity_host(struct identity *identity, const struct identity_root *root, unsigned int pid);
/* This machine. */
schain_string identity_home(const struct identity *identity);
/*
 * A process's start as events have it, from the kernel's hundredths of a second
 * since boot: never 0, and another after a reboot.
 */
int64_t identity_start(const struct identity *identity, uint64_t ticks);
/* login: (unsigned)-1 if nobody logged in. */
schain_string identity_user(char *buffer, unsigned int user, unsigned int login);
#endif
