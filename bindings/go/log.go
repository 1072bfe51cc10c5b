// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include <stdlib.h>
#include "glue.h"
*/
import "C"

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime/cgo"
	"unsafe"
)

// LogOptions of [Engine.FeedLog]. The zero value recognises the format.
type LogOptions struct {
	Format  string // Such as "auditd"; "supplychain formats" lists them.
	Origin  string // The input's name, for evidence.
	Host    string // Host of events whose record names none.
	Mapping string // YAML text of a mapping for other JSON.
	// Problem is told of each record that cannot be read, or only in part. What it
	// returns, if not nil, ends the call. nil: skipped records are counted.
	Problem func(*Error) error
}

// LogResult counts what became of a log.
type LogResult struct {
	Format     string // "" while undecided.
	Bytes      uint64 // After decompression.
	Records    uint64
	Events     uint64
	Ignored    uint64 // Whole records of no use here.
	Damaged    uint64 // Skipped as unreadable.
	Incomplete uint64 // Used as far as possible.
}

// Strict is a [LogOptions.Problem] that ends at the first record that cannot be read.
func Strict(problem *Error) error { return problem }

const readSize = 256 << 10

// FeedLog feeds a log to its end: gzip, zstd and zip are unpacked. What is read at
// once goes over to C in one call. The context is looked at between two reads; events
// up to there were fed.
func (e *Engine) FeedLog(ctx context.Context, log io.Reader, options LogOptions) (result LogResult, err error) {
	if err := e.enter(); err != nil {
		return result, err
	}
	defer e.leave()
	listener := &listener{problem: options.Problem}
	handle := cgo.Handle(0)
	if options.Problem != nil {
		handle = cgo.NewHandle(listener)
		defer handle.Delete()
	}
	if err := e.openLog(&options, handle); err != nil {
		return result, err
	}
	defer C.glue_close_log(e.glue)
	err = e.readLog(ctx, log)
	if listener.panicked != nil {
		panic(listener.panicked)
	}
	if listener.err != nil && errors.Is(err, ErrCancelled) {
		err = listener.err
	}
	return e.logResult(), err
}

// FeedFile is FeedLog on a file, whose path is the origin unless the options say otherwise.
func (e *Engine) FeedFile(ctx context.Context, path string, options LogOptions) (LogResult, error) {
	file, err := os.Open(path)
	if err != nil {
		return LogResult{}, err
	}
	defer file.Close()
	if options.Origin == "" {
		options.Origin = path
	}
	return e.FeedLog(ctx, file, options)
}

func (e *Engine) openLog(options *LogOptions, handle cgo.Handle) error {
	var d detail
	var texts [4]*C.char
	for i, text := range []string{options.Format, options.Origin, options.Host, options.Mapping} {
		if text != "" {
			texts[i] = C.CString(text)
			defer C.free(unsafe.Pointer(texts[i]))
		}
	}
	// In C's memory, since it holds pointers.
	c := (*C.struct_glue_log)(C.calloc(1, C.sizeof_struct_glue_log))
	defer C.free(unsafe.Pointer(c))
	c.format, c.origin, c.host, c.mapping = texts[0], texts[1], texts[2], texts[3]
	return d.check(C.glue_open_log(e.glue, c, C.uintptr_t(handle), d.c()))
}

func (e *Engine) readLog(ctx context.Context, log io.Reader) error {
	var d detail
	piece := make([]byte, readSize)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, failure := log.Read(piece)
		if n > 0 {
			if err := d.check(C.glue_feed_log(e.glue, unsafe.Pointer(&piece[0]), C.size_t(n), d.c())); err != nil {
				return err
			}
		}
		if failure == io.EOF {
			return d.check(C.glue_finish_log(e.glue, d.c()))
		}
		if failure != nil {
			return failure
		}
	}
}

func (e *Engine) logResult() LogResult {
	var d detail
	var s C.schain_decoder_statistics
	s.struct_size = C.sizeof_schain_decoder_statistics
	C.schain_decoder_get_statistics(e.glue.decoder, &s, d.c())
	result := LogResult{Bytes: uint64(s.bytes), Records: uint64(s.records), Events: uint64(s.events),
		Ignored: uint64(s.ignored), Damaged: uint64(s.damaged), Incomplete: uint64(s.incomplete)}
	if format := C.schain_decoder_get_format(e.glue.decoder); format != nil {
		result.Format = C.GoString(format.name)
	}
	return result
}

// listener stands between C and LogOptions.Problem.
type listener struct {
	problem  func(*Error) error
	err      error
	panicked any
}

//export supplychainProblem
func supplychainProblem(handle C.uintptr_t, problem *C.schain_error) (stop C.int) {
	l := cgo.Handle(handle).Value().(*listener)
	// A panic may not run through C: it goes on behind it.
	defer func() {
		if l.panicked = recover(); l.panicked != nil {
			stop = 1
		}
	}()
	found := errorOf(problem)
	if found.Status >= 0 {
		found.Status = ErrDamaged
	}
	if l.err = l.problem(found); l.err != nil {
		return 1
	}
	return 0
}
