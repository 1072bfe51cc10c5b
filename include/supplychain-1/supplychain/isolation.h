/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_ISOLATION_H
#define SCHAIN_ISOLATION_H
/**
 * @file isolation.h
 * Instances of plugins that run in a process of their own, with few rights.
 */
#include "base.h"
#include "error.h"
#include "plugins.h"

SCHAIN_BEGIN_DECLS
/**
 * @defgroup isolation Isolated plugins, for host products
 *
 * An isolated instance is asked as any other, and its answers count as any
 * other's. Its code runs in a child process, which the helper program
 * supplychain-plugin-host-1 is the start of: it gives up its rights, loads the
 * plugin's file and serves it. The file is never loaded into the host product.
 * doc/plugins.md says what an isolated plugin may do, doc/plugin-transport.md
 * what goes over the wire.
 * @{
 */

/**
 * @name Steps of isolation (schain_plugin_isolation::required,
 * schain_plugin_statistics::isolation).
 * @{
 */
#define SCHAIN_ISOLATION_PRIVILEGES 1u /**< Not root, no capabilities, and no way to get either. @since 1.0 */
#define SCHAIN_ISOLATION_LIMITS 2u /**< Memory, processor time, files. @since 1.0 */
#define SCHAIN_ISOLATION_FILES 4u  /**< Landlock: files of the grants only. @since 1.0 */
#define SCHAIN_ISOLATION_CALLS 8u  /**< seccomp: no sockets, programs, processes, tracing. @since 1.0 */
#define SCHAIN_ISOLATION_ALL 15u   /**< All four. @since 1.0 */
/** @} */

/**
 * @name Flags of schain_plugin_isolation.
 * @{
 */
#define SCHAIN_ISOLATION_NETWORK 1u /**< May use TCP and UDP over IPv4 and IPv6. @since 1.0 */
/** @} */

/**
 * @name Access (schain_plugin_grant::access).
 * @{
 */
#define SCHAIN_GRANT_READ 1u  /**< Read files, list directories. @since 1.0 */
#define SCHAIN_GRANT_WRITE 2u /**< Write, make, rename and remove files as well. @since 1.0 */
/** @} */

/** A file, or a directory with all below it, that an isolated plugin may open. @since 1.0 */
typedef struct schain_plugin_grant {
	const char *path; /**< Absolute, 4095 bytes at most; it exists when the instance is opened. */
	uint32_t access;  /**< #SCHAIN_GRANT_READ or #SCHAIN_GRANT_WRITE. */
	uint32_t reserved; /**< 0. */
} schain_plugin_grant;

/** How an instance is isolated. Zero is a safe choice for everything. @since 1.0 */
typedef struct schain_plugin_isolation {
	uint32_t struct_size;  /**< sizeof(schain_plugin_isolation). */
	uint32_t flags;        /**< #SCHAIN_ISOLATION_NETWORK. */
	uint32_t required;     /**< #SCHAIN_ISOLATION_FILES and the like: without these it is not opened. */
	uint32_t file_limit;   /**< Open files; 0: 64. At most 4096. */
	uint64_t memory_limit; /**< Bytes of address space; 0: 512 MiB. */
	uint64_t write_limit;  /**< Bytes that a file it writes may have; 0: 16 MiB. */
	int64_t cpu_limit;     /**< Nanoseconds of processor time after which a child is replaced; 0: 600 s. Whole seconds count. */
	int64_t start_limit;   /**< Nanoseconds for a child to start and open the plugin; 0: 10 s. */
	int64_t backoff;       /**< Nanoseconds before a lost child is replaced, doubled up to 256 times as long while it is lost again; 0: 1 s. */
	/**
	 * Nanoseconds that asking waits for ask to return in the child, as it would
	 * in process. 0: not at all, so that feeding never waits, or for the
	 * deadline if the set is #SCHAIN_PLUGINS_PATIENT.
	 */
	int64_t patience;
	uint32_t uid;          /**< User the child becomes where the host is root; 0: 65534, nobody. */
	uint32_t gid;          /**< Group likewise; 0: 65534. */
	const char *helper;    /**< Absolute path of supplychain-plugin-host-1, checked as a plugin's file is; NULL: as installed with this library. */
	const schain_plugin_grant *grants; /**< What it may open besides itself and the system's libraries. */
	size_t grant_size;     /**< sizeof(schain_plugin_grant). */
	size_t grant_count;    /**< How many; 64 at most. */
} schain_plugin_isolation;

/** Static initialiser. @since 1.0 */
#define SCHAIN_PLUGIN_ISOLATION_INIT \
	{ (uint32_t)sizeof(schain_plugin_isolation), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, 0 }
/** The same as #SCHAIN_PLUGIN_ISOLATION_INIT. @since 1.0 */
SCHAIN_API void schain_plugin_isolation_init(schain_plugin_isolation *isolation, size_t size);

/**
 * Opens an instance of the plugin in @p path in a process of its own. Needs
 * #SCHAIN_PLUGINS_LOAD_FILES and neither schain_plugins_load() nor
 * schain_plugins_add(). Waits until the plugin is open in the child. From then
 * on its child is started again, by the set's clock, when it ends; without a
 * clock it is not.
 *
 * The host may have any disposition of SIGCHLD, and may wait for children it
 * does not know.
 *
 * @param path of the shared object, as for schain_plugins_load().
 * @param name of the instance; NULL: as the plugin.
 * @param values array of @p count elements, @p value_size bytes each, as for
 * schain_plugins_open().
 * @param isolation copied.
 * @return as schain_plugins_load() and schain_plugins_open(), and
 * #SCHAIN_E_STATE if a required step of isolation is not possible here or the
 * child ended, #SCHAIN_E_LIMIT if it was not open within the start limit,
 * #SCHAIN_E_UNSUPPORTED if this build isolates none (schain_supports()
 * "isolate-plugins").
 * @since 1.0
 */
SCHAIN_API schain_status schain_plugins_open_isolated(schain_plugins *plugins, const char *path,
                                                      const char *name,
                                                      const schain_plugin_value *values,
                                                      size_t value_size, size_t count,
                                                      const schain_plugin_isolation *isolation,
                                                      schain_error *error);

/** @} */
SCHAIN_END_DECLS
#endif
