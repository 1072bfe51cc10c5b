/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCHAIN_DECODE_APPLE_H
#define SCHAIN_DECODE_APPLE_H
/* What sensors on macOS have in common: identities of processes, facts of code signing. */
#include "decode-mapped/shape.h"

/* Code signing flags of a running program (xnu, osfmk/kern/cs_blobs.h). */
#define SCHAIN__CS_VALID 0x1u
#define SCHAIN__CS_ADHOC 0x2u
#define SCHAIN__CS_SIGNED 0x20000000u

/* `failed` becomes SCHAIN_E_MEMORY where memory is out. */

/*
 * "pid:version": the same for the same process in every sensor that is fed by
 * EndpointSecurity. Absent if the version is not known.
 */
schain_string schain__apple_guid(schain__decode *decode, uint64_t pid, uint64_t version,
                                 schain_status *failed);
/* What the kernel's flags and the identifiers say of who signed it, linked to the event. */
void schain__apple_sign(schain__shape *shape, schain__slot *slot, schain_signature *signature,
                        uint32_t flags, int is_platform, schain_string signing_id,
                        schain_string team_id);
/* Signer and team by a name such as "Developer ID Application: Example Inc. (AB12CD34EF)". */
void schain__apple_sign_name(schain__decode *decode, schain_signature *signature,
                             schain_string name, schain_status *failed);
/* Path of a "file:///..." URL without percent signs; else absent. */
schain_string schain__apple_file_of(schain_string url);
/* Whether a list with commas or blanks has that word in it. */
int schain__apple_has_word(schain_string list, const char *word);
#endif
