// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include <stdlib.h>
#include "glue.h"
*/
import "C"

import (
	"time"
	"unsafe"
)

// StoreOptions of [Engine.AttachStore]. The zero value is a good one.
type StoreOptions struct {
	Existing     bool          // Do not make a store where there is none.
	Acknowledged bool          // A verdict counts as received when Acknowledge says so.
	EveryEvents  uint64        // Events between two checkpoints; 0: 50,000.
	EveryTime    time.Duration // Event time between two; 0: a minute.
	EveryBytes   uint64        // Bytes taken in with events between two; 0: 64 MiB.
	Identity     string        // Whose store it is, such as a machine id; "": anyone's.
}

// AttachStore takes over what the store at that path holds and keeps it up to date
// from now on; path "" is a store in memory, for tests. It comes before the first
// event. Feed again all events after [Checkpoint.Sequence].
func (e *Engine) AttachStore(path string, options StoreOptions) error {
	return e.call(func(d *C.schain_error) (status C.schain_status) {
		if e.glue.store != nil {
			return C.SCHAIN_E_STATE
		}
		var c C.schain_store_options
		C.schain_store_options_init(&c, C.sizeof_schain_store_options)
		if options.Acknowledged {
			c.flags |= C.SCHAIN_STORE_ACKNOWLEDGED
		}
		c.every_events = C.uint64_t(options.EveryEvents)
		c.every_time = C.int64_t(options.EveryTime)
		c.every_bytes = C.uint64_t(options.EveryBytes)
		flags := C.uint32_t(0)
		if options.Existing {
			flags = C.SCHAIN_STORE_EXISTING
		}
		withText(options.Identity, func(identity *C.char) {
			c.identity = C.schain_string_of(identity)
			withText(path, func(path *C.char) { status = C.glue_attach(e.glue, path, flags, &c, d) })
		})
		return
	})
}

// Checkpoint is how things stand with the store.
type Checkpoint struct {
	Status   Status    // 0, or what the store failed with last: since then all is in memory only.
	Sequence uint64    // Events fed that are in the store, over all of its life.
	Verdicts uint64    // Verdicts handed out by then, over all of its life.
	Made     uint64    // Checkpoints since attaching.
	Failed   uint64    // Attempts that failed since attaching.
	Waiting  uint64    // Events fed that are not in the store.
	Time     time.Time // Latest event time by then.
	Note     string    // Of the last MakeCheckpoint.
}

// MakeCheckpoint makes all that the engine remembers by now last. The note is kept
// with it, such as the caller's place in its input.
func (e *Engine) MakeCheckpoint(note string) error {
	return e.call(func(d *C.schain_error) (status C.schain_status) {
		withString(note, func(note C.schain_string) { status = C.schain_engine_checkpoint(e.glue.engine, note, d) })
		return
	})
}

// Checkpoint tells of the last one. It fails with [ErrState] without a store.
func (e *Engine) Checkpoint() (Checkpoint, error) {
	var found Checkpoint
	err := e.call(func(d *C.schain_error) C.schain_status {
		var c C.schain_checkpoint
		c.struct_size = C.sizeof_schain_checkpoint
		status := C.schain_engine_get_checkpoint(e.glue.engine, &c, d)
		if status >= 0 {
			found = Checkpoint{Status: Status(c.status), Sequence: uint64(c.sequence), Verdicts: uint64(c.verdicts),
				Made: uint64(c.made), Failed: uint64(c.failed), Waiting: uint64(c.waiting), Note: stringOf(c.note)}
			if c.time != 0 {
				found.Time = time.Unix(0, int64(c.time)).UTC()
			}
		}
		return status
	})
	return found, err
}

// LastSequence returns how many events, over all of the store's life, it holds:
// those after it are to be fed again.
func (e *Engine) LastSequence() (uint64, error) {
	checkpoint, err := e.Checkpoint()
	return checkpoint.Sequence, err
}

// Acknowledge says that the verdict of that [Verdict.Number], and all before it, were
// received.
func (e *Engine) Acknowledge(number uint64) error {
	return e.call(func(d *C.schain_error) C.schain_status {
		return C.schain_engine_acknowledge(e.glue.engine, C.uint64_t(number), d)
	})
}

// ExportHost returns all that is remembered of a host, for ImportHost of another
// engine. It holds paths, command lines and names as they were seen.
func (e *Engine) ExportHost(host string) (state []byte, err error) {
	err = e.call(func(d *C.schain_error) (status C.schain_status) {
		var buffer C.struct_glue_buffer
		defer C.glue_release(&buffer)
		withString(host, func(host C.schain_string) { status = C.glue_export(e.glue, host, &buffer, d) })
		state = C.GoBytes(unsafe.Pointer(buffer.data), C.int(buffer.length))
		return
	})
	return state, err
}

// ImportHost takes over what another engine exported.
func (e *Engine) ImportHost(state []byte) error {
	return e.call(func(d *C.schain_error) C.schain_status {
		return C.schain_engine_import_host(e.glue.engine, unsafe.Pointer(unsafe.SliceData(state)), C.size_t(len(state)), d)
	})
}

// ForgetHost forgets a host.
func (e *Engine) ForgetHost(host string) error {
	return e.call(func(d *C.schain_error) (status C.schain_status) {
		withString(host, func(host C.schain_string) { status = C.schain_engine_forget_host(e.glue.engine, host, d) })
		return
	})
}
