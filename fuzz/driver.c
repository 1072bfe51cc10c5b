/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzzer's entry point once on each file named, as libFuzzer's own main
 * does, for builds without it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0, capacity = 0, got;

	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 0;
	}
	do {
		if (size == capacity) {
			uint8_t *larger = realloc(data, capacity = capacity * 2 + 4096);

			if (!larger)
				abort();
			data = larger;
		}
		got = fread(data + size, 1, capacity - size, file);
		size += got;
	} while (got);
	fclose(file);
	printf("%s: %zu bytes\n", path, size);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 1;
}

int main(int argc, char **argv)
{
	int runs = 0;

	for (int i = 1; i < argc; i++)
		runs += run_file(argv[i]);
	printf("%d inputs\n", runs);
	return runs == 0;
}
