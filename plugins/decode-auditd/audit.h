/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_AUDIT_H
#define SCHAIN_DECODE_AUDIT_H
/*
 * Linux audit logs. A line is cut into stamp and fields (line.c, field.c),
 * lines of one event are joined (pending.c), read into facts (facts.c), and
 * told as events (process.c, file.c, network.c, message.c).
 */
#include "decode/decoder.h"

#include <string.h>

/* Record types of use here, by their numbers in linux/audit.h. */
enum {
	AUDIT_TYPE_SOFTWARE_UPDATE = 1138,
	AUDIT_TYPE_SYSCALL = 1300,
	AUDIT_TYPE_PATH = 1302,
	AUDIT_TYPE_SOCKADDR = 1306,
	AUDIT_TYPE_CWD = 1307,
	AUDIT_TYPE_EXECVE = 1309,
	AUDIT_TYPE_KERN_MODULE = 1330,
	AUDIT_TYPE_OPENAT2 = 1337,
	AUDIT_TYPE_INTEGRITY_DATA = 1800,
	AUDIT_TYPE_LOSS = 65535, /* of ours: stands for a message of lost records */
};

static inline schain_string schain__audit_string(const char *data, size_t length)
{
	schain_string string = { data, length };

	return string;
}

static inline int schain__audit_is(schain_string string, const char *text)
{
	return string.length == strlen(text) && !memcmp(string.data, text, string.length);
}

static inline int schain__audit_starts(schain_string string, const char *text)
{
	size_t length = strlen(text);

	return string.length >= length && !memcmp(string.data, text, length);
}

/* ---- field.c: fields and their values ---- */

typedef struct schain__audit_field {
	schain_string key;
	schain_string value; /* without quotes */
	int is_quoted;       /* taken as it is: no hex in there */
} schain__audit_field;

/* Takes the next field off `rest`; text without '=' is passed over. Returns 0 at the end. */
int schain__audit_next(schain_string *rest, schain__audit_field *ret_field);
/* Whether the field says nothing: (null), (none), (unknown), ? or empty. */
int schain__audit_is_void(const schain__audit_field *field);
/* Position of a text from `from` on, or SIZE_MAX. */
size_t schain__audit_search(schain_string string, const char *text, size_t from);
/* Unsigned numbers that fill the whole string. Return 0 when they do not. */
int schain__audit_decimal(schain_string text, uint64_t *ret_number);
int schain__audit_hexadecimal(schain_string text, uint64_t *ret_number);
int schain__audit_octal(schain_string text, uint64_t *ret_number);
/* Bytes of hex text; `out` has room for half its length. Returns 0 if it is not hex. */
int schain__audit_unhex(schain_string text, char *out);

/* ---- line.c: one line ---- */

enum schain__audit_line_kind {
	AUDIT_LINE_RECORD,
	AUDIT_LINE_LOSS,    /* the kernel or the daemon says what it lost */
	AUDIT_LINE_OTHER,   /* no audit record, and none was meant */
	AUDIT_LINE_DAMAGED, /* see message and column */
};

typedef struct schain__audit_line {
	uint32_t type;     /* 0: of no use here */
	uint32_t fraction; /* nanoseconds */
	uint64_t seconds;
	uint64_t serial;
	schain_string node; /* node= or the syslog header's host; absent if neither */
	schain_string body; /* what follows the stamp */
	uint64_t lost;      /* of AUDIT_LINE_LOSS: the kernel's running total, or 0 if it gives none */
	size_t column;
	const char *message;
} schain__audit_line;

enum schain__audit_line_kind schain__audit_read_line(schain_string text,
                                                     schain__audit_line *ret_line);
/* See schain__driver.probe. */
int schain__audit_probe(const char *data, size_t size, int is_all);

/* ---- pending.c: events whose lines are still coming ---- */

typedef struct schain__audit_record {
	uint32_t type;
	uint32_t offset; /* of its body in the group's text */
	uint32_t length;
	uint32_t order[2]; /* its place among those of its type: item, or argument and piece */
	uint64_t line;
	uint64_t input_offset; /* of its line */
} schain__audit_record;

typedef struct schain__audit_node schain__audit_node;

typedef struct schain__audit_group {
	struct schain__audit_group *next; /* in its bucket, or of the free ones */
	schain__audit_node *node;
	uint64_t seconds;
	uint64_t serial;
	uint32_t fraction;
	uint32_t count;
	uint32_t capacity;
	uint32_t text_length;
	uint32_t text_capacity;
	int overflowed;  /* records were dropped: too many of them */
	schain_time due; /* log time from which it is complete */
	schain__audit_record *records;
	char *text;
} schain__audit_group;

typedef struct schain__audit schain__audit;

