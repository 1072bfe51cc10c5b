// SPDX-License-Identifier: Apache-2.0

package supplychain_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	supplychain "example.org/libsupplychain"
)

func ExampleEngine_Feed() {
	engine, err := supplychain.NewEngine(supplychain.Options{})
	if err != nil {
		panic(err)
	}
	defer engine.Close()

	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	dpkg := &supplychain.Process{PID: 100, Image: &supplychain.File{Path: "/usr/bin/dpkg"}}
	tool := &supplychain.Process{PID: 101, ParentPID: 1, Image: &supplychain.File{Path: "/usr/bin/gvtool"}}
	shell := &supplychain.Process{PID: 102, ParentPID: 101, Image: &supplychain.File{Path: "/bin/sh"}}
	_, err = engine.Feed(
		supplychain.Event{Type: supplychain.EventProcessStart, Time: at, Process: dpkg},
		supplychain.Event{Type: supplychain.EventFileWrite, Time: at.Add(20 * time.Second), Process: dpkg, File: tool.Image},
		supplychain.Event{Type: supplychain.EventProcessStart, Time: at.Add(40 * time.Second), Process: tool},
		supplychain.Event{Type: supplychain.EventProcessStart, Time: at.Add(60 * time.Second), Process: shell},
		supplychain.Event{Type: supplychain.EventConnection, Time: at.Add(80 * time.Second), Process: shell,
			Connection: &supplychain.Connection{Address: "203.0.113.70", Port: 443, HostName: "cdn.statmetric.example"}},
	)
	if err != nil {
		panic(err)
	}
	verdicts, err := engine.Latest()
	if err != nil {
		panic(err)
	}
	for _, verdict := range verdicts {
		fmt.Println(verdict.Level, verdict.Installer, verdict.Destinations[0].HostName)
	}
	// Output: medium /usr/bin/dpkg cdn.statmetric.example
}

func ExampleEngine_FeedLog() {
	engine, err := supplychain.NewEngine(supplychain.Options{})
	if err != nil {
		panic(err)
	}
	defer engine.Close()

	log := strings.NewReader(`{"type":"process_start","time":"2026-01-01T00:00:00Z","process":{"pid":1}}
not JSON
`)
	_, err = engine.FeedLog(context.Background(), log,
		supplychain.LogOptions{Format: "supplychain-jsonl", Origin: "events.jsonl", Problem: supplychain.Strict})
	var failed *supplychain.Error
	if errors.Is(err, supplychain.ErrDamaged) && errors.As(err, &failed) {
		fmt.Println("line", failed.Place.Line, "cannot be read")
	}
	// Output: line 2 cannot be read
}

func ExamplePolicy() {
	policy, err := supplychain.NewPolicy()
	if err != nil {
		panic(err)
	}
	defer policy.Close()
	policy.Add("approved_update_hosts", "*.updates.example")
	fmt.Println(policy.Set("time_window.first_run_to_egress", "soon") != nil)
	// Output: true
}

// Reputation knows one bad file.
type Reputation struct{ bad string }

func (Reputation) Name() string { return "my-reputation" }

func (Reputation) Subjects() []supplychain.SubjectKind {
	return []supplychain.SubjectKind{supplychain.SubjectFile}
}

func (r Reputation) Ask(_ context.Context, q *supplychain.Question) ([]supplychain.Claim, error) {
	if q.Subject != r.bad {
		return nil, nil
	}
	return []supplychain.Claim{{Finding: supplychain.FindingKnownBad, Reason: "on our list"}}, nil
}

func ExampleEnricher() {
	engine, err := supplychain.NewEngine(supplychain.Options{
		Enrichers: []supplychain.Enricher{Reputation{bad: "/usr/bin/gvtool"}},
	})
	if err != nil {
		panic(err)
	}
	defer engine.Close()
	engine.Feed(chain("web-1.example")...)
	verdicts, _ := engine.Latest()
	for _, signal := range verdicts[0].Signals {
		if signal.Event == "claim" {
			fmt.Println(signal.Name)
		}
	}
	// Output: trust.known_bad
}
