// SPDX-License-Identifier: Apache-2.0

// bindings FILE EVENTS does as "bindings run" does, from Go.
package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"log"
	"os"
	"strconv"
	"syscall"
	"time"

	"example.org/libsupplychain"
)

const held = 16 // sessions made before they are fed

var epoch = time.Unix(1767225600, 0).UTC()

// cpu returns the seconds of this process, its garbage collector's included.
func cpu() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// session appends the events of sessions.c.
func session(events []supplychain.Event, number uint64) []supplychain.Event {
	product, writer := number/1024%2000, 10+number%100000*10
	tool, shell, record := writer+1, writer+2, number*16
	image, command, file, mode, content := "/usr/bin/sort", "sort", "/srv/p%d/doc/page%d", uint32(0o100644), supplychain.ContentData
	if number%1024 == 0 {
		image, command, file, mode, content = "/usr/bin/dpkg", "dpkg -i", "/opt/p%d/bin/tool%d", 0o100755, supplychain.ContentELF
	}
	host, name := fmt.Sprintf("host-%02d.example", number%16), fmt.Sprintf("u%d.vendor.example", number%50)
	address, state := fmt.Sprintf("203.0.113.%d", number%50), fmt.Sprintf("/var/lib/p%d/state.db", product)
	add := func(kind supplychain.EventType, pid uint64, image string) *supplychain.Event {
		record++
		events = append(events, supplychain.Event{
			Type: kind, Time: epoch.Add(time.Duration(record-1) * 50 * time.Millisecond), Record: record, Host: host,
			OS: supplychain.OSLinux, Source: supplychain.SourceEBPF,
			Process: &supplychain.Process{PID: pid, Image: &supplychain.File{Path: image}}})
		return &events[len(events)-1]
	}
	start := func(pid, parent uint64, image, command, user, sha256 string) {
		process := add(supplychain.EventProcessStart, pid, image).Process
		process.ParentPID, process.CommandLine, process.User, process.Image.SHA256 = parent, command, user, sha256
	}
	start(writer, 1, image, fmt.Sprintf("%s p%d.deb", command, product), "root", fmt.Sprintf("%064x", 1))
	for i := uint64(0); i < 4; i++ {
		add(supplychain.EventFileWrite, writer, image).File = &supplychain.File{
			Path: fmt.Sprintf(file, product, i), Size: 1000 + number, Mode: mode,
			Content: content, SHA256: fmt.Sprintf("%064x", number*4+i+2)}
	}
	program, sha256 := fmt.Sprintf("/opt/p%d/bin/tool0", product), events[len(events)-4].File.SHA256
	add(supplychain.EventProcessExit, writer, image)
	start(tool, 1, program, fmt.Sprintf("tool0 --update %d", number), "svc", sha256)
	start(shell, tool, "/bin/sh", "sh -c 'tool0 --check'", "svc", fmt.Sprintf("%064x", 2))
	add(supplychain.EventFileWrite, tool, program).File = &supplychain.File{Path: state, Content: supplychain.ContentData}
	add(supplychain.EventDNS, tool, program).DNS = &supplychain.DNS{Query: name, QueryType: 1, Answers: []string{address}}
	reached := &supplychain.Connection{Protocol: 6, Port: 443, HostName: name, Address: address}
	add(supplychain.EventConnection, tool, program).Connection = reached
	add(supplychain.EventFileRename, tool, program).File = &supplychain.File{Path: state + ".1", OldPath: state}
	add(supplychain.EventModuleLoad, tool, program).File = &supplychain.File{Path: "/usr/lib/libc.so.6"}
	add(supplychain.EventProcessExit, shell, "/bin/sh")
	if number%1024 == 0 {
		reached = &supplychain.Connection{Protocol: 6, Port: 443, HostName: "cdn.statmetric.example", Address: "203.0.113.70"}
	}
	add(supplychain.EventConnection, tool, program).Connection = reached
	add(supplychain.EventProcessExit, tool, program)
	return events
}

func digest(verdicts []*supplychain.Verdict) string {
	sum := fnv.New64a()
	for _, verdict := range verdicts {
		sum.Write(verdict.JSON)
	}
	return fmt.Sprintf("%d %016x", len(verdicts), sum.Sum64())
}

func open() *supplychain.Engine {
	policy, err := supplychain.NewPolicy()
	check(err)
	defer policy.Close()
	check(policy.Add("approved_update_hosts", "*.vendor.example"))
	engine, err := supplychain.NewEngine(supplychain.Options{Policy: policy})
	check(err)
	return engine
}

func finish(engine *supplychain.Engine) (verdicts []*supplychain.Verdict) {
	check(engine.Flush())
	for verdict := range engine.Verdicts() {
		verdicts = append(verdicts, verdict)
	}
	check(engine.Close())
	return verdicts
}

func main() {
	engine, begin := open(), cpu()
	_, err := engine.FeedFile(context.Background(), os.Args[1], supplychain.LogOptions{})
	check(err)
	byBytes := finish(engine)
	bytesSeconds := cpu() - begin

	count, err := strconv.ParseUint(os.Args[2], 10, 64)
	check(err)
	engine = open()
	structsSeconds := 0.0
	events := make([]supplychain.Event, 0, held*16)
	for number := uint64(0); number < count/16; {
		events = events[:0]
		for i := 0; i < held && number < count/16; i++ {
			events = session(events, number)
			number++
		}
		begin := cpu()
		_, err := engine.Feed(events...)
		check(err)
		structsSeconds += cpu() - begin
	}
	begin = cpu()
	byStructs := finish(engine)
	structsSeconds += cpu() - begin
	fmt.Printf("%.3f %.3f %s %s\n", bytesSeconds, structsSeconds, digest(byBytes), digest(byStructs))
}
