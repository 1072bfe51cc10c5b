// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include "glue.h"
*/
import "C"

// EventType says what an event tells.
type EventType uint32

// Event types. Unknown ones are counted and skipped.
const (
	EventProcessFork   EventType = C.SCHAIN_EVENT_PROCESS_FORK   // process now exists as a copy of parent.
	EventProcessStart  EventType = C.SCHAIN_EVENT_PROCESS_START  // process runs an image: created with it, or replaced its own (execve).
	EventProcessExit   EventType = C.SCHAIN_EVENT_PROCESS_EXIT   // process ended.
	EventFileWrite     EventType = C.SCHAIN_EVENT_FILE_WRITE     // process created file or wrote to it.
	EventFileRename    EventType = C.SCHAIN_EVENT_FILE_RENAME    // process moved or hard-linked old_path to path.
	EventFileDelete    EventType = C.SCHAIN_EVENT_FILE_DELETE    // process removed file.
	EventFileAttribute EventType = C.SCHAIN_EVENT_FILE_ATTRIBUTE // process changed mode, owner, times or extended attributes.
	EventFileRead      EventType = C.SCHAIN_EVENT_FILE_READ      // process read a file a policy watches (credentials).
	EventModuleLoad    EventType = C.SCHAIN_EVENT_MODULE_LOAD    // process mapped file as code.
	EventDriverLoad    EventType = C.SCHAIN_EVENT_DRIVER_LOAD    // The kernel loaded file.
	EventRegistry      EventType = C.SCHAIN_EVENT_REGISTRY       // process changed registry.
	EventPersistence   EventType = C.SCHAIN_EVENT_PERSISTENCE    // process arranged that file runs later (service, task, unit, agent).
	EventConnection    EventType = C.SCHAIN_EVENT_CONNECTION     // process opened or accepted connection.
	EventDNS           EventType = C.SCHAIN_EVENT_DNS            // A name was asked for or answered: dns.
	EventPackage       EventType = C.SCHAIN_EVENT_PACKAGE        // A package manager did package.
	EventIntegrity     EventType = C.SCHAIN_EVENT_INTEGRITY      // The system's own check of file: integrity.
	EventClaim         EventType = C.SCHAIN_EVENT_CLAIM          // A plugin's or product's finding: claim.
	EventInjection     EventType = C.SCHAIN_EVENT_INJECTION      // process started code inside target.
	EventLoss          EventType = C.SCHAIN_EVENT_LOSS           // The sensor lost count events.
	EventAdvance       EventType = C.SCHAIN_EVENT_ADVANCE        // Of a recording: Engine.Advance was called with this time. Fed, it is called again.
	EventFlush         EventType = C.SCHAIN_EVENT_FLUSH          // Of a recording: Engine.Flush was called. Fed, it is called again.
)

// Source says who saw an event.
type Source uint32

// Log sources.
const (
	SourceUnknown          Source = C.SCHAIN_SOURCE_UNKNOWN           // Not said.
	SourceHostProduct      Source = C.SCHAIN_SOURCE_HOST_PRODUCT      // The host product's own sensor.
	SourceSysmon           Source = C.SCHAIN_SOURCE_SYSMON            // Microsoft Sysmon on Windows.
	SourceSysmonLinux      Source = C.SCHAIN_SOURCE_SYSMON_LINUX      // Sysmon for Linux.
	SourceCodeIntegrity    Source = C.SCHAIN_SOURCE_CODE_INTEGRITY    // Windows' own checks of signatures: CodeIntegrity/Operational, CAPI2/Operational.
	SourceWindowsSecurity  Source = C.SCHAIN_SOURCE_WINDOWS_SECURITY  // Windows Security log.
	SourceAuditd           Source = C.SCHAIN_SOURCE_AUDITD            // Linux audit.
	SourceEBPF             Source = C.SCHAIN_SOURCE_EBPF              // An eBPF recorder.
	SourcePackageLog       Source = C.SCHAIN_SOURCE_PACKAGE_LOG       // A package manager's log.
	SourceEndpointSecurity Source = C.SCHAIN_SOURCE_ENDPOINT_SECURITY // macOS EndpointSecurity.
	SourceUnifiedLog       Source = C.SCHAIN_SOURCE_UNIFIED_LOG       // macOS unified log.
	SourceNetwork          Source = C.SCHAIN_SOURCE_NETWORK           // A flow or DNS log from the network.
	SourcePlugin           Source = C.SCHAIN_SOURCE_PLUGIN            // An enricher's claim.
)