schain_status schain__audit_join_open(schain__audit *audit);
/* Adds a record to its event. SCHAIN_E_MEMORY, or what telling others returned. */
schain_status schain__audit_join(schain__audit *audit, const schain__audit_line *line);
/* Holds a message of lost records, which has no stamp, at the time its host's log has reached. */
schain_status schain__audit_join_loss(schain__audit *audit, const schain__audit_line *line);
/* Tells all that is pending, in order of time. */
schain_status schain__audit_join_finish(schain__audit *audit);
void schain__audit_join_close(schain__audit *audit);
static inline schain_string schain__audit_body(const schain__audit_group *group,
                                               const schain__audit_record *record)
{
	return schain__audit_string(group->text + record->offset, record->length);
}

/* ---- syscall.c: which call does what ---- */

enum schain__audit_operation {
	AUDIT_CALL_OTHER,
	AUDIT_CALL_EXEC,
	AUDIT_CALL_FORK,
	AUDIT_CALL_CLONE, /* a thread or a process, by its flags */
	AUDIT_CALL_OPEN,
	AUDIT_CALL_OPEN2, /* flags behind a pointer */
	AUDIT_CALL_CREATE,
	AUDIT_CALL_TRUNCATE,
	AUDIT_CALL_SYMLINK,
	AUDIT_CALL_RENAME,
	AUDIT_CALL_LINK,
	AUDIT_CALL_UNLINK,
	AUDIT_CALL_DIRECTORY, /* makes one: no event, but a path to remember */
	AUDIT_CALL_MODE,
	AUDIT_CALL_ATTRIBUTE,
	AUDIT_CALL_CONNECT,
	AUDIT_CALL_SEND,
	AUDIT_CALL_BIND,
	AUDIT_CALL_ACCEPT,
	AUDIT_CALL_SOCKET, /* socketcall: which one is in a0 */
	AUDIT_CALL_EXIT,
	AUDIT_CALL_MODULE,
};

enum { AUDIT_NO_ARGUMENT = -1 };

/* O_TMPFILE without its O_DIRECTORY, on the architectures of syscall.c. */
#define AUDIT_OPEN_NAMELESS 020000000u

typedef struct schain__audit_call {
	enum schain__audit_operation operation;
	int directory;     /* argument with the directory of the first path, or -1: current one */
	int new_directory; /* the same of the second path */
	int detail;        /* argument with flags or mode, or -1 */
} schain__audit_call;

/* NULL for calls of no use here. `name` (enriched logs) serves where the architecture is unknown. */
const schain__audit_call *schain__audit_call_find(uint32_t architecture, uint64_t number,
                                                  schain_string name);

/* ---- facts.c: what the records of one event say ---- */

enum schain__audit_role {
	AUDIT_PATH_OTHER,
	AUDIT_PATH_NORMAL,
	AUDIT_PATH_CREATE,
	AUDIT_PATH_DELETE,
	AUDIT_PATH_PARENT,
};

typedef struct schain__audit_path {
	enum schain__audit_role role;
	uint32_t mode;      /* st_mode before the call; 0 unknown */
	uint64_t inode;     /* 0 unknown */
	uint64_t device;    /* major << 20 | minor, as the kernel has it */
	schain_string name; /* as the process gave it; absent if (null) */
	schain_string path; /* absolute and clean; absent if it cannot be known */
} schain__audit_path;

enum { AUDIT_MOST_PATHS = 32, AUDIT_MOST_ARGUMENTS = 32, AUDIT_CALL_ARGUMENTS = 4 };

typedef struct schain__audit_facts {
	const schain__audit_group *group;
	const schain__audit_call *call;
	uint64_t line; /* of the SYSCALL record */
	int has_syscall;
	int succeeded; /* 1, 0, or -1 when not said */
	int is_incomplete;
	uint32_t architecture;
	uint64_t number;
	int64_t result;
	uint64_t argument[AUDIT_CALL_ARGUMENTS];
	uint64_t pid, parent_pid;
	uint64_t expected_paths;
	uint64_t open_flags; /* of the call, or of its OPENAT2 record */
	schain_string name;  /* of the call, in enriched logs */
	schain__audit_field image_field;
	schain_string user; /* number, or name in enriched logs */
	schain__audit_field module_field;
	schain_string address;      /* hex of the socket address */
	schain_string address_text; /* the same, enriched */
	/* From here on in the batch's memory. */
	schain_string image;
	schain_string directory;
	schain_string command_line;
	schain_string arguments[AUDIT_MOST_ARGUMENTS];
	size_t argument_count;
	schain__audit_path paths[AUDIT_MOST_PATHS];
	size_t path_count;
} schain__audit_facts;

/* Sorts the group's records and drops what came twice. */
void schain__audit_sort(schain__audit_group *group);
/* What the SYSCALL record says, without a copy. */
void schain__audit_read_call(const schain__audit_group *group, schain__audit_facts *ret_facts);
/* The rest, copied: image, directory, paths, arguments, address. */
void schain__audit_read_rest(schain__audit *audit, schain__audit_facts *facts);

