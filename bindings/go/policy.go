// SPDX-License-Identifier: Apache-2.0

package supplychain

/*
#include <stdlib.h>
#include "glue.h"
*/
import "C"

import (
	"iter"
	"runtime"
	"unsafe"
)

// Policy is everything that a deployment tunes: the built-in default, with files
// and calls layered on it. It belongs to one goroutine at a time. An engine takes
// a copy.
type Policy struct{ c *C.schain_policy }

// PolicyKey is what is known of one key.
type PolicyKey struct {
	Name    string
	Kind    PolicyKind
	Summary string // meaning and unit
	Source  string // an ATT&CK mutable element, or "library"
}

// PolicyKind says what values a key takes.
type PolicyKind uint32

// Kinds of keys.
const (
	KindDuration PolicyKind = C.SCHAIN_POLICY_DURATION // in nanoseconds
	KindSize     PolicyKind = C.SCHAIN_POLICY_SIZE     // in bytes
	KindInteger  PolicyKind = C.SCHAIN_POLICY_INTEGER
	KindWeight   PolicyKind = C.SCHAIN_POLICY_WEIGHT // in decibans
	KindList     PolicyKind = C.SCHAIN_POLICY_LIST   // patterns
)

// NewPolicy returns the built-in default. Close frees it, and so does the garbage
// collector.
func NewPolicy() (*Policy, error) {
	var d detail
	policy := &Policy{}
	if err := d.check(C.schain_policy_new(nil, &policy.c, d.c())); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(policy, (*Policy).Close)
	return policy, nil
}

// LoadPolicy returns the default with a YAML file layered on it.
func LoadPolicy(path string) (*Policy, error) {
	policy, err := NewPolicy()
	if err != nil {
		return nil, err
	}
	if err := policy.LayerFile(path); err != nil {
		policy.Close()
		return nil, err
	}
	return policy, nil
}

// Close frees the policy. Closing twice is allowed.
func (p *Policy) Close() error {
	C.schain_policy_free(p.c)
	p.c = nil
	runtime.SetFinalizer(p, nil)
	return nil
}

func (p *Policy) call(f func(*C.schain_policy, *C.schain_error) C.schain_status) error {
	if p.c == nil {
		return fail(ErrState, "the policy is closed")
	}
	var d detail
	err := d.check(f(p.c, d.c()))
	runtime.KeepAlive(p)
	return err
}

// Layer layers a YAML document, which errors call name. On an error nothing is
// changed.
func (p *Policy) Layer(yaml, name string) error {
	return p.call(func(policy *C.schain_policy, e *C.schain_error) (status C.schain_status) {
		withString(yaml, func(text C.schain_string) {
			withText(name, func(name *C.char) { status = C.schain_policy_load(policy, text, name, e) })
		})
		return
	})
}

// LayerFile layers a YAML file.
func (p *Policy) LayerFile(path string) error {
	return p.call(func(policy *C.schain_policy, e *C.schain_error) C.schain_status {
		name := C.CString(path)
		defer C.free(unsafe.Pointer(name))
		return C.schain_policy_load_file(policy, name, e)
	})
}

// ImportHost takes approved repositories and registries from the configuration
// files below root, and returns how many patterns are new.
func (p *Policy) ImportHost(root string) (added int, err error) {
	err = p.call(func(policy *C.schain_policy, e *C.schain_error) C.schain_status {
		var count C.size_t
		name := C.CString(root)
		defer C.free(unsafe.Pointer(name))
		status := C.schain_policy_import_host(policy, name, &count, e)
		added = int(count)
		return status
	})
	return added, err
}

func (p *Policy) text(key, value string,
	f func(*C.schain_policy, *C.char, C.schain_string, *C.schain_error) C.schain_status) error {
	return p.call(func(policy *C.schain_policy, e *C.schain_error) (status C.schain_status) {
		name := C.CString(key)
		defer C.free(unsafe.Pointer(name))
		withString(value, func(text C.schain_string) { status = f(policy, name, text, e) })
		return
	})
}

// Set sets a key to a value as policy files write it, such as "90m" or "-6".
func (p *Policy) Set(key, value string) error {
	return p.text(key, value, func(policy *C.schain_policy, key *C.char, value C.schain_string, e *C.schain_error) C.schain_status {
		return C.schain_policy_set(policy, key, value, e)
	})
}

// Add appends patterns to a list.
func (p *Policy) Add(key string, patterns ...string) error {
	for _, pattern := range patterns {
		err := p.text(key, pattern, func(policy *C.schain_policy, key *C.char, pattern C.schain_string, e *C.schain_error) C.schain_status {
			return C.schain_policy_add(policy, key, pattern, e)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Clear empties a list.
func (p *Policy) Clear(key string) error {
	return p.text(key, "", func(policy *C.schain_policy, key *C.char, _ C.schain_string, e *C.schain_error) C.schain_status {
		return C.schain_policy_clear(policy, key, e)
	})
}

// Get returns the value of a key that is no list, in its unit.
func (p *Policy) Get(key string) (value int64, err error) {
	err = p.text(key, "", func(policy *C.schain_policy, key *C.char, _ C.schain_string, e *C.schain_error) C.schain_status {
		var number C.int64_t
		status := C.schain_policy_get(policy, key, &number, e)
		value = int64(number)
		return status
	})
	return value, err
}

// List returns the patterns of a list, none for a key that is unknown.
func (p *Policy) List(key string) []string {
	if p.c == nil {
		return nil
	}
	name := C.CString(key)
	defer C.free(unsafe.Pointer(name))
	patterns := make([]string, int(C.schain_policy_get_count(p.c, name)))
	for i := range patterns {
		patterns[i] = stringOf(C.schain_policy_get_item(p.c, name, C.size_t(i)))
	}
	runtime.KeepAlive(p)
	return patterns
}

// YAML returns the policy, or what differs from base if that is not nil, as Layer
// reads it back.
func (p *Policy) YAML(base *Policy) (string, error) {
	var buffer C.struct_glue_buffer
	defer C.glue_release(&buffer)
	err := p.call(func(policy *C.schain_policy, e *C.schain_error) C.schain_status {
		var below *C.schain_policy
		if base != nil {
			below = base.c
		}
		return C.glue_write_policy(policy, below, &buffer, e)
	})
	runtime.KeepAlive(base)
	return C.GoStringN(buffer.data, C.int(buffer.length)), err
}

// PolicyKeys yields every key there is, in documented order.
func PolicyKeys() iter.Seq[PolicyKey] {
	return func(yield func(PolicyKey) bool) {
		for i := C.size_t(0); ; i++ {
			key := C.schain_policy_key_at(i)
			if key == nil || !yield(PolicyKey{Name: C.GoString(key.name), Kind: PolicyKind(key.kind),
				Summary: C.GoString(key.summary), Source: C.GoString(key.source)}) {
				return
			}
		}
	}
}

// stringOf copies a string of C's.
func stringOf(s C.schain_string) string {
	return C.GoStringN(s.data, C.int(s.length))
}