// OS is an operating system.
type OS uint32

// Operating systems.
const (
	OSUnknown OS = C.SCHAIN_OS_UNKNOWN // Guessed from paths.
	OSWindows OS = C.SCHAIN_OS_WINDOWS // AN0862.
	OSLinux   OS = C.SCHAIN_OS_LINUX   // AN0863.
	OSMacOS   OS = C.SCHAIN_OS_MACOS   // AN0864.
)

// Content says what a file contains.
type Content uint32

// Contents.
const (
	ContentUnknown Content = C.SCHAIN_CONTENT_UNKNOWN // Judged by name and mode.
	ContentData    Content = C.SCHAIN_CONTENT_DATA    // Known not to be executable.
	ContentPE      Content = C.SCHAIN_CONTENT_PE      // Windows Portable Executable.
	ContentELF     Content = C.SCHAIN_CONTENT_ELF     // ELF.
	ContentMacho   Content = C.SCHAIN_CONTENT_MACHO   // Mach-O, thin or universal.
	ContentScript  Content = C.SCHAIN_CONTENT_SCRIPT  // Text run by an interpreter.
	ContentArchive Content = C.SCHAIN_CONTENT_ARCHIVE // A package or archive.
)

// SignatureState says what came of looking at a signature.
type SignatureState uint32

// Signature states.
const (
	SignatureUnknown   SignatureState = C.SCHAIN_SIGNATURE_UNKNOWN   // Nobody looked.
	SignatureValid     SignatureState = C.SCHAIN_SIGNATURE_VALID     // Verified and trusted.
	SignatureUnsigned  SignatureState = C.SCHAIN_SIGNATURE_UNSIGNED  // No signature.
	SignatureInvalid   SignatureState = C.SCHAIN_SIGNATURE_INVALID   // Present, and does not match the content.
	SignatureUntrusted SignatureState = C.SCHAIN_SIGNATURE_UNTRUSTED // Matches, but does not chain to a trusted root.
	SignatureExpired   SignatureState = C.SCHAIN_SIGNATURE_EXPIRED   // Certificate expired, no timestamp saves it.
	SignatureRevoked   SignatureState = C.SCHAIN_SIGNATURE_REVOKED   // Certificate revoked.
	SignatureAdhoc     SignatureState = C.SCHAIN_SIGNATURE_ADHOC     // macOS ad-hoc: sealed by nobody.
)

// SignatureFlags is a set of remarks on a signature.
type SignatureFlags uint32

// Signature flags.
const (
	SignatureNotarized    SignatureFlags = C.SCHAIN_SIGNATURE_NOTARIZED     // Apple notarization ticket seen.
	SignatureNotNotarized SignatureFlags = C.SCHAIN_SIGNATURE_NOT_NOTARIZED // Looked for, absent.
	SignaturePlatform     SignatureFlags = C.SCHAIN_SIGNATURE_PLATFORM      // Signed as part of the operating system.
	SignatureCatalog      SignatureFlags = C.SCHAIN_SIGNATURE_CATALOG       // By a Windows catalog file.
)

// FileFlags is a set of remarks on a file.
type FileFlags uint32

// File flags.
const (
	FileLinked FileFlags = C.SCHAIN_FILE_LINKED // Of SCHAIN_EVENT_FILE_RENAME: a hard link, old_path exists on.
)

// ConnectionFlags is a set of remarks on a connection.
type ConnectionFlags uint32

