// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include <stdlib.h>
#include "glue.h"
*/
import "C"

import (
	"context"
	"iter"
	"log/slog"
	"runtime"
	"runtime/cgo"
	"sort"
	"sync/atomic"
	"time"
	"unsafe"
)

// Options of [NewEngine]. The zero value is a good one.
type Options struct {
	Policy      *Policy    // Copied; nil: the built-in default.
	MemoryLimit uint64     // Bytes of state at most; 0: 64 MiB.
	Enrichers   []Enricher // Asked about what was delivered and where it connects.
	// Parent of the context that enrichers are given; nil: context.Background().
	Context context.Context
	Logger  *slog.Logger // Told of what people should know; nil: nobody is.
	Lines   bool         // Name input lines in Verdict.JSON, as "replay --lines" does.
}

// Engine judges the events that it is fed. It belongs to one goroutine at a time: a
// call that is made while another is under way returns [ErrState]. Different engines
// run in parallel.
type Engine struct {
	glue      *C.struct_glue
	encoder   encoder
	logger    cgo.Handle
	enrichers []cgo.Handle
	ctx       context.Context // done when the engine is closed
	cancel    context.CancelFunc
	busy      atomic.Bool
}

// NewEngine returns an engine. Close frees it, and so does the garbage collector.
func NewEngine(options Options) (*Engine, error) {
	var d detail
	engine := &Engine{}
	parent := options.Context
	if parent == nil {
		parent = context.Background()
	}
	engine.ctx, engine.cancel = context.WithCancel(parent)
	if options.Logger != nil {
		engine.logger = cgo.NewHandle(options.Logger)
	}
	report := C.uint32_t(0)
	if options.Lines {
		report = C.SCHAIN_REPORT_LINES
	}
	engine.glue = C.glue_new(report, C.uintptr_t(engine.logger), d.c())
	if engine.glue == nil {
		engine.release()
		return nil, fail(ErrMemory, ErrMemory.Error())
	}
	for _, enricher := range options.Enrichers {
		if err := engine.enrich(enricher, options.Logger); err != nil {
			engine.release()
			return nil, err
		}
	}
	var policy *C.schain_policy
	if options.Policy != nil {
		if policy = options.Policy.c; policy == nil {
			engine.release()
			return nil, fail(ErrState, "the policy is closed")
		}
	}
	err := d.check(C.glue_start(engine.glue, policy, C.uint64_t(options.MemoryLimit), d.c()))
	runtime.KeepAlive(options.Policy)
	if err != nil {
		engine.release()
		return nil, err
	}
	runtime.SetFinalizer(engine, (*Engine).release)
	return engine, nil
}

func (e *Engine) enrich(enricher Enricher, logger *slog.Logger) error {
	var d detail
	subjects := C.uint32_t(0)
	for _, kind := range enricher.Subjects() {
		subjects |= 1 << kind
	}
	handle := cgo.NewHandle(&instance{enricher: enricher, ctx: e.ctx, logger: logger})
	e.enrichers = append(e.enrichers, handle)
	name := C.CString(enricher.Name())
	defer C.free(unsafe.Pointer(name))
	return d.check(C.glue_enrich(e.glue, C.uintptr_t(handle), name, subjects, d.c()))
}

func (e *Engine) release() {
	e.cancel()
	if e.glue != nil {
		C.glue_free(e.glue)
		e.glue = nil
	}
	for _, handle := range e.enrichers {
		handle.Delete()
	}
	e.enrichers = nil
	if e.logger != 0 {
		e.logger.Delete()
		e.logger = 0
	}
	e.encoder.free()
	runtime.SetFinalizer(e, nil)
}

// Close frees the engine and closes its enrichers. Closing twice is allowed. The
// error is [ErrState] if a call is under way; then the engine lives on.
func (e *Engine) Close() error {
	if !e.busy.CompareAndSwap(false, true) {
		return errBusy
	}
	defer e.busy.Store(false)
	e.release()
	return nil
}

var errBusy = fail(ErrState, "another call of the engine is under way")

// call makes f the only call of the engine.
func (e *Engine) call(f func(*C.schain_error) C.schain_status) error {
	if err := e.enter(); err != nil {
		return err
	}
	defer e.leave()
	var d detail
	return d.check(f(d.c()))
}

func (e *Engine) enter() error {
	if !e.busy.CompareAndSwap(false, true) {
		return errBusy
	}
	if e.glue == nil {
		e.leave()
		return fail(ErrState, "the engine is closed")
	}
	return nil
}

func (e *Engine) leave() {
	e.busy.Store(false)
	runtime.KeepAlive(e)
}

// Feed feeds events and returns how many were taken, which on an error may be fewer
// than there are. Nothing of them is kept.
func (e *Engine) Feed(events ...Event) (taken int, err error) {
	if err := e.enter(); err != nil {
		return 0, err
	}
	defer e.leave()
	var d detail
	for taken < len(events) {
		batch := events[taken:min(taken+batchSize, len(events))]
		var consumed C.size_t
		status := C.schain_engine_feed(e.glue.engine, e.encoder.encode(batch), C.sizeof_schain_event,
			C.size_t(len(batch)), &consumed, d.c())
		taken += int(consumed)
		if err := d.check(status); err != nil {
			return taken, err
		}
	}
	return taken, nil
}

// Advance tells the time where no event does: what is held back longer than the
// policy's lateness is judged.
func (e *Engine) Advance(now time.Time) error {
	return e.call(func(d *C.schain_error) C.schain_status {
		return C.schain_engine_advance(e.glue.engine, nanoseconds(now), d)
	})
}

