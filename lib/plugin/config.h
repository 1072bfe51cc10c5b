/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_PLUGIN_CONFIG_H
#define SCHAIN_PLUGIN_CONFIG_H
/*
 * A plugin configuration: which contents of files are allowed, and which
 * instances are to be open. Reading it changes nothing; doc/plugins.md has the
 * keys.
 */
#include "base/arena.h"
#include "plugin/isolation.h"
#include "plugin/plugin.h"

enum {
	SCHAIN__CONFIG_INSTANCES = 256,
	SCHAIN__CONFIG_ALLOWED = 4096,
	SCHAIN__CONFIG_GRANTS = 64, /* as schain_plugin_isolation has at most */
};

/* Bytes of the longest one. */
#define SCHAIN__CONFIG_LIMIT ((size_t)1 << 20)

/* Bytes of the document at which an option's name and its value begin. */
typedef struct schain__config_place {
	size_t key;
	size_t value;
} schain__config_place;

typedef struct schain__config_instance {
	size_t at;            /* byte of the document at which it begins */
	schain_string file;   /* absent: the plugin is one of the set */
	schain_string plugin; /* absent: whichever is in the file */
	schain_string name;   /* absent: as the plugin */
	size_t file_at, name_at;
	uint32_t has_sha256;
	uint32_t is_isolated;
	uint32_t is_kept; /* runs already */
	uint8_t sha256[SCHAIN__SHA256_SIZE];
	uint8_t fingerprint[SCHAIN__SHA256_SIZE];
	schain_plugin_value *values; /* texts end with a NUL */
	schain__config_place *places; /* of each value */
	size_t value_count;
	schain_plugin_isolation isolation;
	schain_plugin_grant *grants;
} schain__config_instance;

typedef struct schain__config {
	schain__arena pool;
	uint8_t (*allowed)[SCHAIN__SHA256_SIZE];
	size_t allowed_count, allowed_capacity;
	schain__config_instance *instances;
	size_t instance_count, instance_capacity;
	schain_string helper; /* of the instances that name none */
} schain__config;

#ifdef HAVE_YAML
#include "base/yaml.h"

/* Fills an empty configuration; the reader is open. */
schain_status schain__config_read(schain__config *config, schain__yaml *yaml);
#endif
#endif
