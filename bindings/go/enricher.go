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
	"fmt"
	"log/slog"
	"runtime/cgo"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// Enricher makes claims on subjects: it tells what the product knows already.
type Enricher interface {
	// Name has lower-case letters, digits and '-', a letter first; 31 at most.
	Name() string
	// Subjects says what it wants to be asked about: SubjectFile, SubjectDomain,
	// SubjectAddress, SubjectSigner and SubjectPackage.
	Subjects() []SubjectKind
	// Ask returns claims on what is asked about, or none if nothing is known. It has to
	// return at once, since Feed waits for it, and may not call the engine. With the
	// error [Later] the answer comes by [Question.Answer], from any goroutine. Any other
	// error, and a panic, are logged, counted, and cost that answer only.
	//
	// The context has the values of [Options.Context], and is done when that one is or
	// the engine is closed: then nobody waits for a later answer any more.
	Ask(context.Context, *Question) ([]Claim, error)
}

// Later is what Ask returns when the answer comes later.
var Later = errors.New("the answer comes later")

// Question is what an enricher is asked about, and what the engine knows of it.
type Question struct {
	Kind    SubjectKind
	Subject string // Path, name, address, signer or package URL.
	Time    time.Time
	OS      OS
	Host    string
	Product string // What was delivered, as far as known.
	Vendor  string
	Version string
	SHA256  string // Of a file, as far as known; lower case, whatever the sensor wrote.
	Port    uint32 // Of a destination that was connected to.
	Process string // Image of the process that runs, loads or connects.

	number   C.uint64_t
	instance *instance
}

// Answer answers a question of which Ask returned [Later]. It fails with [ErrState] once
// the engine is closed, and with [ErrArgument] or [ErrLimit] for claims that will not do.
func (q *Question) Answer(claims ...Claim) error { return q.instance.post(q.number, claims) }

// instance is an enricher as C knows it.
type instance struct {
	enricher Enricher
	ctx      context.Context // of the engine's life
	logger   *slog.Logger
	guard    sync.RWMutex // held for reading while the host is called
	host     *C.schain_plugin_host
}

func (i *instance) post(number C.uint64_t, claims []Claim) error {
	memory := encoder{room: 1 << 12}
	defer memory.free()
	var first *C.schain_claim
	if len(claims) > 0 {
		size := uintptr(len(claims)) * C.sizeof_schain_claim
		made := unsafe.Slice((*C.schain_claim)(C.calloc(1, C.size_t(size))), len(claims))
		first = &made[0]
		defer C.free(unsafe.Pointer(first))
		for n := range claims {
			memory.claim(&made[n], &claims[n])
		}
	}
	i.guard.RLock()
	defer i.guard.RUnlock()
	if i.host == nil {
		return fail(ErrState, "the engine is closed")
	}
	if status := C.glue_post(i.host, number, first, C.size_t(len(claims))); status < 0 {
		return fail(Status(status), Status(status).Error())
	}
	return nil
}

func (i *instance) tell(question *Question, err error) {
	if i.logger != nil {
		i.logger.Error("an enricher failed", "enricher", i.enricher.Name(), "subject", question.Subject, "error", err)
	}
}

//export supplychainOpen
func supplychainOpen(handle C.uintptr_t, host *C.schain_plugin_host) {
	i := cgo.Handle(handle).Value().(*instance)
	i.guard.Lock()
	defer i.guard.Unlock()
	i.host = host
}

//export supplychainClose
func supplychainClose(handle C.uintptr_t) {
	i := cgo.Handle(handle).Value().(*instance)
	i.guard.Lock()
	defer i.guard.Unlock()
	i.host = nil
}

//export supplychainAsk
func supplychainAsk(handle C.uintptr_t, c *C.schain_question) (status C.schain_status) {
	i := cgo.Handle(handle).Value().(*instance)
	question := questionOf(c)
	question.instance = i
	// A panic may not run through C.
	defer func() {
		if caught := recover(); caught != nil {
			i.tell(question, fmt.Errorf("panic: %v\n%s", caught, debug.Stack()))
			status = C.SCHAIN_E_STATE
		}
	}()
	claims, err := i.enricher.Ask(i.ctx, question)
	if errors.Is(err, Later) {
		return C.SCHAIN_AGAIN
	}
	if err == nil {
		err = question.Answer(claims...)
	}
	if err != nil {
		i.tell(question, err)
		return C.SCHAIN_E_STATE
	}
	return C.SCHAIN_OK
}

func questionOf(c *C.schain_question) *Question {
	q := &Question{Kind: SubjectKind(c.subject_kind), Subject: stringOf(c.subject), OS: OS(c.os), Host: stringOf(c.host),
		Product: stringOf(c.product), Vendor: stringOf(c.vendor), Version: stringOf(c.version), number: c.number}
	if c.time != 0 {
		q.Time = time.Unix(0, int64(c.time)).UTC()
	}
	if c.file != nil {
		q.SHA256 = strings.ToLower(stringOf(c.file.sha256))
	}
	if c.connection != nil {
		q.Port = uint32(c.connection.port)
	}
	if c.process != nil && c.process.image != nil {
		q.Process = stringOf(c.process.image.path)
	}
	return q
}

//export supplychainLog
func supplychainLog(handle C.uintptr_t, level C.uint32_t, message *C.char) {
	levels := [...]slog.Level{slog.LevelError, slog.LevelWarn, slog.LevelInfo, slog.LevelDebug}
	logger := cgo.Handle(handle).Value().(*slog.Logger)
	// A handler's panic may not run through C, and there is nobody left to tell.
	defer func() { _ = recover() }()
	logger.Log(context.Background(), levels[min(int(level), len(levels)-1)], C.GoString(message))
}