// Connection flags.
const (
	ConnectionInbound ConnectionFlags = C.SCHAIN_CONNECTION_INBOUND // Accepted, not opened.
	ConnectionFailed  ConnectionFlags = C.SCHAIN_CONNECTION_FAILED  // Refused or unreachable.
	ConnectionListen  ConnectionFlags = C.SCHAIN_CONNECTION_LISTEN  // A listening socket, no peer yet.
)

// RegistryOperation says what was done to the registry.
type RegistryOperation uint32

// Registry operations.
const (
	RegistrySet    RegistryOperation = C.SCHAIN_REGISTRY_SET    // Value set.
	RegistryCreate RegistryOperation = C.SCHAIN_REGISTRY_CREATE // Key or value created.
	RegistryDelete RegistryOperation = C.SCHAIN_REGISTRY_DELETE // Key or value removed.
	RegistryRename RegistryOperation = C.SCHAIN_REGISTRY_RENAME // Key or value renamed.
)

// PackageOperation says what a package manager did.
type PackageOperation uint32

// Package operations.
const (
	PackageInstall PackageOperation = C.SCHAIN_PACKAGE_INSTALL // New on the host.
	PackageUpdate  PackageOperation = C.SCHAIN_PACKAGE_UPDATE  // Version changed.
	PackageRemove  PackageOperation = C.SCHAIN_PACKAGE_REMOVE  // Removed.
	PackageBegin   PackageOperation = C.SCHAIN_PACKAGE_BEGIN   // A transaction starts.
	PackageFinish  PackageOperation = C.SCHAIN_PACKAGE_FINISH  // A transaction is over.
)

// Truth is yes, no or not known.
type Truth uint32

// Truths.
const (
	Unknown Truth = C.SCHAIN_UNKNOWN // Not known.
	Yes     Truth = C.SCHAIN_YES
	No      Truth = C.SCHAIN_NO
)

// IntegrityResult is the outcome of a system's own check.
type IntegrityResult uint32

// Integrity results.
const (
	IntegrityBlocked   IntegrityResult = C.SCHAIN_INTEGRITY_BLOCKED   // Refused to load.
	IntegrityAudited   IntegrityResult = C.SCHAIN_INTEGRITY_AUDITED   // Would have been refused.
	IntegritySignature IntegrityResult = C.SCHAIN_INTEGRITY_SIGNATURE // Signature information that belongs to such a report.
)

// SubjectKind says what a claim is about.
type SubjectKind uint32

// Kinds of subjects.
const (
	SubjectFile    SubjectKind = C.SCHAIN_SUBJECT_FILE    // A path on the event's host.
	SubjectHash    SubjectKind = C.SCHAIN_SUBJECT_HASH    // A SHA-256.
	SubjectDomain  SubjectKind = C.SCHAIN_SUBJECT_DOMAIN  // A host name.
	SubjectAddress SubjectKind = C.SCHAIN_SUBJECT_ADDRESS // An IP address.
	SubjectSigner  SubjectKind = C.SCHAIN_SUBJECT_SIGNER  // A signer's name.
	SubjectPackage SubjectKind = C.SCHAIN_SUBJECT_PACKAGE // A package URL, its type the manager as the sensor calls it: pkg:npm/NAME\@VERSION.
)

// Finding is what a claim says.
type Finding uint32

// Findings.
const (
	FindingSignature   Finding = C.SCHAIN_FINDING_SIGNATURE   // signature says it.
	FindingKnownGood   Finding = C.SCHAIN_FINDING_KNOWN_GOOD  // Known and wanted.
	FindingKnownBad    Finding = C.SCHAIN_FINDING_KNOWN_BAD   // On an indicator list.
	FindingUncommon    Finding = C.SCHAIN_FINDING_UNCOMMON    // Rare, new or unknown to a reputation source.
	FindingModified    Finding = C.SCHAIN_FINDING_MODIFIED    // Differs from what its package delivered.
	FindingUnmodified  Finding = C.SCHAIN_FINDING_UNMODIFIED  // As its package delivered it.
	FindingDestination Finding = C.SCHAIN_FINDING_DESTINATION // What kind of destination it is: reasons says it.
)

// Reasons is a set: what kind of place a destination is, and what is odd about it.
type Reasons uint32

