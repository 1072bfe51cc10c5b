// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include <stdlib.h>
#include "glue.h"
*/
import "C"

import (
	"strconv"
	"strings"
	"unsafe"
)

// Status says what kind of failure an [Error] is. It is an error itself, so that
// errors.Is(err, supplychain.ErrDamaged) tells.
type Status int32

// What calls fail with.
const (
	ErrArgument    Status = C.SCHAIN_E_ARGUMENT    // An argument is not valid.
	ErrMemory      Status = C.SCHAIN_E_MEMORY      // Memory is out.
	ErrState       Status = C.SCHAIN_E_STATE       // Not allowed now: closed, or another call is under way.
	ErrTooSmall    Status = C.SCHAIN_E_TOO_SMALL   // A struct is older than version 1.0.
	ErrTooNew      Status = C.SCHAIN_E_TOO_NEW     // Made by a later version.
	ErrSyntax      Status = C.SCHAIN_E_SYNTAX      // Text could not be parsed.
	ErrKey         Status = C.SCHAIN_E_KEY         // Unknown policy key.
	ErrValue       Status = C.SCHAIN_E_VALUE       // A value out of range or of a wrong type.
	ErrLimit       Status = C.SCHAIN_E_LIMIT       // A limit was reached.
	ErrIO          Status = C.SCHAIN_E_IO          // A file could not be read or written.
	ErrFormat      Status = C.SCHAIN_E_FORMAT      // Not a known format.
	ErrUnsupported Status = C.SCHAIN_E_UNSUPPORTED // Configured out of the library.
	ErrDamaged     Status = C.SCHAIN_E_DAMAGED     // Input is damaged.
	ErrCancelled   Status = C.SCHAIN_E_CANCELLED   // A callback asked to stop.
)

// Error returns one English sentence.
func (s Status) Error() string { return C.GoString(C.schain_status_get_text(C.schain_status(s))) }

// String returns the name, such as "SCHAIN_E_SYNTAX".
func (s Status) String() string { return C.GoString(C.schain_status_get_name(C.schain_status(s))) }

// Place says where in the input something is wrong. What is not known is empty or 0.
type Place struct {
	Where  string // file or object
	Line   uint64 // from 1
	Column uint64 // in bytes, from 1
	Offset uint64 // in bytes
}

// String returns "where:line:column", as far as known.
func (p Place) String() string {
	parts := make([]string, 0, 3)
	if p.Where != "" {
		parts = append(parts, p.Where)
	}
	for _, n := range []uint64{p.Line, p.Column} {
		if n != 0 {
			parts = append(parts, strconv.FormatUint(n, 10))
		}
	}
	return strings.Join(parts, ":")
}

// Error is what failing calls return.
type Error struct {
	Status  Status
	Place   Place
	Message string
}

// Error returns "place: message".
func (e *Error) Error() string {
	if place := e.Place.String(); place != "" {
		return place + ": " + e.Message
	}
	return e.Message
}

// Unwrap returns the status, for errors.Is.
func (e *Error) Unwrap() error { return e.Status }

func fail(status Status, message string) error {
	return &Error{Status: status, Message: message}
}

// detail is what a call writes its failure to.
type detail struct{ error C.schain_error }

func (d *detail) c() *C.schain_error {
	C.schain_error_init(&d.error, C.sizeof_schain_error)
	return &d.error
}

func errorOf(given *C.schain_error) *Error {
	return &Error{
		Status: Status(given.code),
		Place: Place{Where: C.GoString(&given.where[0]), Line: uint64(given.line), Column: uint64(given.column),
			Offset: uint64(given.offset)},
		Message: C.GoString(&given.message[0]),
	}
}

func (d *detail) check(status C.schain_status) error {
	if status >= 0 {
		return nil
	}
	found := errorOf(&d.error)
	found.Status = Status(status)
	if found.Message == "" {
		found.Message = found.Status.Error()
	}
	return found
}

// withText calls f with a NUL-terminated copy of s, NULL for an empty one.
func withText(s string, f func(*C.char)) {
	if s == "" {
		f(nil)
		return
	}
	text := C.CString(s)
	defer C.free(unsafe.Pointer(text))
	f(text)
}

// withString calls f with a copy of s that C may look at meanwhile.
func withString(s string, f func(C.schain_string)) {
	text := C.CString(s)
	defer C.free(unsafe.Pointer(text))
	f(C.schain_string{data: text, length: C.size_t(len(s))})
}
