// SPDX-License-Identifier: Apache-2.0

// Package supplychain gives correlated verdicts on compromised software and
// update chains (MITRE ATT&CK DET0309, DET0009, DET0537).
//
// An [Engine] is fed events, by [Engine.Feed], or whole logs, by
// [Engine.FeedLog]; verdicts come from [Engine.Verdicts]. A [Policy] holds all
// that a deployment tunes, and an [Enricher] tells what the product knows
// already of a file or a destination.
//
// The package is a face of the C library libsupplychain and finds it by
// pkg-config. Events and logs go over in batches, so that a call from Go to C
// is made once for hundreds of events.
package supplychain

/*
#cgo pkg-config: libsupplychain-1 libsupplychain-decode-1
#include "glue.h"
*/
import "C"

// Version returns the version of the C library.
func Version() string { return C.GoString(C.schain_version()) }
