/* SPDX-License-Identifier: Apache-2.0 */
#include "identity.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum {
	CONTAINERS = 64, /* remembered; a name is looked up once for each */
	ID_DIGITS = 64,  /* of a container's id, as all runtimes have it */
	ID_SHOWN = 12,
	BOOT_SHIFT = 36, /* bits for hundredths of a second: 21 years */
	BOOT_MASK = 0xffff,
};

struct container {
	struct identity_root root;
	char name[IDENTITY_HOST_SIZE];
};

struct identity {
	const char *host;
	uint64_t boot;
	struct identity_root homes[2]; /* by stat, and by a source */
	struct container containers[CONTAINERS];
	size_t count;
};

/* A few bits of the boot's random id (FNV-1a, folded). */
static uint64_t boot_mark(void)
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	uint32_t mark = 2166136261u;
	int c;

	if (!file)
		return 0;
	while ((c = getc(file)) != EOF)
		mark = (mark ^ (uint32_t)c) * 16777619u;
	fclose(file);
	return (mark ^ mark >> 16) & BOOT_MASK;
}

struct identity *identity_new(const char *host)
{
	struct identity *identity = calloc(1, sizeof *identity);
	struct stat root;

	if (!identity || stat("/", &root)) {
		fprintf(stderr, "supplychain-sensor: /: %s\n", strerror(errno));
		free(identity);
		return NULL;
	}
	identity->host = host;
	identity->boot = boot_mark();
	identity->homes[0].device = major(root.st_dev) << 20 | minor(root.st_dev);
	identity->homes[0].inode = root.st_ino;
	identity->homes[1] = identity->homes[0];
	return identity;
}

void identity_add_home(struct identity *identity, const struct identity_root *root)
{
	identity->homes[1] = *root;
}

void identity_free(struct identity *identity)
{
	free(identity);
}

/* The last run of 64 hexadecimal digits in a task's control groups. Returns 0, or -1 if there is none. */
static int find_id(unsigned int pid, char *id)
{
	char path[48], line[4096];
	int status = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%u/cgroup", pid);
	file = fopen(path, "re");
	if (!file)
		return -1;
	while (fgets(line, sizeof line, file)) {
		size_t run = 0;

		for (const char *at = line; *at; at++) {
			run = isxdigit((unsigned char)*at) ? run + 1 : 0;
			if (run == ID_DIGITS) {
				memcpy(id, at + 1 - ID_DIGITS, ID_SHOWN);
				id[ID_SHOWN] = 0;
				status = 0;
			}
		}
	}
	fclose(file);
	return status;
}

static void name_container(const struct identity *identity, struct container *container, unsigned int pid)
{
	char id[ID_SHOWN + 1];

	if (!find_id(pid, id))
		snprintf(container->name, sizeof container->name, "%.255s/%s", identity->host, id);
	else
		snprintf(container->name, sizeof container->name, "%.255s/%u-%u-%llu", identity->host,
		         container->root.mount_namespace, container->root.device, container->root.inode);
}

schain_string identity_home(const struct identity *identity)
{
	return schain_string_of(identity->host);
}

schain_string identity_host(struct identity *identity, const struct identity_root *root, unsigned int pid)
{
	struct container *container;

	for (size_t i = 0; i < sizeof identity->homes / sizeof *identity->homes; i++)
		if (root->device == identity->homes[i].device && root->inode == identity->homes[i].inode)
			return schain_string_of(identity->host);
	for (size_t i = 0; i < identity->count && i < CONTAINERS; i++) {
		container = &identity->containers[i];
		if (container->root.device == root->device && container->root.inode == root->inode &&
		    container->root.mount_namespace == root->mount_namespace)
			return schain_string_of(container->name);
	}
	container = &identity->containers[identity->count++ % CONTAINERS];
	container->root = *root;
	name_container(identity, container, pid);
	return schain_string_of(container->name);
}

int64_t identity_start(const struct identity *identity, uint64_t ticks)
{
	return (int64_t)(identity->boot << BOOT_SHIFT | (ticks + 1));
}

schain_string identity_user(char *buffer, unsigned int user, unsigned int login)
{
	if (login == (unsigned int)-1 || login == user)
		snprintf(buffer, IDENTITY_USER_SIZE, "%u", user);
	else
		snprintf(buffer, IDENTITY_USER_SIZE, "%u (login %u)", user, login);
	return schain_string_of(buffer);
}
