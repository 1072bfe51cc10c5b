/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_REPORT_SAMPLE_H
#define TESTS_REPORT_SAMPLE_H
/* A verdict made by hand, and a sink that keeps what is written. */
#include <supplychain/report.h>

/* The verdict's memory is the caller's, so that a test may change any part. */
struct sample {
	schain_verdict verdict;
	schain_signal signals[5];
	schain_verdict_file files[2];
	schain_verdict_process processes[4];
	schain_verdict_destination destinations[1];
	schain_verdict_gap gaps[1];
	schain_string isolate[1];
	schain_string preserve[2];
};

void sample_init(struct sample *sample);

struct sink {
	char data[65536];
	size_t length;
	size_t calls;
	size_t stop_after; /* calls before it says stop; 0: never */
};

int sink_write(void *context, const char *data, size_t size);
#endif
