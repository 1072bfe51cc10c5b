// SPDX-License-Identifier: Apache-2.0

// A package brings a program; its first run starts a shell and curl, which connects to a host
// that nobody approved. Prints what the library makes of these events. The twin of embed.c.
package main

import (
	"fmt"
	"log"
	"time"

	supplychain "example.org/libsupplychain"
)

func main() {
	engine, err := supplychain.NewEngine(supplychain.Options{}) // the built-in policy
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()

	var processes []*supplychain.Process
	for i, image := range []string{"/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl"} {
		process := &supplychain.Process{PID: uint64(100 + i), ParentPID: 1, Image: &supplychain.File{Path: image}}
		if i > 1 {
			process.ParentPID = uint64(99 + i) // gvtool starts sh starts curl
		}
		processes = append(processes, process)
	}
	events := []supplychain.Event{
		{Type: supplychain.EventProcessStart, Process: processes[0]},
		{Type: supplychain.EventFileWrite, Process: processes[0], File: processes[1].Image},
		{Type: supplychain.EventProcessStart, Process: processes[1]},
		{Type: supplychain.EventProcessStart, Process: processes[2]},
		{Type: supplychain.EventProcessStart, Process: processes[3]},
		{Type: supplychain.EventConnection, Process: processes[3], Connection: &supplychain.Connection{
			Address: "203.0.113.70", Port: 443, HostName: "cdn.statmetric.example"}},
	}
	for i := range events {
		events[i].Time = time.Date(2026, 1, 1, 0, 0, 20*i, 0, time.UTC)
	}
	if _, err := engine.Feed(events...); err != nil {
		log.Fatal(err)
	}
	verdicts, err := engine.Latest()
	if err != nil {
		log.Fatal(err)
	}
	for _, verdict := range verdicts {
		fmt.Printf("%s  %s\n%s\n", verdict.Level, verdict.Product, verdict.Explanation)
	}
}
