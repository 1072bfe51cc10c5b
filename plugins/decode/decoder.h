/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_DECODER_H
#define SCHAIN_DECODE_DECODER_H
/*
 * Between the frame (unpacking, cutting into records, recognising the format,
 * batching) and the drivers, one for each format. A driver turns one record
 * into events; it never sees a file, a piece of a record or the callback.
 */
#include <supplychain/claim.h>
#include <supplychain/decode.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that may be read, though not used, behind every record (simdjson). */
#define SCHAIN__DECODE_PADDING 64

/* How an input is cut into records. */
enum schain__framing {
	SCHAIN__FRAMING_LINES, /* a record a line, LF or CRLF; blank lines skipped */
	SCHAIN__FRAMING_JSON,  /* JSON objects: a line each, concatenated, pretty-printed, or in one array */
	SCHAIN__FRAMING_XML,   /* <Event>...</Event> elements, a line each or not, any text between them */
	SCHAIN__FRAMING_ENTRIES, /* the journal's export format: fields, perhaps binary, up to an empty line */
	SCHAIN__FRAMING_WHOLE, /* the whole input is one record (.evtx) */
};

typedef struct schain__decode schain__decode; /* the frame, as a driver sees it */

/*
 * Room for one event and all it can point to, zeroed and with every
 * struct_size set. The driver fills in what it knows, and links the parts it
 * filled: nothing is linked beforehand.
 */
typedef struct schain__slot {
	schain_event event;
	schain_process process, parent, target;
	schain_file process_image, parent_image, target_image, file;
	schain_signature process_signature, file_signature;
	schain_connection connection;
	schain_dns dns;
	schain_registry registry;
	schain_package package;
	schain_integrity integrity;
	schain_claim claim;
} schain__slot;

typedef struct schain__driver {
	schain_format format;
	enum schain__framing framing;
	/*
	 * How sure the driver is that an input starting so is its own: 0 not, 100
	 * certain, -1 more bytes may tell. `is_all`: there are no more.
	 */
	int (*probe)(const char *data, size_t size, int is_all);
	/* NULL when memory is out, or an error was set. */
	void *(*open)(schain__decode *decode, schain_error *error);
	/*
	 * One record. Its bytes stay in place until the batch is handed over, so
	 * events may point into them. Returns SCHAIN_OK, SCHAIN_E_DAMAGED after
	 * schain__decode_problem(), or what a schain__decode_ call returned.
	 */
	schain_status (*record)(void *driver, const char *data, size_t size);
	/* Input ended: emit what is held back. May be NULL. */
	schain_status (*finish)(void *driver);
	void (*close)(void *driver);
} schain__driver;

/*
 * The next free slot; the same until committed. event.line, event.origin and
 * (where a host was configured) event.host are set.
 */
schain__slot *schain__decode_slot(schain__decode *decode);
/*
 * Takes the slot into the batch. When event.record_id is absent it becomes
 * event.record in decimal, or else a stable hash of the record's bytes.
 * Returns SCHAIN_OK or SCHAIN_E_CANCELLED (pass it on).
 */
schain_status schain__decode_commit(schain__decode *decode);
/* Bytes that live as long as the batch; aligned for pointers; NULL when memory is out. */
void *schain__decode_alloc(schain__decode *decode, size_t size);
schain_string schain__decode_copy(schain__decode *decode, const char *data, size_t size);
/* The words with spaces between them, as a command line. *failed is set when memory is out. */
schain_string schain__decode_join(schain__decode *decode, const schain_string *words, size_t count,
                                  schain_status *failed);
/* Memory that outlives the batch, by the caller's allocator. */
void *schain__decode_reserve(schain__decode *decode, size_t size);
void *schain__decode_resize(schain__decode *decode, void *block, size_t old_size, size_t size);
void schain__decode_release(schain__decode *decode, void *block, size_t size);
/* Line (from 1) and byte offset of the record at hand. */
uint64_t schain__decode_line(const schain__decode *decode);
uint64_t schain__decode_offset(const schain__decode *decode);
/*
 * FRAMING_WHOLE: the input's next own record begins. `number` from 1 takes the
 * place of the line, `offset` is in bytes; what follows is about this record.
 */
void schain__decode_part(schain__decode *decode, uint64_t number, uint64_t offset);
const schain_decoder_options *schain__decode_options(const schain__decode *decode);
/* A well-formed record of no use here. */
void schain__decode_ignore(schain__decode *decode);
/* A record or multi-record event that lacks parts, or whose text was not UTF-8, used all the same. */
void schain__decode_incomplete(schain__decode *decode);
/* The same of an event that was held back: where its first record was. */
void schain__decode_incomplete_at(schain__decode *decode, uint64_t line, uint64_t offset);
/*
 * The record at hand is damaged: counts and reports it with its place;
 * `column` from 1 or 0. Returns SCHAIN_E_DAMAGED, or SCHAIN_E_CANCELLED.
 */
schain_status schain__decode_problem(schain__decode *decode, uint64_t column, const char *message);

/* Times as logs write them, to nanoseconds since the epoch; 0 if it is none. */
/* "2020-10-12 22:33:11.468", "2020-10-12T22:33:11.468Z", with offset "+02:00"; no zone means UTC. */
schain_time schain__decode_time(const char *data, size_t size);
/* Unsigned decimal or 0x hex; 0 if it is none, *ret_ok tells (may be NULL). */
uint64_t schain__decode_number(const char *data, size_t size, int *ret_ok);

/* Length of the well-formed UTF-8 sequence at the start of `data`, or 0. */
size_t schain__decode_utf8_sequence(const char *data, size_t size);
/* Writes a code point, 4 bytes at most; returns how many. */
size_t schain__decode_utf8_put(char *out, uint32_t code);
/*
 * The script that an interpreter (shell, python, perl, node, ruby, php, lua,
 * tclsh, Rscript; java -jar) was started on: the first argument that is neither an option nor an option's
 * value, made absolute by the working directory. Absent where the code comes
 * from the command line, a module or the input. Borrowed or in the arena.
 */
schain_string schain__decode_script(schain__decode *decode, schain_string image,
                                    const schain_string *arguments, size_t count,
                                    schain_string directory);
/* A path made absolute, without ".", ".." and doubled slashes (POSIX). */
schain_string schain__decode_resolve(schain__decode *decode, schain_string path,
                                     schain_string directory);

/* The drivers, in drivers.c. */
extern const schain__driver *const schain__drivers[];

#ifdef __cplusplus
}
#endif
#endif
