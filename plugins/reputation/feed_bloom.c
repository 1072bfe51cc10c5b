/* SPDX-License-Identifier: Apache-2.0 */
/* Bloom files, kept whole beside the rest: nobody can tell what is in them. */
#include "reputation/feed.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Version 1 in eight bytes, and a filter of some hash functions. */
static int is_bloom(schain_string head, const char *path)
{
	static const unsigned char version[8] = { 1 };

	(void)path;
	return head.length > 48 && !memcmp(head.data, version, sizeof version);
}

static schain_status map_file(schain__feed *feed, schain_error *error)
{
	int file = open(feed->path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	void *map;

	if (file < 0 || fstat(file, &status)) {
		schain_status failed = schain__rep_io_error(error, feed->path, "cannot open");

		if (file >= 0)
			close(file);
		return failed;
	}
	feed->bloom_size = (uint64_t)status.st_size;
	map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	close(file);
	if (map == MAP_FAILED)
		return schain__rep_io_error(error, feed->path, "cannot map");
	feed->bloom = map;
	return SCHAIN_OK;
}

static schain_status read_bloom(schain__feed *feed, schain_error *error)
{
	schain_status status = map_file(feed, error);
	const char *wrong;
	uint64_t count;
	double rate;

	if (status != SCHAIN_OK)
		return status;
	wrong = schain__rep_bloom_check(feed->bloom, feed->bloom_size, &rate, &count);
	if (wrong)
		return schain__rep_error(error, SCHAIN_E_FORMAT, feed->path, 0, "%s", wrong);
	feed->entries = count;
	snprintf(feed->title, sizeof feed->title, "Bloom filter, wrong for 1 of %.0f", 1 / rate);
	return SCHAIN_OK;
}

const schain__feed_format schain__feed_bloom = { "bloom", is_bloom, read_bloom };