// Reasons.
const (
	ReasonApproved        Reasons = C.SCHAIN_REASON_APPROVED         // An approved host.
	ReasonVendor          Reasons = C.SCHAIN_REASON_VENDOR           // The vendor's own domain.
	ReasonCDN             Reasons = C.SCHAIN_REASON_CDN              // A content delivery network.
	ReasonCloud           Reasons = C.SCHAIN_REASON_CLOUD            // A cloud that anyone can rent.
	ReasonPrivate         Reasons = C.SCHAIN_REASON_PRIVATE          // Inside: a private or special network.
	ReasonLoopback        Reasons = C.SCHAIN_REASON_LOOPBACK         // The host itself.
	ReasonLinkLocal       Reasons = C.SCHAIN_REASON_LINK_LOCAL       // The host's own link.
	ReasonMetadata        Reasons = C.SCHAIN_REASON_METADATA         // A cloud's metadata service.
	ReasonDirect          Reasons = C.SCHAIN_REASON_DIRECT           // An address that no name was asked for.
	ReasonNewToProduct    Reasons = C.SCHAIN_REASON_NEW_TO_PRODUCT   // The product was never seen there.
	ReasonNewToHost       Reasons = C.SCHAIN_REASON_NEW_TO_HOST      // Nothing on this host was.
	ReasonNewToFleet      Reasons = C.SCHAIN_REASON_NEW_TO_FLEET     // Nothing on any host was.
	ReasonNewDomain       Reasons = C.SCHAIN_REASON_NEW_DOMAIN       // Nor at any name of its registrable domain.
	ReasonLookAlike       Reasons = C.SCHAIN_REASON_LOOK_ALIKE       // Its name imitates an approved or vendor's.
	ReasonGenerated       Reasons = C.SCHAIN_REASON_GENERATED        // An algorithm seems to have made its name.
	ReasonDNSTunnel       Reasons = C.SCHAIN_REASON_DNS_TUNNEL       // Data seems to travel in the names asked for.
	ReasonCodeHost        Reasons = C.SCHAIN_REASON_CODE_HOST        // A public host of source code.
	ReasonPaste           Reasons = C.SCHAIN_REASON_PASTE            // A public place for texts.
	ReasonChat            Reasons = C.SCHAIN_REASON_CHAT             // A chat service's API.
	ReasonWebhook         Reasons = C.SCHAIN_REASON_WEBHOOK          // A public collector of requests.
	ReasonFileSharing     Reasons = C.SCHAIN_REASON_FILE_SHARING     // A public place for files.
	ReasonDynamicDNS      Reasons = C.SCHAIN_REASON_DYNAMIC_DNS      // A name of a dynamic DNS service.
	ReasonDoH             Reasons = C.SCHAIN_REASON_DOH              // DNS over HTTPS or TLS.
	ReasonTor             Reasons = C.SCHAIN_REASON_TOR              // Tor, or a gateway into it.
	ReasonRelay           Reasons = C.SCHAIN_REASON_RELAY            // A public service that relays to someone's own machine.
	ReasonUnusualPort     Reasons = C.SCHAIN_REASON_UNUSUAL_PORT     // A port that no common service has.
	ReasonUnusualProtocol Reasons = C.SCHAIN_REASON_UNUSUAL_PROTOCOL // Not the protocol of that port.
	ReasonRareNetwork     Reasons = C.SCHAIN_REASON_RARE_NETWORK     // A network that hardly anything here talks to.
	ReasonBeacon          Reasons = C.SCHAIN_REASON_BEACON           // Contacted at regular intervals.
	ReasonOddUse          Reasons = C.SCHAIN_REASON_ODD_USE          // Used as this product never did: other program, port, protocol or amount.
)

// String returns the name of an event type, such as "file_write".
func (t EventType) String() string { return C.GoString(C.schain_event_type_get_name(C.uint32_t(t))) }

// String returns the name of a log source, such as "sysmon".
func (s Source) String() string { return C.GoString(C.schain_source_get_name(C.uint32_t(s))) }
