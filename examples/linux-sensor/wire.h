/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SENSOR_WIRE_H
#define SENSOR_WIRE_H
/* What sensor.bpf.c puts into the ring buffer and source_bpf.c takes out of it. */

enum {
	WIRE_FORK = 1, /* the task forked `other` */
	WIRE_EXEC,     /* texts: program file, directory, name as given to execve, arguments */
	WIRE_EXIT,
	WIRE_WRITE,    /* texts: file */
	WIRE_RENAME,   /* texts: old name, its directory, new name, its directory */
	WIRE_LINK,     /* the same */
	WIRE_UNLINK,   /* texts: name, its directory */
	WIRE_MODE,     /* texts: name, its directory, or else file */
	WIRE_READ,     /* texts: file */
	WIRE_LOAD,     /* texts: file */
	WIRE_CONNECT,
	WIRE_LISTEN,
	WIRE_DNS,      /* texts: message */
};

enum {
	WIRE_TEXTS = 4,
	WIRE_TEXT_SIZE = 8192, /* a power of two; the last text may reach beyond it */
	WIRE_BEYOND = 4096,
	WIRE_DEPTH = 40,       /* directories of a path at most */
	WIRE_NAME_SIZE = 256,  /* NAME_MAX and its end */
	WIRE_PATH_SIZE = 2048, /* of a path that a program named */
	WIRE_ARGUMENTS_SIZE = 4096,
	WIRE_MESSAGE_SIZE = 1024,
};

/* wire_record.flags */
enum {
	WIRE_CUT = 1,     /* a text did not fit */
	WIRE_SCRIPT = 2,  /* of WIRE_EXEC: the kernel ran an interpreter for the file named */
	WIRE_BY_FILE = 4, /* of WIRE_MODE: by descriptor, so text 0 is a walked path */
};

/*
 * Texts follow the head one after another. A walked path is the names from the
 * file up to the root, each ended by a zero byte.
 */
struct wire_record {
	unsigned long long time;       /* nanoseconds since boot */
	unsigned long long start;      /* of the process, the same */
	unsigned long long root_inode; /* the task's root directory */
	unsigned long long inode;
	unsigned long long file_size;
	unsigned long long other_start; /* of WIRE_FORK: the child's */
	unsigned int root_device;      /* as the kernel has it: major << 20 | minor */
	unsigned int device;
	unsigned int type;
	unsigned int flags;
	unsigned int pid, parent_pid;
	unsigned int uid, login_uid;   /* (unsigned)-1: no login */
	unsigned int mount_namespace, pid_namespace;
	unsigned int mode;
	unsigned int other_pid;
	int result;
	unsigned int family, protocol, port;
	unsigned char address[16];
	unsigned int length[WIRE_TEXTS];
	char text[WIRE_TEXT_SIZE + WIRE_BEYOND];
};
#endif
