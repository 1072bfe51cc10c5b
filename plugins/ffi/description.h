/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_FFI_DESCRIPTION_H
#define SCHAIN_FFI_DESCRIPTION_H
/*
 * What a description says of a library's functions, as tables: which bytes go
 * where in the frame of a call, what comes back in which of them, and what that
 * means. doc/ffi.md has the keys.
 */
#include <supplychain/plugin.h>

#include <ffi.h>

enum {
	SCHAIN__FFI_DOCUMENT = 65536, /* bytes of a description */
	SCHAIN__FFI_CALLS = 8,
	SCHAIN__FFI_ARGUMENTS = 16,
	SCHAIN__FFI_INPUTS = 64, /* of a call: arguments, members that are set, first values */
	SCHAIN__FFI_VALUES = 64, /* named ones of a call, or of a callback */
	SCHAIN__FFI_LAYOUTS = 16,
	SCHAIN__FFI_MEMBERS = 32,
	SCHAIN__FFI_TEXT = 4096,    /* bytes of a text member or buffer */
	SCHAIN__FFI_ELEMENTS = 4096, /* of a struct as libffi sees it: each byte of a text is one */
	SCHAIN__FFI_CALLBACKS = 4,  /* of a call */
	SCHAIN__FFI_RULES = 16,     /* of a call, or of a callback */
	SCHAIN__FFI_CONDITIONS = 8,
	SCHAIN__FFI_SEGMENTS = 16,  /* of a template */
	SCHAIN__FFI_NAME = 64,      /* bytes of a name, with its NUL */
	SCHAIN__FFI_THREADS = 16,
	SCHAIN__FFI_QUEUE = 1024,
	SCHAIN__FFI_CELL = 16, /* bytes of an argument's cell in the frame, and its alignment */
};

enum schain__ffi_kind {
	SCHAIN__FFI_VOID,
	SCHAIN__FFI_BOOL,
	SCHAIN__FFI_INT8,
	SCHAIN__FFI_UINT8,
	SCHAIN__FFI_INT16,
	SCHAIN__FFI_UINT16,
	SCHAIN__FFI_INT32,
	SCHAIN__FFI_UINT32,
	SCHAIN__FFI_INT64,
	SCHAIN__FFI_UINT64,
	SCHAIN__FFI_FLOAT,
	SCHAIN__FFI_DOUBLE,
	SCHAIN__FFI_POINTER,
	SCHAIN__FFI_STRING, /* a pointer to bytes that end with a NUL */
	SCHAIN__FFI_BYTES,  /* a pointer to bytes whose number goes elsewhere */
	SCHAIN__FFI_DIGEST, /* a pointer to the bytes that a hash's digits stand for */
	SCHAIN__FFI_ARRAY,  /* char[length], in a struct or as a buffer */
	SCHAIN__FFI_STRUCT,
};

typedef struct schain__ffi_type {
	enum schain__ffi_kind kind;
	uint32_t length; /* of an array */
	struct schain__ffi_layout *layout;
} schain__ffi_type;

typedef struct schain__ffi_member {
	const char *name;
	schain__ffi_type type;
	size_t offset;
} schain__ffi_member;

typedef struct schain__ffi_layout {
	const char *name;
	schain__ffi_member members[SCHAIN__FFI_MEMBERS];
	uint32_t member_count;
	ffi_type ffi; /* size and alignment are set */
} schain__ffi_layout;

