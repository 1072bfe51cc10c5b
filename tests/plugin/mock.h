/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_PLUGIN_MOCK_H
#define TESTS_PLUGIN_MOCK_H
/* A plugin that does what a test tells it, right or wrong. */
#include <supplychain/supplychain.h>

enum mock_manner {
	MOCK_AT_ONCE, /* posts inside ask */
	MOCK_SILENT,  /* has nothing to say */
	MOCK_LATER,   /* says pending; the test posts */
	MOCK_FAILING, /* ask returns an error */
};

/* What an instance does and what it was told; the tests look into it. */
typedef struct mock {
	enum mock_manner manner;
	schain_claim claim;   /* posted at once */
	size_t count;         /* how many times, in one answer */
	uint32_t times;       /* answers to one question */
	uint64_t number_off;  /* added to the question's number */
	schain_status open_status;
	const char *open_message;
	schain_status post_status; /* of the last post */
	const schain_plugin_host *host;
	uint64_t number;      /* of the last question */
	uint32_t asked;
	uint32_t subject_kind;
	uint32_t opened, closed;
	uint64_t pid;         /* of the process asked about */
	char subject[256], product[64], asked_host[64], other[80], image[256];
	int64_t numbers[8];   /* settings as open was given them */
	char texts[8][64];
	uint32_t is_given;    /* a bit for each */
} mock;
extern mock mock_state;

extern const schain_plugin_option mock_options[4];
/* All right; copies of it are made wrong. */
extern const schain_plugin mock_plugin;
extern const schain_enricher mock_enricher;

/* Lets `left` allocations succeed; counts the bytes that are held. */
typedef struct mock_budget {
	size_t left;
	size_t held;
} mock_budget;
schain_allocator mock_allocator(mock_budget *budget);

void mock_reset(void);
/* A claim for mock.claim. */
schain_claim mock_claim(uint32_t finding, const char *reason);
/* Posts mock.claim for a question, as a thread of the plugin would. */
schain_status mock_post(uint64_t number, size_t count);
#endif
