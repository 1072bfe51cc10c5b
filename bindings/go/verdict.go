// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include "glue.h"
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"time"
)

// Level says how sure a verdict is that something is wrong.
type Level uint32

// Levels.
const (
	LevelInfo     Level = C.SCHAIN_LEVEL_INFO     // A delivery with a remark.
	LevelLow      Level = C.SCHAIN_LEVEL_LOW      // Unusual; worth keeping.
	LevelMedium   Level = C.SCHAIN_LEVEL_MEDIUM   // As likely compromised as not: look at it.
	LevelHigh     Level = C.SCHAIN_LEVEL_HIGH     // Probably compromised.
	LevelCritical Level = C.SCHAIN_LEVEL_CRITICAL // Act now.
)

// String returns the name, such as "high".
func (l Level) String() string { return C.GoString(C.schain_level_get_name(C.uint32_t(l))) }

// UnmarshalText reads a name.
func (l *Level) UnmarshalText(text []byte) error {
	var found C.uint32_t
	withString(string(text), func(name C.schain_string) { found = C.schain_level_of(name) })
	if found == ^C.uint32_t(0) {
		return fmt.Errorf("no level is called %q", text)
	}
	*l = Level(found)
	return nil
}

// MarshalText writes the name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Verdict is the engine's judgement of one chain, revised when the evidence changes.
// What is not known is empty, 0, nil or the zero time. Positions of processes count
// from 1.
type Verdict struct {
	JSON   []byte `json:"-"` // The line that "supplychain replay --json" writes, byte for byte.
	Number uint64 `json:"-"` // For [Engine.Acknowledge]; 0 of [Engine.OpenVerdicts].

	ID              string        `json:"id"` // Depends on the chain's content only.
	Revision        uint32        `json:"revision"`
	Final           bool          `json:"final"` // The chain is closed and will not be revised.
	Level           Level         `json:"level"`
	Score           int32         `json:"score"`      // Decibans.
	Confidence      uint32        `json:"confidence"` // Per cent of the evidence that the sensors could have shown.
	Host            string        `json:"host"`
	OS              string        `json:"os"`
	Product         string        `json:"product"`
	Version         string        `json:"version"`
	PreviousVersion string        `json:"previous_version"`
	Installer       string        `json:"installer"`
	FirstTime       time.Time     `json:"first_time"`
	LastTime        time.Time     `json:"last_time"`
	Attack          Attack        `json:"attack"`
	Explanation     string        `json:"explanation"`
	Stages          []Stage       `json:"stages"`
	Signals         []Signal      `json:"signals"`
	Files           []Delivered   `json:"files"`
	Processes       []Member      `json:"processes"`
	Destinations    []Destination `json:"destinations"`
	Gaps            []Gap         `json:"gaps"`
	Isolate         []string      `json:"isolate"`  // What to contain.
	Preserve        []string      `json:"preserve"` // What to keep as evidence.
	Omitted         uint64        `json:"omitted"`  // Pieces of evidence left out because of limits.
	Forgotten       *Forgotten    `json:"forgotten"`
}

// Attack names the entries of MITRE ATT&CK.
type Attack struct {
	Technique string `json:"technique"`
	Strategy  string `json:"strategy"`
	Analytic  string `json:"analytic"`
}

// Stage is a stage that the chain reached.
type Stage struct {
	Name string    `json:"stage"`
	Time time.Time `json:"time"`
}

// Signal is one weak finding with the event behind it.
type Signal struct {
	Name        string    `json:"name"`
	Stage       string    `json:"stage"`
	Weight      int32     `json:"weight"` // Decibans; negative is good news.
	Time        time.Time `json:"time"`
	Event       string    `json:"event"`
	Source      string    `json:"source"`
	Record      Record    `json:"record"`
	Text        string    `json:"text"`
	Occurrences uint32    `json:"occurrences"`
	Process     int       `json:"process"`
}

// Record is the input record behind a signal.
type Record struct {
	ID     string `json:"id"`
	Number uint64 `json:"number"`
	Origin string `json:"origin"`
	Line   uint64 `json:"line"` // Only with Options.Lines.
}

// Delivered is a delivered file that the chain used.
type Delivered struct {
	Path      string    `json:"path"`
	Content   string    `json:"content"`
	Time      time.Time `json:"time"`
	Process   int       `json:"process"`
	SHA256    string    `json:"sha256"`
	SHA1      string    `json:"sha1"`
	MD5       string    `json:"md5"`
	Signature string    `json:"signature"`
	Signer    string    `json:"signer"`
}

// Member is a process of the chain; parents come before children.
type Member struct {
	Role        string    `json:"role"` // "installer", "subject", "child" or "loader".
	PID         uint64    `json:"pid"`
	Time        time.Time `json:"time"`
	Parent      int       `json:"parent"`
	Distance    uint32    `json:"distance"`
	GUID        string    `json:"guid"`
	Image       string    `json:"image"`
	CommandLine string    `json:"command_line"`
	User        string    `json:"user"`
}

// Destination is where the chain connected.
type Destination struct {
	HostName    string    `json:"host_name"`
	Address     string    `json:"address"`
	Port        uint32    `json:"port"`
	Protocol    uint32    `json:"protocol"`
	Connections uint32    `json:"connections"`
	Time        time.Time `json:"time"`
	Process     int       `json:"process"`
	Judgement   string    `json:"judgement"`
}

// Gap is a log source that did not report, and what it would have told.
type Gap struct {
	Source string `json:"source"`
	Stage  string `json:"stage"`
	Text   string `json:"text"`
}

// Forgotten says what memory was too short to remember of the host.
type Forgotten struct {
	Since      time.Time `json:"since"`
	Processes  uint64    `json:"processes"`
	Files      uint64    `json:"files"`
	Deliveries uint64    `json:"deliveries"`
	Chains     uint64    `json:"chains"`
}

// ParseVerdict reads a line of JSON; keys of later versions are passed over.
func ParseVerdict(line []byte) (*Verdict, error) {
	verdict := &Verdict{JSON: line}
	if err := json.Unmarshal(line, verdict); err != nil {
		return nil, err
	}
	return verdict, nil
}
