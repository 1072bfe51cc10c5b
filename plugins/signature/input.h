/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_SIGNATURE_INPUT_H
#define SCHAIN_SIGNATURE_INPUT_H
/*
 * The file at hand: opened so that nothing can make us wait, looked into where
 * its format says, and read once from end to end past all that hash it.
 */
#include "signature/crypto.h"
#include "signature/pool.h"

#include <supplychain/signature.h>

enum {
	SCHAIN__SIG_HEAD = 4096,    /* bytes of the front, for recognising */
	SCHAIN__SIG_CHUNK = 262144, /* larger ones gain nothing, and mapping is slower: doc/signature.md */
};

struct stat;
/* st_mtime with its fraction, as nanoseconds. */
int64_t schain__sig_modified(const struct stat *stat);

/* What makes a file the same file, unchanged. */
typedef struct schain__sig_file_key {
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds */
} schain__sig_file_key;

typedef struct schain__sig_input {
	int descriptor;
	int is_owned; /* opened here */
	schain_error *error; /* of the check at hand, for those who read through a source; may be NULL */
	uint64_t size;
	schain__sig_file_key key;
	size_t head_size;
	unsigned char head[SCHAIN__SIG_HEAD];
	uint64_t bytes; /* read so far */
} schain__sig_input;

/* Takes the file's bytes as they are read, each once, in order. */
typedef struct schain__sig_sink {
	struct schain__sig_sink *next;
	void (*take)(struct schain__sig_sink *sink, uint64_t offset, const unsigned char *data,
	             size_t size);
} schain__sig_sink;

schain_status schain__sig_input_open(schain__sig_input *input, const schain_verify_request *request,
                                     uint64_t limit, schain_error *error);
void schain__sig_input_close(schain__sig_input *input);
/* Reads the head; then the rest of the functions may be used. */
schain_status schain__sig_input_begin(schain__sig_input *input, schain_error *error);
/* All of [offset, offset + size), or SCHAIN_E_IO; behind the end it is an error too. */
schain_status schain__sig_input_read(schain__sig_input *input, uint64_t offset, void *buffer,
                                     size_t size, schain_error *error);
/* Reads all of it in chunks of `buffer` (SCHAIN__SIG_CHUNK bytes). */
schain_status schain__sig_input_scan(schain__sig_input *input, schain__sig_sink *sinks, void *buffer,
                                     const schain_verifier_options *options, schain_error *error);
/* SCHAIN_E_IO if it is not what it was when it was opened. */
schain_status schain__sig_input_finish(schain__sig_input *input, schain_error *error);

/* A sink that hashes some ranges of the file, in ascending order. */
typedef struct schain__sig_range {
	uint64_t begin, end;
} schain__sig_range;

enum { SCHAIN__SIG_RANGES = 8 };

typedef struct schain__sig_range_digest {
	schain__sig_sink sink;
	enum schain__sig_digest digest;
	size_t count, at;
	schain__sig_range ranges[SCHAIN__SIG_RANGES];
	size_t zeros; /* zero bytes hashed behind the last */
	EVP_MD_CTX *context;
	int has_failed;
} schain__sig_range_digest;

/* `ranges` are disjoint and ascending; empty ones are left out. 0, or -1 when memory is out. */
int schain__sig_range_digest_init(schain__sig_range_digest *self, const schain__sig_crypto *crypto,
                                  enum schain__sig_digest digest, const schain__sig_range *ranges,
                                  size_t count, size_t zeros);
/* The value so far, and behind it no more is taken. 0, or -1. */
int schain__sig_range_digest_finish(schain__sig_range_digest *self,
                                    unsigned char ret_value[EVP_MAX_MD_SIZE]);
void schain__sig_range_digest_clear(schain__sig_range_digest *self);
#endif
