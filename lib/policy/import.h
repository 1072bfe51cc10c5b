/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_IMPORT_H
#define SCHAIN_POLICY_IMPORT_H
/* What importers of hosts' own configuration share. */
#include "policy/object.h"

typedef struct schain__import_file {
	schain_policy *policy; /* a copy: the caller's is changed at the end */
	schain_string rest;    /* not yet read */
	uint64_t line;         /* number of the last line, from 1 */
	size_t added;
	const char *name;
	schain_error *error;
} schain__import_file;

/* The next line without its end; 0 when there is none. */
int schain__import_line(schain__import_file *file, schain_string *ret_line);
/* Sets the error's place to the current line and returns `status`. */
schain_status schain__import_fail(schain__import_file *file, schain_status status);
/* Adds a pattern and counts it if it is new. */
schain_status schain__import_add(schain__import_file *file, enum schain__key key,
                                 schain_string pattern);
/*
 * Adds a repository's URL up to the first variable of the file's own format
 * ('$'), without user and password. URLs of other schemes than http, https and
 * ftp name no host and are passed over.
 */
schain_status schain__import_repository(schain__import_file *file, schain_string url);
/* Adds the host of a registry's URL, or of a bare "host:port". */
schain_status schain__import_registry(schain__import_file *file, schain_string url);
/* Cuts the next word off; 0 at the end. `separators` beside blanks, or "". */
int schain__import_word(schain_string *text, const char *separators, schain_string *ret_word);

schain_status schain__import_apt(schain__import_file *file);
schain_status schain__import_yum(schain__import_file *file);
schain_status schain__import_npmrc(schain__import_file *file);
schain_status schain__import_pip(schain__import_file *file);
schain_status schain__import_brew(schain__import_file *file);

/*
 * One entry of an INI file, as pip, yum and git write them. A value goes on in
 * indented lines.
 */
typedef struct schain__ini_entry {
	schain_string section; /* as written between [ and ] */
	schain_string key;
	schain_string value;   /* this line's part, trimmed */
} schain__ini_entry;

/* SCHAIN_OK, SCHAIN_END, or SCHAIN_E_SYNTAX with the line. `entry` is zero before the first call. */
schain_status schain__import_ini(schain__import_file *file, schain__ini_entry *entry);
#endif
