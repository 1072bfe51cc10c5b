/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include "base/platform.h"

#if defined(_WIN32)
#include <stdlib.h>
#include <string.h>
/* Declared by hand: <stdlib.h> hides it unless _CRT_RAND_S is set first. */
int rand_s(unsigned int *value);

int schain__random(void *buffer, size_t size)
{
	unsigned char *out = buffer;

	while (size) {
		unsigned int value;
		size_t part = size < sizeof value ? size : sizeof value;

		if (rand_s(&value))
			return -1;
		memcpy(out, &value, part);
		out += part;
		size -= part;
	}
	return 0;
}
#elif defined(HAVE_GETENTROPY)
#include <unistd.h>
#if defined(HAVE_SYS_RANDOM_H)
#include <sys/random.h>
#endif

int schain__random(void *buffer, size_t size)
{
	unsigned char *out = buffer;

	while (size) {
		size_t part = size < 256 ? size : 256; /* POSIX.1-2024: 256 bytes a call */

		if (getentropy(out, part))
			return -1;
		out += part;
		size -= part;
	}
	return 0;
}
#else
#include <stdio.h>

int schain__random(void *buffer, size_t size)
{
	FILE *file = fopen("/dev/urandom", "rb");
	size_t got;

	if (!file)
		return -1;
	got = fread(buffer, 1, size, file);
	fclose(file);
	return got == size ? 0 : -1;
}
#endif