// Flush judges everything that is held back, as at the end of input.
func (e *Engine) Flush() error {
	return e.call(func(d *C.schain_error) C.schain_status { return C.schain_engine_flush(e.glue.engine, d) })
}

// SetPolicy takes over a copy of a policy, for events from now on.
func (e *Engine) SetPolicy(policy *Policy) error {
	defer runtime.KeepAlive(policy)
	return e.call(func(d *C.schain_error) C.schain_status {
		return C.schain_engine_set_policy(e.glue.engine, policy.c, d)
	})
}

// kept takes the verdicts that C has kept.
func (e *Engine) kept() []*Verdict {
	var verdicts []*Verdict
	buffer := &e.glue.verdicts
	for at := C.size_t(0); at < buffer.length; at = C.glue_next(buffer, at) {
		head := (*C.struct_glue_line)(unsafe.Add(unsafe.Pointer(buffer.data), at))
		line := C.GoBytes(unsafe.Add(unsafe.Pointer(head), C.sizeof_struct_glue_line), C.int(head.length))
		verdict, err := ParseVerdict(line)
		if err != nil {
			panic("supplychain: " + err.Error()) // the library and this package do not fit
		}
		verdict.Number = uint64(head.number)
		verdicts = append(verdicts, verdict)
	}
	buffer.length = 0
	return verdicts
}

func each(verdicts []*Verdict) iter.Seq[*Verdict] {
	return func(yield func(*Verdict) bool) {
		for _, verdict := range verdicts {
			if !yield(verdict) {
				return
			}
		}
	}
}

// Verdicts takes the verdicts since the last call, every revision as it came. Of a
// closed engine there are none. The engine may be called meanwhile.
func (e *Engine) Verdicts() iter.Seq[*Verdict] {
	if e.enter() != nil {
		return each(nil)
	}
	defer e.leave()
	return each(e.kept())
}

// OpenVerdicts returns each open verdict as it stands, in order of first evidence.
func (e *Engine) OpenVerdicts() ([]*Verdict, error) {
	if err := e.enter(); err != nil {
		return nil, err
	}
	defer e.leave()
	// What Verdicts has not taken yet stays.
	var d detail
	waiting := e.glue.verdicts
	e.glue.verdicts = C.struct_glue_buffer{}
	defer func() {
		C.glue_release(&e.glue.verdicts)
		e.glue.verdicts = waiting
	}()
	if err := d.check(C.glue_each(e.glue, d.c())); err != nil {
		return nil, err
	}
	return e.kept(), nil
}

// Latest flushes the engine, and returns the last revision of each verdict since the last
// call of Verdicts and of all that are open, in order of first evidence: what
// "supplychain replay" writes.
func (e *Engine) Latest() ([]*Verdict, error) {
	if err := e.Flush(); err != nil {
		return nil, err
	}
	latest := map[string]*Verdict{}
	for verdict := range e.Verdicts() {
		latest[verdict.ID] = verdict
	}
	open, err := e.OpenVerdicts()
	if err != nil {
		return nil, err
	}
	for _, verdict := range open {
		latest[verdict.ID] = verdict
	}
	ordered := make([]*Verdict, 0, len(latest))
	for _, verdict := range latest {
		ordered = append(ordered, verdict)
	}
	sort.Slice(ordered, func(i, j int) bool {
		a, b := ordered[i], ordered[j]
		if !a.FirstTime.Equal(b.FirstTime) {
			return a.FirstTime.Before(b.FirstTime)
		}
		return a.ID < b.ID
	})
	return ordered, nil
}

// Statistics are counters since the engine was made; those above the blank line are as
// it stands.
type Statistics struct {
	Hosts, Processes, Files, Deliveries, Chains, Products uint64
	ColdDeliveries, ColdFiles                             uint64
	Memory, MemoryPeak                                    uint64 // Bytes of state.

	Events, EventsJudged, EventsLate, EventsUnknown, EventsLost, ReorderOverflow             uint64
	Verdicts                                                                                 uint64
	ForgottenHosts, ForgottenProcesses, ForgottenFiles, ForgottenDeliveries, ForgottenChains uint64
	PutAway, Woken, Unread                                                                   uint64 // Deliveries, to and from the store.
}

// Statistics returns the engine's counters.
func (e *Engine) Statistics() (Statistics, error) {
	var s C.schain_engine_statistics
	s.struct_size = C.sizeof_schain_engine_statistics
	err := e.call(func(d *C.schain_error) C.schain_status {
		return C.schain_engine_get_statistics(e.glue.engine, &s, d)
	})
	return Statistics{
		Hosts: uint64(s.hosts), Processes: uint64(s.processes), Files: uint64(s.files),
		Deliveries: uint64(s.deliveries), Chains: uint64(s.chains), Products: uint64(s.products),
		ColdDeliveries: uint64(s.cold_deliveries), ColdFiles: uint64(s.cold_files),
		Memory: uint64(s.memory), MemoryPeak: uint64(s.memory_peak),
		Events: uint64(s.events), EventsJudged: uint64(s.events_judged), EventsLate: uint64(s.events_late),
		EventsUnknown: uint64(s.events_unknown), EventsLost: uint64(s.events_lost),
		ReorderOverflow: uint64(s.reorder_overflow), Verdicts: uint64(s.verdicts),
		ForgottenHosts: uint64(s.forgotten_hosts), ForgottenProcesses: uint64(s.forgotten_processes),
		ForgottenFiles: uint64(s.forgotten_files), ForgottenDeliveries: uint64(s.forgotten_deliveries),
		ForgottenChains: uint64(s.forgotten_chains),
		PutAway:         uint64(s.put_away), Woken: uint64(s.woken), Unread: uint64(s.unread),
	}, err
}
