/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_POLICY_POLICY_H
#define SCHAIN_POLICY_POLICY_H
/*
 * What the rest of the library asks a policy: values by number, and which
 * catalogues a string belongs to, as one set of bits.
 */
#include <supplychain/policy.h>

#include "base/memory.h"

/* Keys by number; the list is keys.def, then the weights of weights.def. */
enum schain__key {
#define VALUE(id, ...) SCHAIN__KEY_##id,
#define LIST(id, ...) SCHAIN__KEY_##id,
#include "policy/keys.def"
#undef VALUE
#undef LIST
#define WEIGHT(id, ...) SCHAIN__KEY_WEIGHT_##id,
#include "policy/weights.def"
#undef WEIGHT
	SCHAIN__KEY_COUNT
};

/* Catalogues an executable or script belongs to, judged by its path. */
#define SCHAIN__IMAGE_INSTALLER ((uint64_t)1 << 0)
#define SCHAIN__IMAGE_UPDATER ((uint64_t)1 << 1)
#define SCHAIN__IMAGE_PACKAGE_MANAGER ((uint64_t)1 << 2)
#define SCHAIN__IMAGE_DEVELOPER_MANAGER ((uint64_t)1 << 3)
#define SCHAIN__IMAGE_BUILD_TOOL ((uint64_t)1 << 4)   /* make, ninja, msbuild: run an install step */
#define SCHAIN__IMAGE_COMPILER ((uint64_t)1 << 5)     /* writes build outputs, not deliveries */
#define SCHAIN__IMAGE_FILE_TOOL ((uint64_t)1 << 6)    /* cp, install, tar: act for their parent */
#define SCHAIN__IMAGE_SHELL ((uint64_t)1 << 7)
#define SCHAIN__IMAGE_SCRIPT_HOST ((uint64_t)1 << 8)
#define SCHAIN__IMAGE_INTERPRETER ((uint64_t)1 << 9)  /* python, node: the subject is the script */
#define SCHAIN__IMAGE_DOWNLOADER ((uint64_t)1 << 10)
#define SCHAIN__IMAGE_LOLBIN ((uint64_t)1 << 11)
#define SCHAIN__IMAGE_DISCOVERY ((uint64_t)1 << 12)
#define SCHAIN__IMAGE_CARRIER ((uint64_t)1 << 13)     /* env, init, sshd, cron: never hand marks on because their own file is new */
#define SCHAIN__IMAGE_BROWSER ((uint64_t)1 << 14)
#define SCHAIN__IMAGE_SECURITY ((uint64_t)1 << 15)    /* scanners that touch everything */
#define SCHAIN__IMAGE_PERSISTENCE ((uint64_t)1 << 16) /* schtasks, crontab, systemctl, launchctl */

/* Catalogues a file path belongs to. */
#define SCHAIN__PATH_PROGRAM ((uint64_t)1 << 32)    /* ProgramPaths / PathScope */
#define SCHAIN__PATH_TEMPORARY ((uint64_t)1 << 33)
#define SCHAIN__PATH_SYSTEM ((uint64_t)1 << 34)     /* the operating system's own */
#define SCHAIN__PATH_DEVELOPER ((uint64_t)1 << 35)  /* node_modules, site-packages, .cargo */
#define SCHAIN__PATH_PERSISTENCE ((uint64_t)1 << 36)
#define SCHAIN__PATH_CREDENTIAL ((uint64_t)1 << 37)
#define SCHAIN__PATH_IGNORED ((uint64_t)1 << 38)    /* never a delivery: caches, byte code, logs */
#define SCHAIN__PATH_EXECUTABLE ((uint64_t)1 << 39) /* the name says executable content: .exe, .dll, .so, .dylib, .sh, .py, .js, ... */
#define SCHAIN__PATH_NOT_EXECUTABLE ((uint64_t)1 << 40) /* the name says data: .txt, .png, .conf, .pyc, ... */
#define SCHAIN__PATH_SCRIPT ((uint64_t)1 << 41)     /* the name says script */
#define SCHAIN__PATH_MODULE ((uint64_t)1 << 42)     /* the name says library: .dll, .so, .dylib */
#define SCHAIN__PATH_SYSTEM_NAME ((uint64_t)1 << 43) /* a name that only Windows' own files have, in another place */

/* What a host name or address is. */
#define SCHAIN__HOST_APPROVED 1u  /* ApprovedUpdateHosts, TrustedUpdateHosts, repositories */
#define SCHAIN__HOST_REGISTRY 2u  /* ApprovedRegistries */
#define SCHAIN__HOST_INTERNAL 4u  /* private, loopback, link-local, multicast */
#define SCHAIN__HOST_METADATA 16u /* a cloud's metadata service */
#define SCHAIN__HOST_SIBLING 8u   /* shares the registrable domain of an approved host */

/* What a signer is. */
#define SCHAIN__SIGNER_APPROVED 1u

/* Bits of both groups above; cost grows with the pattern lists, so cache it. */
uint64_t schain__policy_classify(const schain_policy *policy, schain_string path);
uint32_t schain__policy_classify_host(const schain_policy *policy, schain_string name);
/* `address` is textual IPv4 or IPv6; anything else gives 0. */
uint32_t schain__policy_classify_address(const schain_policy *policy, schain_string address);
uint32_t schain__policy_classify_signer(const schain_policy *policy, schain_string signer,
                                        schain_string team_id);
/* Does any pattern of a list match? By the list's own kind of pattern. */
int schain__policy_matches(const schain_policy *policy, enum schain__key key, schain_string text);
int64_t schain__policy_value(const schain_policy *policy, enum schain__key key);
/* The registrable domain of a name, by a short list of second-level registries. Borrowed from it. */
schain_string schain__registrable_domain(schain_string name);
/* Where a copy lives in the engine's own memory. */
schain_status schain__policy_copy(const schain_policy *policy, schain__memory *memory,
                                  schain_policy **ret_policy, schain_error *error);
#endif
