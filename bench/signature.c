/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verifying costs in processor time, against reading and hashing the same
 * file in the same run, both from the page cache; and how many files a second
 * are answered. Called by signature.sh:
 *
 *   bench/signature TRUST LARGE SMALL FOLDER
 */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <supplychain/signature.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 262144, ROUNDS = 7, MOST_FILES = 20000 };

/* Of the processor, user and system: a machine that does other things too says the same. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void must(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s failed\n", what);
	exit(1);
}

static double hash_file(const char *path)
{
	static unsigned char chunk[CHUNK];
	unsigned char value[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	double began = now();
	int file = open(path, O_RDONLY);
	ssize_t got;

	must(context && file >= 0 && EVP_DigestInit_ex(context, EVP_sha256(), NULL), path);
	while ((got = read(file, chunk, sizeof chunk)) > 0)
		EVP_DigestUpdate(context, chunk, (size_t)got);
	EVP_DigestFinal_ex(context, value, NULL);
	close(file);
	EVP_MD_CTX_free(context);
	return now() - began;
}

static double verify_file(schain_verifier *verifier, const char *path)
{
	schain_verify_request request = SCHAIN_VERIFY_REQUEST_INIT;
	const schain_signature_report *report;
	double began = now();

	request.path = path;
	request.flags = SCHAIN_REQUEST_NO_CACHE;
	must(schain_verifier_check(verifier, &request, &report, NULL) == SCHAIN_OK &&
	             report->status == SCHAIN_VERIFY_VALID,
	     path);
	schain_signature_report_unref(report);
	return now() - began;
}

static double least(double a, double b)
{
	return a < b ? a : b;
}

/* By turns, so that both meet the same machine. */
static void compare(schain_verifier *verifier, const char *name, const char *path)
{
	double hash = 1e9, verify = 1e9;
	struct stat file;

	must(stat(path, &file) == 0, path);
	for (int i = 0; i < ROUNDS; i++) {
		hash = least(hash, hash_file(path));
		verify = least(verify, verify_file(verifier, path));
	}
	printf("%-28s %10.1f MB  hash %8.2f ms  verify %8.2f ms  ratio %.2f, over %.2f ms\n", name,
	       (double)file.st_size / 1e6, hash * 1e3, verify * 1e3, verify / hash,
	       (verify - 1.2 * hash) * 1e3);
}

static void count_cached(const char *folder)
{
	schain_verifier_options options = SCHAIN_VERIFIER_OPTIONS_INIT;
	schain_verifier_statistics statistics = SCHAIN_VERIFIER_STATISTICS_INIT;
	schain_verifier *verifier;
	double began, first, again;
	int count = 0;

	options.cache_limit = 64 << 20;
	must(schain_verifier_new(&options, &verifier, NULL) == SCHAIN_OK, "verifier");
	for (int round = 0; round < 2; round++) {
		began = now();
		for (count = 0; count < MOST_FILES; count++) {
			const schain_signature_report *report;
			char path[512];

			snprintf(path, sizeof path, "%s/%d", folder, count);
			if (schain_verifier_check_file(verifier, path, &report, NULL) != SCHAIN_OK)
				break;
			schain_signature_report_unref(report);
		}
		if (!round)
			first = now() - began;
		else
			again = now() - began;
	}
	must(schain_verifier_get_statistics(verifier, &statistics, NULL) == SCHAIN_OK && count > 0 &&
	             statistics.same_file == (uint64_t)count,
	     "cache");
	printf("%d small files: %.0f a second at first, %.0f a second from the cache\n", count,
	       count / first, count / again);
	schain_verifier_free(verifier);
}

int main(int argc, char **argv)
{
	schain_verifier *verifier;
	struct rusage before, after;

	if (argc != 5)
		return 2;
	must(schain_verifier_new(NULL, &verifier, NULL) == SCHAIN_OK, "verifier");
	must(schain_verifier_add_trust(verifier, argv[1], SCHAIN_USAGE_CODE, NULL) == SCHAIN_OK, argv[1]);
	getrusage(RUSAGE_SELF, &before);
	compare(verifier, "large file", argv[2]);
	getrusage(RUSAGE_SELF, &after);
	printf("memory: %ld kB in all, %ld kB of it for the large file\n", after.ru_maxrss,
	       after.ru_maxrss - before.ru_maxrss);
	compare(verifier, "small file", argv[3]);
	schain_verifier_free(verifier);
	count_cached(argv[4]);
	return 0;
}