/* What is known of a question and can go in. */
enum schain__ffi_field {
	SCHAIN__FFI_SUBJECT,
	SCHAIN__FFI_HOST,
	SCHAIN__FFI_OS,
	SCHAIN__FFI_TIME,
	SCHAIN__FFI_PATH,
	SCHAIN__FFI_SHA256,
	SCHAIN__FFI_SHA1,
	SCHAIN__FFI_MD5,
	SCHAIN__FFI_SIZE,
	SCHAIN__FFI_DOMAIN,
	SCHAIN__FFI_ADDRESS,
	SCHAIN__FFI_PORT,
	SCHAIN__FFI_PROTOCOL,
	SCHAIN__FFI_PRODUCT,
	SCHAIN__FFI_VENDOR,
	SCHAIN__FFI_VERSION,
	SCHAIN__FFI_SIGNER,
	SCHAIN__FFI_PID,
	SCHAIN__FFI_PROCESS,
	SCHAIN__FFI_COMMAND_LINE,
	SCHAIN__FFI_USER,
	SCHAIN__FFI_FIELDS,
};

typedef struct schain__ffi_field_info {
	const char *name;
	uint32_t is_number;
	uint32_t digits; /* of a hash; else 0 */
} schain__ffi_field_info;
extern const schain__ffi_field_info schain__ffi_fields[SCHAIN__FFI_FIELDS];

enum schain__ffi_source {
	SCHAIN__FFI_FROM_FIELD,
	SCHAIN__FFI_FROM_LENGTH,  /* of a field, in bytes */
	SCHAIN__FFI_FROM_CONSTANT,
	SCHAIN__FFI_FROM_CONTEXT, /* a value that init left */
	SCHAIN__FFI_FROM_CONTEXT_ADDRESS,
	SCHAIN__FFI_FROM_FRAME,   /* the address of bytes of the frame */
	SCHAIN__FFI_FROM_CALLBACK,
};

enum schain__ffi_absent { SCHAIN__FFI_SKIP, SCHAIN__FFI_NULL, SCHAIN__FFI_EMPTY };

typedef union schain__ffi_number {
	int64_t integer; /* also the bits of an unsigned one */
	double real;
	const char *text; /* NULL: null */
} schain__ffi_number;

/* Something that is put into the frame before the call. */
typedef struct schain__ffi_input {
	enum schain__ffi_source source;
	schain__ffi_type type;
	enum schain__ffi_field field;
	enum schain__ffi_absent absent;
	uint32_t index;  /* of the callback */
	size_t offset;   /* where it goes */
	size_t from;     /* in the frame, or in init's: what is pointed to or copied; room for a digest */
	schain__ffi_number constant;
} schain__ffi_input;

/* Something with a name that can be looked at after the call. */
typedef struct schain__ffi_value {
	const char *name; /* "score", or "answer.score" of a struct */
	schain__ffi_type type;
	size_t offset;
} schain__ffi_value;

enum schain__ffi_operator {
	SCHAIN__FFI_IS,
	SCHAIN__FFI_IS_NOT,
	SCHAIN__FFI_ABOVE,
	SCHAIN__FFI_BELOW,
	SCHAIN__FFI_AT_LEAST,
	SCHAIN__FFI_AT_MOST,
};

typedef struct schain__ffi_condition {
	schain__ffi_value value;
	enum schain__ffi_operator operator;
	schain__ffi_number with;
} schain__ffi_condition;

/* A piece of text: literal, a value, or a field. */
typedef struct schain__ffi_segment {
	schain_string literal; /* absent: one of the two below */
	schain__ffi_value value;
	uint32_t is_field;
	enum schain__ffi_field field;
} schain__ffi_segment;

typedef struct schain__ffi_template {
	schain__ffi_segment segments[SCHAIN__FFI_SEGMENTS];
	uint32_t count;
} schain__ffi_template;

/* A claim that is made if all its conditions hold. */
typedef struct schain__ffi_rule {
	schain__ffi_condition conditions[SCHAIN__FFI_CONDITIONS];
	uint32_t condition_count;
	uint32_t finding;
	uint32_t subject_kind; /* 0: the question's */
	uint32_t reasons;
	uint32_t signature_state;
	uint32_t signature_flags;
	int64_t lifetime;
	schain__ffi_template reason, signer, issuer;
} schain__ffi_rule;

typedef struct schain__ffi_values {
	schain__ffi_value items[SCHAIN__FFI_VALUES];
	uint32_t count;
} schain__ffi_values;

