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

const (
	batchSize  = 256     // events handed over in one call
	blockSize  = 1 << 18 // bytes
	blockCount = 16      // blocks kept for the next batch
)

// encoder writes events as C structs into C memory, which it keeps from one batch
// to the next. No pointer to Go memory is ever stored there.
type encoder struct {
	events *C.schain_event // batchSize of them
	blocks []unsafe.Pointer
	sizes  []uintptr
	block  int     // that is being filled
	used   uintptr // bytes of it
	room   uintptr // of a block; 0: blockSize
}

func (e *encoder) free() {
	C.free(unsafe.Pointer(e.events))
	for _, block := range e.blocks {
		C.free(block)
	}
	*e = encoder{}
}

// reset forgets what was encoded.
func (e *encoder) reset() {
	for i := blockCount; i < len(e.blocks); i++ {
		C.free(e.blocks[i])
	}
	if len(e.blocks) > blockCount {
		e.blocks, e.sizes = e.blocks[:blockCount], e.sizes[:blockCount]
	}
	e.block, e.used = 0, 0
}

// take returns memory aligned for any struct. C.malloc never returns nil: cgo ends the
// program instead, as Go does when it is out of memory.
func (e *encoder) take(size uintptr) unsafe.Pointer {
	size = (size + 7) &^ 7
	for ; e.block < len(e.blocks); e.block, e.used = e.block+1, 0 {
		if size <= e.sizes[e.block]-e.used {
			memory := unsafe.Add(e.blocks[e.block], e.used)
			e.used += size
			return memory
		}
	}
	room := e.room
	if room == 0 {
		room = blockSize
	}
	room = max(room, size)
	e.blocks = append(e.blocks, C.malloc(C.size_t(room)))
	e.sizes = append(e.sizes, room)
	e.used = size
	return e.blocks[e.block]
}

// zeroed returns memory for a T. It is cleared as bytes before pointers are stored:
// the collector's write barrier looks at what a pointer was before, and what is left
// of earlier texts is none.
func zeroed[T any](e *encoder) *T {
	var t T
	memory := e.take(unsafe.Sizeof(t))
	clear(unsafe.Slice((*byte)(memory), unsafe.Sizeof(t)))
	return (*T)(memory)
}

func (e *encoder) text(to *C.schain_string, s string) {
	if s == "" {
		return
	}
	memory := e.take(uintptr(len(s)))
	copy(unsafe.Slice((*byte)(memory), len(s)), s)
	to.data, to.length = (*C.char)(memory), C.size_t(len(s))
}

// encode returns the events as C structs, borrowed until the next reset; there are at
// most batchSize.
func (e *encoder) encode(events []Event) *C.schain_event {
	if e.events == nil {
		e.events = (*C.schain_event)(C.calloc(batchSize, C.sizeof_schain_event))
	}
	e.reset()
	made := unsafe.Slice(e.events, batchSize)
	clear(unsafe.Slice((*byte)(unsafe.Pointer(e.events)), len(events)*C.sizeof_schain_event))
	for i := range events {
		e.event(&made[i], &events[i])
	}
	return e.events
}

// MarshalJSON returns the event in the "supplychain-jsonl" format, which FeedLog reads back.
func (event Event) MarshalJSON() ([]byte, error) {
	var buffer C.struct_glue_buffer
	var d detail
	e := encoder{room: 1 << 12}
	defer e.free()
	defer C.glue_release(&buffer)
	c := zeroed[C.schain_event](&e)
	e.event(c, &event)
	if err := d.check(C.glue_write_event(c, &buffer, d.c())); err != nil {
		return nil, err
	}
	return C.GoBytes(unsafe.Pointer(buffer.data), C.int(buffer.length)), nil
}

func nanoseconds(t time.Time) C.schain_time {
	if t.IsZero() {
		return 0
	}
	return C.schain_time(t.UnixNano())
}

func (e *encoder) event(c *C.schain_event, event *Event) {
	c.struct_size = C.sizeof_schain_event
	c._type = C.uint32_t(event.Type)
	c.time = nanoseconds(event.Time)
	c.record = C.uint64_t(event.Record)
	c.line = C.uint64_t(event.Line)
	c.count = C.uint64_t(event.Count)
	c.source_kind = C.uint32_t(event.Source)
	c.os = C.uint32_t(event.OS)
	e.text(&c.host, event.Host)
	e.text(&c.record_id, event.RecordID)
	e.text(&c.origin, event.Origin)
	c.process = e.process(event.Process)
	c.parent = e.process(event.Parent)
	c.target = e.process(event.Target)
	c.file = e.file(event.File)
	c.connection = e.connection(event.Connection)
	c.dns = e.dns(event.DNS)
	c.registry = e.registry(event.Registry)
	c._package = e.pack(event.Package)
	c.integrity = e.integrity(event.Integrity)
	if event.Claim != nil {
		c.claim = zeroed[C.schain_claim](e)
		e.claim(c.claim, event.Claim)
	}
}

func (e *encoder) process(process *Process) *C.schain_process {
	if process == nil {
		return nil
	}
	c := zeroed[C.schain_process](e)
	c.struct_size = C.sizeof_schain_process
	c.pid = C.uint64_t(process.PID)
	c.parent_pid = C.uint64_t(process.ParentPID)
	c.start_time = C.int64_t(process.StartTime)
	e.text(&c.guid, process.GUID)
	e.text(&c.parent_guid, process.ParentGUID)
	e.text(&c.command_line, process.CommandLine)
	e.text(&c.script, process.Script)
	e.text(&c.working_directory, process.WorkingDirectory)
	e.text(&c.user, process.User)
	c.image = e.file(process.Image)
	return c
}

