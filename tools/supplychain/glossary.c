/* SPDX-License-Identifier: Apache-2.0 */
#include "glossary.h"

#include <strings.h>

static const struct word words[] = {
	{ WORD_CONCEPT, "chain",
	  "A delivery with the processes that carry it and the signals found on them." },
	{ WORD_CONCEPT, "verdict",
	  "The engine's judgement of one chain. It is revised when evidence changes, never repeated." },
	{ WORD_CONCEPT, "signal",
	  "One weak finding in a stage, with a weight and the events behind it. No single signal can "
	  "raise an alarm." },
	{ WORD_CONCEPT, "product",
	  "What a delivery delivers, known by package name, by signer and product name, or by install "
	  "directory." },
	{ WORD_CONCEPT, "profile",
	  "What a product has been seen to do before: child programs, modules and their signers, "
	  "destinations. What is customary speaks for a product, what is new against it." },
	{ WORD_CONCEPT, "claim",
	  "What a plugin or the host product has found out about a file, a host name, an address, a "
	  "signer or a package." },
	{ WORD_CONCEPT, "score",
	  "Evidence for a compromise in decibans: ten times the base-10 logarithm of the odds, the "
	  "prior included. 0 is as likely as not, +10 is ten to one, -10 one to ten." },
	{ WORD_CONCEPT, "deciban",
	  "A tenth of a factor of ten in the odds. Three decibans double them." },
	{ WORD_CONCEPT, "prior",
	  "The odds of any delivery being compromised before any evidence was looked at." },
	{ WORD_CONCEPT, "confidence",
	  "How much of the analytic's evidence the sensors could have shown, in per cent. A low one "
	  "means blind spots, not innocence; the report lists them under \"Not seen\"." },
	{ WORD_CONCEPT, "gap", "A log source that did not report, and what it would have told." },
	{ WORD_CONCEPT, "policy",
	  "Everything a deployment tunes: the analytics' mutable elements, catalogues, weights, "
	  "windows. 'supplychain policy show' prints it." },
	{ WORD_LEVEL, "info", "A delivery with a remark. Nothing to do." },
	{ WORD_LEVEL, "low", "Unusual; worth keeping for when more turns up." },
	{ WORD_LEVEL, "medium", "As likely compromised as not: look at it." },
	{ WORD_LEVEL, "high", "Probably compromised: look at it now." },
	{ WORD_LEVEL, "critical", "Act now: isolate, then preserve the evidence." },
	{ WORD_STAGE, "delivery",
	  "Something brought software onto the host: an installer, an updater, a package manager, or a "
	  "program nobody knows as one." },
	{ WORD_STAGE, "write", "It wrote executable content." },
	{ WORD_STAGE, "first_run", "What it wrote ran, or was loaded, for the first time." },
	{ WORD_STAGE, "child",
	  "That process started programs or loaded modules that such software should not need." },
	{ WORD_STAGE, "trust", "Signature, integrity or reputation speaks against it." },
	{ WORD_STAGE, "egress", "It connected to a host that is not expected of it." },
	{ WORD_STAGE, "persistence", "It arranged to run again." },
	{ WORD_STAGE, "credential", "It touched secrets." },
	{ WORD_ROLE, "installer", "The process that delivered the software." },
	{ WORD_ROLE, "subject", "A process that runs what was delivered." },
	{ WORD_ROLE, "loader", "A process of other software that loaded a delivered module." },
	{ WORD_EVENT, "process_fork", "A process now exists as a copy of its parent." },
	{ WORD_EVENT, "process_start", "A process runs an image." },
	{ WORD_EVENT, "process_exit", "A process ended." },
	{ WORD_EVENT, "file_write", "A process created a file or wrote to it." },
	{ WORD_EVENT, "file_rename", "A process moved or hard-linked a file." },
	{ WORD_EVENT, "file_delete", "A process removed a file." },
	{ WORD_EVENT, "file_attribute", "A process changed mode, owner, times or extended attributes." },
	{ WORD_EVENT, "file_read", "A process read a file that the policy watches." },
	{ WORD_EVENT, "module_load", "A process mapped a file as code." },
	{ WORD_EVENT, "driver_load", "The kernel loaded a driver." },
	{ WORD_EVENT, "registry", "A process changed the Windows registry." },
	{ WORD_EVENT, "connection", "A process opened or accepted a connection." },
	{ WORD_EVENT, "dns", "A name was asked for or answered." },
	{ WORD_EVENT, "package", "A package manager installed, updated or removed a package." },
	{ WORD_EVENT, "integrity", "The system's own check of a file reported it." },
	{ WORD_EVENT, "injection", "A process started code inside another." },
	{ WORD_EVENT, "loss", "The sensor lost events." },
	{ WORD_EVENT, "advance", "Of a recording: the host said here how late it was." },
	{ WORD_EVENT, "flush", "Of a recording: all that was held back was judged here." },
	{ WORD_SOURCE, "host_product", "The host product's own sensor." },
	{ WORD_SOURCE, "sysmon", "Microsoft Sysmon on Windows." },
	{ WORD_SOURCE, "sysmon_linux", "Sysmon for Linux." },
	{ WORD_SOURCE, "code_integrity", "Windows CodeIntegrity, its Operational log." },
	{ WORD_SOURCE, "windows_security", "The Windows Security log." },
	{ WORD_SOURCE, "auditd", "Linux audit." },
	{ WORD_SOURCE, "ebpf", "An eBPF recorder." },
	{ WORD_SOURCE, "package_log", "A package manager's log." },
	{ WORD_SOURCE, "endpoint_security", "macOS EndpointSecurity." },
	{ WORD_SOURCE, "unified_log", "The macOS unified log." },
	{ WORD_SOURCE, "network", "A flow or DNS log from the network." },
	{ WORD_SOURCE, "plugin", "An enricher's claim." },
	/* MITRE ATT&CK, release 19.1. */
	{ WORD_ATTACK, "T1195",
	  "Supply Chain Compromise: software is tampered with before it reaches "
	  "the host." },
	{ WORD_ATTACK, "T1195.001",
	  "Compromise of dependencies and developer tools: a package that a "
	  "build or a developer installs." },
	{ WORD_ATTACK, "T1195.002",
	  "Compromise of the software supply chain: an application or its "
	  "update." },
	{ WORD_ATTACK, "DET0309",
	  "Detection of T1195.002: an installer or updater writes, what it wrote "
	  "runs for the first time, and that run starts unexpected programs, is "
	  "badly signed, or connects to unexpected hosts." },
	{ WORD_ATTACK, "DET0009",
	  "Detection of T1195.001: a package manager installs, the package's "
	  "hooks or its first run act, and connect." },
	{ WORD_ATTACK, "DET0537",
	  "Detection of T1195: tampered or replaced software is installed and "
	  "runs for the first time." },
	{ WORD_ATTACK, "AN0862", "DET0309 on Windows." },
	{ WORD_ATTACK, "AN0863", "DET0309 on Linux." },
	{ WORD_ATTACK, "AN0864", "DET0309 on macOS." },
	{ WORD_ATTACK, "AN0021", "DET0009 on Windows." },
	{ WORD_ATTACK, "AN0022", "DET0009 on Linux." },
	{ WORD_ATTACK, "AN0023", "DET0009 on macOS." },
	{ WORD_ATTACK, "AN1480", "DET0537 on Windows." },
	{ WORD_ATTACK, "AN1481", "DET0537 on Linux." },
	{ WORD_ATTACK, "AN1482", "DET0537 on macOS." },
};

const struct word *word_at(size_t index)
{
	return index < sizeof words / sizeof *words ? &words[index] : NULL;
}

const struct word *word_of(const char *name)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcasecmp(words[i].name, name))
			return &words[i];
	return NULL;
}

const char *word_kind_name(enum word_kind kind)
{
	static const char *const names[] = { "concept", "level",      "stage",       "role of a process",
		                                 "event",   "log source", "MITRE ATT&CK" };

	return names[kind];
}
