/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_PROCFS_H
#define SENSOR_PROCFS_H
/* What /proc tells of a process that runs. */
#include "identity.h"

enum { PROCFS_PATH_SIZE = 4096 };

/* A process with what it points to. */
struct procfs_process {
	schain_process process;
	schain_file image;
	schain_string host; /* valid until identity_host() is called again */
	char program[PROCFS_PATH_SIZE], folder[PROCFS_PATH_SIZE], command[PROCFS_PATH_SIZE];
	char user[IDENTITY_USER_SIZE];
};

/* Parent and start, in hundredths of a second since boot. Returns 0, or -1 if there is none by now. */
int procfs_stat(unsigned int pid, unsigned int *ret_parent, uint64_t *ret_start);
/* Its endpoint; this machine if it is gone. */
schain_string procfs_host(struct identity *identity, unsigned int pid);
/* All of it. Returns 0, or -1 for a thread of the kernel, or if it is gone. */
int procfs_read(struct identity *identity, unsigned int pid, struct procfs_process *ret_process);
#endif
