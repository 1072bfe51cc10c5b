/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well names that one program asks for are told to be generated, together.
 *
 *   asked FILE
 *
 * A line is "family,name". The names of a family are shuffled and asked for ten
 * or twenty at a time, by a program each. Prints the share of single names, and
 * of programs with a name that is called generated.
 */
#include <supplychain/egress.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 200000 };

static char *names[MOST];
static uint64_t state = 1;

static void shuffle(char **some, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		char *swap = some[i - 1];
		size_t k;

		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407); /* Knuth */
		k = (size_t)((state >> 33) % i);
		some[i - 1] = some[k];
		some[k] = swap;
	}
}

/* Is one of them called generated? */
static int is_found(schain_egress *egress, char **some, size_t count, uint64_t program)
{
	schain_destination destination = SCHAIN_DESTINATION_INIT;
	schain_destination_kind kind;
	int found = 0;

	destination.flags = SCHAIN_DESTINATION_ASKED;
	destination.product.data = (const char *)&program;
	destination.product.length = count > 1 ? sizeof program : 0;
	for (size_t i = 0; i < count; i++) {
		destination.name.data = some[i];
		destination.name.length = strlen(some[i]);
		if (schain_egress_classify(egress, &destination, &kind, NULL) == SCHAIN_OK)
			found |= (kind.reasons & SCHAIN_REASON_GENERATED) != 0;
	}
	return found;
}

static double share(char **some, size_t count, size_t group)
{
	schain_egress *egress;
	size_t groups = 0, found = 0;

	if (schain_egress_new(NULL, &egress, NULL) < 0)
		exit(3);
	for (size_t from = 0; from + group <= count; from += group)
		found += (size_t)is_found(egress, some + from, group, ++groups);
	schain_egress_free(egress);
	return groups ? 100.0 * (double)found / (double)groups : 0;
}

static void tell(const char *family, char **some, size_t count)
{
	if (count < 20) {
		printf("%-26s %8zu  too few\n", family, count);
		return;
	}
	shuffle(some, count);
	printf("%-26s %8zu %9.3f %% %9.3f %% %9.3f %%\n", family, count, share(some, count, 1),
	       share(some, count, 10), share(some, count, 20));
}

int main(int argc, char **argv)
{
	char line[512], family[sizeof line] = "";
	size_t count = 0;
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (!file) {
		fputs("usage: asked FILE\n", stderr);
		return 2;
	}
	printf("%-26s %8s %11s %11s %11s\n", "called generated", "names", "alone", "of ten", "of twenty");
	while (fgets(line, sizeof line, file) && count < MOST) {
		char *comma = strchr(line, ',');

		line[strcspn(line, "\r\n")] = 0;
		if (!comma)
			continue;
		*comma = 0;
		if (strcmp(family, line) && count) {
			tell(family, names, count);
			while (count)
				free(names[--count]);
		}
		strcpy(family, line);
		if (!(names[count++] = strdup(comma + 1)))
			return 3;
	}
	if (count)
		tell(family, names, count);
	while (count)
		free(names[--count]);
	fclose(file);
	return 0;
}