typedef struct schain__ffi_rules {
	schain__ffi_rule *items[SCHAIN__FFI_RULES];
	uint32_t count;
} schain__ffi_rules;

typedef struct schain__ffi_callback {
	const char *name;
	schain__ffi_type returns;
	schain__ffi_number result;
	schain__ffi_type arguments[SCHAIN__FFI_ARGUMENTS];
	size_t offsets[SCHAIN__FFI_ARGUMENTS]; /* in the frame; 0: without a name */
	ffi_type *ffi[SCHAIN__FFI_ARGUMENTS];
	uint32_t argument_count;
	size_t count_offset; /* how often it was called */
	schain__ffi_values values;
	schain__ffi_rules rules;
	ffi_cif cif;
} schain__ffi_callback;

typedef struct schain__ffi_call {
	const char *function;
	uint32_t subjects; /* SCHAIN_SUBJECT_BIT of each */
	uint32_t fixed;    /* of a variadic function: arguments before the dots; 0: it is none */
	schain__ffi_type returns;
	size_t return_offset;
	schain__ffi_input inputs[SCHAIN__FFI_INPUTS];
	uint32_t input_count;
	size_t cells[SCHAIN__FFI_ARGUMENTS]; /* where in the frame each argument is */
	ffi_type *ffi[SCHAIN__FFI_ARGUMENTS];
	uint32_t argument_count;
	schain__ffi_values values;
	schain__ffi_rules rules;
	schain__ffi_callback *callbacks[SCHAIN__FFI_CALLBACKS];
	uint32_t callback_count;
	size_t frame_size;
	schain__ffi_condition succeeds[SCHAIN__FFI_CONDITIONS]; /* of init */
	uint32_t succeeds_count;
	ffi_cif cif;
} schain__ffi_call;

typedef struct schain__ffi_description {
	const schain_plugin_host *host;
	struct schain__ffi_block *blocks; /* all memory of it */
	const char *library;
	schain_string sha256;
	ffi_abi abi;
	uint32_t is_inline;
	uint32_t threads;
	uint32_t queue;
	uint32_t fields; /* a bit for each that is used */
	schain__ffi_layout *layouts[SCHAIN__FFI_LAYOUTS];
	uint32_t layout_count;
	schain__ffi_call *init, *fini; /* NULL: none */
	schain__ffi_call *calls[SCHAIN__FFI_CALLS];
	uint32_t call_count;
} schain__ffi_description;

/* description.c: an empty one, its memory, its end. NULL when memory is out. */
schain__ffi_description *schain__ffi_new(const schain_plugin_host *host);
void schain__ffi_free(schain__ffi_description *description);
void *schain__ffi_alloc(schain__ffi_description *description, size_t size); /* zeroed */

/*
 * describe.c: reads a document into an empty description. Loads nothing.
 * Returns #SCHAIN_E_SYNTAX with line, column and message, or #SCHAIN_E_MEMORY.
 */
schain_status schain__ffi_read(schain__ffi_description *description, const char *yaml, size_t size,
                               schain_error *error);

/* type.c */
size_t schain__ffi_size(const schain__ffi_type *type);
ffi_type *schain__ffi_of(const schain__ffi_type *type);
int schain__ffi_is_integer(enum schain__ffi_kind kind);
int schain__ffi_is_real(enum schain__ffi_kind kind);
/* Is it shown and compared as text? */
int schain__ffi_is_text(enum schain__ffi_kind kind);
/* Does the number fit into such an integer? Negative ones are told apart by `is_negative`. */
int schain__ffi_fits(enum schain__ffi_kind kind, int64_t number, int is_negative);
/* Reads and writes in a frame; of an integer, a real, a pointer or a text. */
schain__ffi_number schain__ffi_get(const schain__ffi_type *type, const void *at);
void schain__ffi_put(const schain__ffi_type *type, void *at, schain__ffi_number number);
#endif
