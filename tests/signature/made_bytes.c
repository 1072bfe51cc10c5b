/* SPDX-License-Identifier: Apache-2.0 */
#include "made.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[64];

void made_free(made_bytes *bytes)
{
	free(bytes->data);
	bytes->data = NULL;
	bytes->size = 0;
}

made_bytes made_copy(const void *data, size_t size)
{
	made_bytes bytes = { malloc(size + 1), size };

	if (!bytes.data)
		abort();
	if (size)
		memcpy(bytes.data, data, size);
	return bytes;
}

made_bytes made_join(made_bytes a, made_bytes b)
{
	made_bytes both = { malloc(a.size + b.size + 1), a.size + b.size };

	if (!both.data)
		abort();
	if (a.size)
		memcpy(both.data, a.data, a.size);
	if (b.size)
		memcpy(both.data + a.size, b.data, b.size);
	made_free(&a);
	made_free(&b);
	return both;
}

made_bytes made_der(int tag, made_bytes content)
{
	unsigned char head[6] = { (unsigned char)tag };
	size_t size = 2;

	if (content.size < 0x80) {
		head[1] = (unsigned char)content.size;
	} else {
		size_t length = content.size > 0xffff ? 3 : content.size > 0xff ? 2 : 1;

		head[1] = (unsigned char)(0x80 | length);
		for (size_t i = 0; i < length; i++)
			head[2 + i] = (unsigned char)(content.size >> 8 * (length - 1 - i));
		size = 2 + length;
	}
	return made_join(made_copy(head, size), content);
}

made_bytes made_oid(const char *dotted)
{
	ASN1_OBJECT *object = OBJ_txt2obj(dotted, 1);
	unsigned char *data = NULL;
	int size = object ? i2d_ASN1_OBJECT(object, &data) : -1;
	made_bytes bytes;

	if (size < 0)
		abort();
	bytes = made_copy(data, (size_t)size);
	OPENSSL_free(data);
	ASN1_OBJECT_free(object);
	return bytes;
}

static void remove_directory(void)
{
	char command[96];

	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	if (system(command) != 0)
		fprintf(stderr, "left behind: %s\n", directory);
}

const char *made_directory(void)
{
	if (!*directory) {
		strcpy(directory, "/tmp/schain-signature-XXXXXX");
		if (!mkdtemp(directory) || atexit(remove_directory) != 0)
			abort();
	}
	return directory;
}

const char *made_file(const char *name, const made_bytes *bytes)
{
	static char paths[16][256];
	static unsigned next;
	char *path = paths[next++ % 16];
	FILE *file;

	snprintf(path, sizeof paths[0], "%s/%s", made_directory(), name);
	file = fopen(path, "wb");
	if (!file || fwrite(bytes->data, 1, bytes->size, file) != bytes->size || fclose(file) != 0)
		abort();
	return path;
}