func (e *encoder) file(file *File) *C.schain_file {
	if file == nil {
		return nil
	}
	c := zeroed[C.schain_file](e)
	c.struct_size = C.sizeof_schain_file
	c.flags = C.uint32_t(file.Flags)
	c.inode = C.uint64_t(file.Inode)
	c.device = C.uint64_t(file.Device)
	c.size = C.uint64_t(file.Size)
	c.mode = C.uint32_t(file.Mode)
	c.content = C.uint32_t(file.Content)
	e.text(&c.path, file.Path)
	e.text(&c.old_path, file.OldPath)
	e.text(&c.sha256, file.SHA256)
	e.text(&c.sha1, file.SHA1)
	e.text(&c.md5, file.MD5)
	e.text(&c.origin_url, file.OriginURL)
	e.text(&c.product, file.Product)
	e.text(&c.company, file.Company)
	e.text(&c.version, file.Version)
	e.text(&c.original_name, file.OriginalName)
	c.signature = e.signature(file.Signature)
	return c
}

func (e *encoder) signature(signature *Signature) *C.schain_signature {
	if signature == nil {
		return nil
	}
	c := zeroed[C.schain_signature](e)
	c.struct_size = C.sizeof_schain_signature
	c.state = C.uint32_t(signature.State)
	c.flags = C.uint32_t(signature.Flags)
	e.text(&c.signer, signature.Signer)
	e.text(&c.issuer, signature.Issuer)
	e.text(&c.thumbprint, signature.Thumbprint)
	e.text(&c.team_id, signature.TeamID)
	e.text(&c.signing_id, signature.SigningID)
	e.text(&c.identity, signature.Identity)
	return c
}

func (e *encoder) connection(connection *Connection) *C.schain_connection {
	if connection == nil {
		return nil
	}
	c := zeroed[C.schain_connection](e)
	c.struct_size = C.sizeof_schain_connection
	c.flags = C.uint32_t(connection.Flags)
	c.protocol = C.uint32_t(connection.Protocol)
	c.port = C.uint32_t(connection.Port)
	c.local_port = C.uint32_t(connection.LocalPort)
	c.bytes_sent = C.uint64_t(connection.BytesSent)
	e.text(&c.address, connection.Address)
	e.text(&c.local_address, connection.LocalAddress)
	e.text(&c.host_name, connection.HostName)
	e.text(&c.server_name, connection.ServerName)
	return c
}

func (e *encoder) dns(dns *DNS) *C.schain_dns {
	if dns == nil {
		return nil
	}
	c := zeroed[C.schain_dns](e)
	c.struct_size = C.sizeof_schain_dns
	c.query_type = C.uint32_t(dns.QueryType)
	c.result = C.uint32_t(dns.Result)
	c.ttl = C.uint32_t(dns.TTL)
	e.text(&c.query, dns.Query)
	if len(dns.Answers) > 0 {
		size := uintptr(len(dns.Answers)) * unsafe.Sizeof(C.schain_string{})
		memory := e.take(size)
		clear(unsafe.Slice((*byte)(memory), size))
		answers := unsafe.Slice((*C.schain_string)(memory), len(dns.Answers))
		for i, answer := range dns.Answers {
			e.text(&answers[i], answer)
		}
		c.answers, c.answer_count = &answers[0], C.size_t(len(answers))
	}
	return c
}

func (e *encoder) registry(registry *Registry) *C.schain_registry {
	if registry == nil {
		return nil
	}
	c := zeroed[C.schain_registry](e)
	c.struct_size = C.sizeof_schain_registry
	c.operation = C.uint32_t(registry.Operation)
	e.text(&c.key, registry.Key)
	e.text(&c.value, registry.Value)
	return c
}

func (e *encoder) pack(given *Package) *C.schain_package {
	if given == nil {
		return nil
	}
	c := zeroed[C.schain_package](e)
	c.struct_size = C.sizeof_schain_package
	c.operation = C.uint32_t(given.Operation)
	c.is_signed = C.uint32_t(given.Signed)
	c.succeeded = C.uint32_t(given.Succeeded)
	e.text(&c.manager, given.Manager)
	e.text(&c.name, given.Name)
	e.text(&c.version, given.Version)
	e.text(&c.old_version, given.OldVersion)
	e.text(&c.architecture, given.Architecture)
	e.text(&c.repository, given.Repository)
	e.text(&c.key, given.Key)
	e.text(&c.publisher, given.Publisher)
	return c
}

func (e *encoder) integrity(integrity *Integrity) *C.schain_integrity {
	if integrity == nil {
		return nil
	}
	c := zeroed[C.schain_integrity](e)
	c.struct_size = C.sizeof_schain_integrity
	c.result = C.uint32_t(integrity.Result)
	e.text(&c.policy, integrity.Policy)
	e.text(&c.reason, integrity.Reason)
	return c
}

// claim writes to cleared memory.
func (e *encoder) claim(c *C.schain_claim, claim *Claim) {
	c.struct_size = C.sizeof_schain_claim
	c.subject_kind = C.uint32_t(claim.SubjectKind)
	c.finding = C.uint32_t(claim.Finding)
	c.lifetime = C.int64_t(claim.Lifetime)
	c.reasons = C.uint32_t(claim.Reasons)
	e.text(&c.subject, claim.Subject)
	e.text(&c.claimant, claim.Claimant)
	e.text(&c.reason, claim.Reason)
	c.signature = e.signature(claim.Signature)
}
