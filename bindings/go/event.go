// SPDX-License-Identifier: Apache-2.0

package supplychain

import "time"

// Event is one fact that a sensor saw. A sensor rarely knows everything: each field
// but Type and Time may be left out (0, "" or nil).
type Event struct {
	Type     EventType
	Time     time.Time // When it happened, not when it was logged.
	Record   uint64    // Number the source gives its records; breaks ties in time.
	Line     uint64    // Line or position in the input, from 1.
	Count    uint64    // Of EventLoss: events lost.
	Source   Source
	OS       OS
	Host     string // Which endpoint. Hosts are never mixed.
	RecordID string // The record's identity as text.
	Origin   string // Input it came from, such as a file name.

	Process    *Process    // Who did it.
	Parent     *Process    // Its parent, at process start.
	Target     *Process    // Other process acted upon.
	File       *File       // File acted upon.
	Connection *Connection // Of EventConnection.
	DNS        *DNS        // Of EventDNS.
	Registry   *Registry   // Of EventRegistry.
	Package    *Package    // Of EventPackage.
	Integrity  *Integrity  // Of EventIntegrity.
	Claim      *Claim      // Of EventClaim.
}

// Process is a process. It is known by GUID, or else by PID and StartTime, or else it
// is the newest with that PID.
type Process struct {
	PID              uint64
	ParentPID        uint64
	StartTime        int64  // Any unit and epoch, constant for its life and not 0.
	GUID             string // The sensor's own identity, without braces.
	ParentGUID       string
	CommandLine      string
	Script           string // The script an interpreter runs.
	WorkingDirectory string
	User             string
	Image            *File // The executable mapped.
}

// File is a file as seen at the event.
type File struct {
	Path         string // Absolute, after the event; any bytes.
	OldPath      string // Before a rename or link.
	Inode        uint64
	Device       uint64
	Size         uint64
	Mode         uint32 // POSIX st_mode.
	Content      Content
	Flags        FileFlags
	SHA256       string // Hexadecimal, as the two below.
	SHA1         string
	MD5          string
	OriginURL    string // Mark of the Web or quarantine URL.
	Product      string // Of the version resource, as the three below.
	Company      string
	Version      string
	OriginalName string
	Signature    *Signature // nil: nobody looked.
}

// Signature is what is known of who signed a file.
type Signature struct {
	State      SignatureState
	Flags      SignatureFlags
	Signer     string // Subject common name or organisation.
	Issuer     string
	Thumbprint string // Certificate fingerprint or key id, hexadecimal.
	TeamID     string // Apple Team ID.
	SigningID  string // Apple signing identifier.
	Identity   string // Who signed, in a form that outlives certificates.
}

// Connection is a network connection, seen from the host.
type Connection struct {
	Flags        ConnectionFlags
	Protocol     uint32 // IANA number: 6 TCP, 17 UDP.
	Port         uint32 // Remote port; the local one when listening.
	LocalPort    uint32
	BytesSent    uint64
	Address      string // Remote address, textual.
	LocalAddress string
	HostName     string // Remote name where the sensor has it.
	ServerName   string // TLS SNI or HTTP Host.
}

// DNS is a question, with its answers if any.
type DNS struct {
	Query     string
	QueryType uint32 // IANA type: 1 A, 28 AAAA.
	Result    uint32 // RCODE, or the platform's status.
	TTL       uint32 // Seconds that the answers hold.
	Answers   []string
}

// Registry is a registry change.
type Registry struct {
	Operation RegistryOperation
	Key       string // Full path, value name included, as `HKLM\...` or `HKU\...`.
	Value     string // Data as text.
}

// Package is what a package manager did.
type Package struct {
	Operation    PackageOperation
	Signed       Truth // Was its origin's signature verified?
	Succeeded    Truth
	Manager      string // "dpkg", "apt", "rpm", "npm", "msi", "pkg"...
	Name         string
	Version      string
	OldVersion   string
	Architecture string
	Repository   string // Host or URL it came from.
	Key          string // Fingerprint of the key that signed it.
	Publisher    string
}

// Integrity is the operating system's own judgement of a file.
type Integrity struct {
	Result IntegrityResult
	Policy string // Name of the policy that spoke.
	Reason string // As the system words it.
}

// Claim is a finding on a subject.
type Claim struct {
	SubjectKind SubjectKind // Of an enricher's claim: left out, it is what was asked about.
	Subject     string      // Path, hash, name, address...
	Finding     Finding
	Lifetime    time.Duration // How long it stays true; 0: for good.
	Claimant    string        // Who says so; of an enricher's claim always the enricher.
	Reason      string        // For a person to read.
	Reasons     Reasons       // Of FindingDestination.
	Signature   *Signature    // Of FindingSignature.
}
