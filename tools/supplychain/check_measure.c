/* SPDX-License-Identifier: Apache-2.0 */
/* What conformance checks measure of the process and of time. */
#include "check.h"

#include <dirent.h>
#include <stdlib.h>
#include <time.h>

/* Far above what a look-up takes, and far below what a look over the network does. */
#define PROMPT (20 * SCHAIN_SECOND / 1000)

int64_t check_clock(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now))
		return 0;
	return now.tv_sec * SCHAIN_SECOND + now.tv_nsec;
}

void check_sleep(int64_t nanoseconds)
{
	struct timespec span = { (time_t)(nanoseconds / SCHAIN_SECOND),
		                     (long)(nanoseconds % SCHAIN_SECOND) };

	while (nanosleep(&span, &span))
		continue;
}

uint64_t check_random(uint64_t *state)
{
	/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

void check_prompt(struct trial *trial, const char *call, int64_t *spent, size_t count)
{
	int64_t median;

	/* The median: a busy machine delays one call or the other. */
	qsort(spent, count, sizeof *spent, by_size);
	median = spent[count / 2];
	if (median > PROMPT)
		trial_found(trial, "do in a thread of the plugin's what takes time",
		            "%s takes %lld ms, while the product's feed waits", call,
		            (long long)(median / (SCHAIN_SECOND / 1000)));
}

static size_t count_entries(const char *path)
{
	DIR *directory = opendir(path);
	size_t count = 0;

	if (!directory)
		return 0;
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

size_t check_threads(void)
{
	return count_entries("/proc/self/task");
}

size_t check_descriptors(void)
{
	return count_entries("/proc/self/fd");
}