/* ---- path.c, known.c: names ---- */

/* A kept name made absolute and clean, in the batch's memory; absent if it cannot be. */
schain_string schain__audit_join_path(schain__audit *audit, schain_string directory,
                                      schain_string name);
schain_string schain__audit_base_name(schain_string path);
/* Fills in each path of the facts, and remembers what it learned. Needs their call. */
schain_status schain__audit_resolve(schain__audit *audit, schain__audit_facts *facts);

/* Where an inode was last seen. The answer is borrowed until the next call of put. */
typedef struct schain__audit_known schain__audit_known;
schain__audit_known *schain__audit_known_new(schain__decode *decode);
void schain__audit_known_free(schain__audit_known *known, schain__decode *decode);
schain_string schain__audit_known_get(const schain__audit_known *known, uint64_t node,
                                      uint64_t device, uint64_t inode);
/* SCHAIN_OK or SCHAIN_E_MEMORY. */
schain_status schain__audit_known_put(schain__audit_known *known, schain__decode *decode,
                                      uint64_t node, uint64_t device, uint64_t inode,
                                      schain_string path);
void schain__audit_known_forget(schain__audit_known *known, uint64_t node, uint64_t device,
                                uint64_t inode);
/* Forgets what lay in a directory: it was renamed or removed. */
void schain__audit_known_forget_below(schain__audit_known *known, uint64_t node, schain_string path);

/* ---- address.c ---- */

enum schain__audit_family { AUDIT_FAMILY_OTHER, AUDIT_FAMILY_UNIX, AUDIT_FAMILY_INET };

enum { AUDIT_ADDRESS_TEXT = 112 };

typedef struct schain__audit_address {
	enum schain__audit_family family;
	uint32_t port;
	size_t length;
	char text[AUDIT_ADDRESS_TEXT]; /* address, or path of a unix socket ('@' first if abstract) */
} schain__audit_address;

/* From hex. `big_endian`: the host's order, which the family is in. */
void schain__audit_address_read(schain_string hex, int big_endian,
                                schain__audit_address *ret_address);
/* From the enriched form, "saddr_fam=inet laddr=192.0.2.1 lport=53". */
void schain__audit_address_read_text(schain_string fields, schain__audit_address *ret_address);

/* ---- process.c, file.c, network.c, message.c: facts to events ---- */

schain_status schain__audit_tell_process(schain__audit *audit, schain__audit_facts *facts);
schain_status schain__audit_tell_file(schain__audit *audit, schain__audit_facts *facts);
schain_status schain__audit_tell_network(schain__audit *audit, schain__audit_facts *facts);
/* Records that stand alone: package updates, integrity reports, losses. */
schain_status schain__audit_tell_message(schain__audit *audit, const schain__audit_group *group,
                                         const schain__audit_record *record, int call_succeeded);

/* ---- tell.c: what all events have in common ---- */

/* Tells an event whose records are together. */
schain_status schain__audit_tell(schain__audit *audit, schain__audit_group *group);
/* A slot with time, identity and host of the event. */
schain__slot *schain__audit_slot(schain__audit *audit, const schain__audit_group *group,
                                 uint32_t type, uint64_t line);
/* Fills in and links slot->process, the process of the facts. */
void schain__audit_set_process(schain__slot *slot, const schain__audit_facts *facts);
/* Fills in and links slot->file. */
void schain__audit_set_file(schain__slot *slot, const schain__audit_path *path);
schain_status schain__audit_commit(schain__audit *audit);
/* The event lacks parts: reports it at the first of its lines. */
void schain__audit_incomplete(schain__audit *audit, const schain__audit_group *group);
/* The facts' records are of no use: counts each. */
schain_status schain__audit_ignore(schain__audit *audit, const schain__audit_group *group);
/* Copies into the batch's memory. Out of memory shows in schain__audit.failed. */
schain_string schain__audit_keep(schain__audit *audit, schain_string string);
/* The same, hex decoded where the field is hex; absent if void. */
schain_string schain__audit_keep_value(schain__audit *audit, const schain__audit_field *field);

/* ---- auditd.c ---- */

struct schain__audit {
	schain__decode *decode;
	schain__audit_known *known;
	int failed; /* memory ran out in the event at hand */

	/* pending.c */
	schain__audit_group **buckets;
	schain__audit_group *free_groups;
	schain__audit_group *last; /* where the line before went */
	schain__audit_node *nodes;
	size_t node_count;
	size_t group_count;
	size_t bytes;
};

/* SCHAIN_OK or SCHAIN_E_MEMORY; dispose of it either way. */
schain_status schain__audit_init(schain__audit *audit, schain__decode *decode);
void schain__audit_dispose(schain__audit *audit);

uint64_t schain__audit_node_hash(const schain__audit_node *node);
schain_string schain__audit_node_name(const schain__audit_node *node);
#endif
