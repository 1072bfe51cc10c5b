// SPDX-License-Identifier: Apache-2.0

package supplychain_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	supplychain "example.org/libsupplychain"
)

// known answers as it is told to; the zero value knows nothing.
type known struct {
	name   string
	answer func(*supplychain.Question) ([]supplychain.Claim, error)
	asked  []*supplychain.Question
	ctx    context.Context // of the last question
}

func (k *known) Name() string {
	if k.name != "" {
		return k.name
	}
	return "known"
}

func (k *known) Subjects() []supplychain.SubjectKind {
	return []supplychain.SubjectKind{supplychain.SubjectFile}
}

func (k *known) Ask(ctx context.Context, question *supplychain.Question) ([]supplychain.Claim, error) {
	k.asked = append(k.asked, question)
	k.ctx = ctx
	if k.answer == nil {
		return nil, nil
	}
	return k.answer(question)
}

var bad = supplychain.Claim{Finding: supplychain.FindingKnownBad, Reason: "on our list"}

func with(enrichers ...supplychain.Enricher) supplychain.Options {
	return supplychain.Options{Enrichers: enrichers}
}

func TestHashesInQuestionsAreLowerCase(t *testing.T) {
	enricher := &known{}
	events := chain("h")
	for _, event := range events {
		event.Process.Image.SHA256 = strings.Repeat("AB", 32)
	}
	judge(t, with(enricher), events)
	if len(enricher.asked) == 0 || enricher.asked[0].SHA256 != strings.Repeat("ab", 32) {
		t.Errorf("%+v", enricher.asked)
	}
}

func TestClaimsCount(t *testing.T) {
	plain := judge(t, supplychain.Options{}, chain("h"))[0]
	enricher := &known{answer: func(*supplychain.Question) ([]supplychain.Claim, error) {
		return []supplychain.Claim{bad}, nil
	}}
	verdict := judge(t, with(enricher, &known{name: "silent"}), chain("h"))[0]
	if verdict.Score <= plain.Score || !bytes.Contains(verdict.JSON, []byte("on our list")) {
		t.Errorf("%s", verdict.JSON)
	}
	if !slices.ContainsFunc(enricher.asked, func(q *supplychain.Question) bool {
		return q.Subject == images[1] && q.Kind == supplychain.SubjectFile && q.Host == "h"
	}) {
		t.Errorf("asked: %+v", enricher.asked)
	}
}

func TestAnswersMayComeLater(t *testing.T) {
	enricher := &known{answer: func(*supplychain.Question) ([]supplychain.Claim, error) {
		return nil, supplychain.Later
	}}
	engine := open(t, with(enricher))
	must(engine.Feed(chain("h")...))(t)
	before := must(engine.Latest())(t)[0]
	var group sync.WaitGroup
	for _, question := range enricher.asked {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := question.Answer(bad); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
	if after := must(engine.Latest())(t)[0]; after.Score <= before.Score {
		t.Errorf("%d after %d", after.Score, before.Score)
	}
	engine.Close()
	if err := enricher.asked[0].Answer(bad); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%v", err)
	}
}

func TestAnswersRaceWithClose(t *testing.T) {
	for range 20 {
		enricher := &known{answer: func(*supplychain.Question) ([]supplychain.Claim, error) {
			return nil, supplychain.Later
		}}
		engine := open(t, with(enricher))
		must(engine.Feed(chain("h")...))(t)
		engine.Flush()
		var group sync.WaitGroup
		for _, question := range enricher.asked {
			group.Add(1)
			go func() {
				defer group.Done()
				if err := question.Answer(bad); err != nil && !errors.Is(err, supplychain.ErrState) {
					t.Error(err)
				}
			}()
		}
		engine.Close()
		group.Wait()
	}
}

type key struct{}

func TestAskingEndsWithTheEngine(t *testing.T) {
	parent, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, "ours"))
	defer cancel()
	for _, end := range []func(*supplychain.Engine){func(e *supplychain.Engine) { e.Close() },
		func(*supplychain.Engine) { cancel() }} {
		enricher := &known{answer: func(*supplychain.Question) ([]supplychain.Claim, error) {
			return nil, supplychain.Later
		}}
		options := with(enricher)
		options.Context = parent
		engine := open(t, options)
		must(engine.Feed(chain("h")...))(t)
		engine.Flush()
		if enricher.ctx.Err() != nil || enricher.ctx.Value(key{}) != "ours" {
			t.Fatalf("asked with %v", enricher.ctx)
		}
		end(engine)
		<-enricher.ctx.Done()
	}
}

func TestErrorsAndPanicsInEnrichersCostTheAnswerOnly(t *testing.T) {
	plain := judge(t, supplychain.Options{}, chain("h"))[0]
	for _, fail := range []func(*supplychain.Question) ([]supplychain.Claim, error){
		func(*supplychain.Question) ([]supplychain.Claim, error) { panic("broken") },
		func(*supplychain.Question) ([]supplychain.Claim, error) { return nil, errors.New("broken") },
		func(*supplychain.Question) ([]supplychain.Claim, error) { return make([]supplychain.Claim, 100), nil },
	} {
		var log bytes.Buffer
		options := with(&known{answer: fail})
		options.Logger = slog.New(slog.NewTextHandler(&log, nil))
		if verdict := judge(t, options, chain("h"))[0]; verdict.Score != plain.Score {
			t.Errorf("%s", verdict.JSON)
		}
		if !strings.Contains(log.String(), "enricher=known") {
			t.Errorf("log: %s", log.String())
		}
	}
}

func TestWrongEnrichers(t *testing.T) {
	for _, name := range []string{"Upper", strings.Repeat("x", 32), strings.Repeat("x", 31) + "Y", "nul\x00"} {
		if _, err := supplychain.NewEngine(with(&known{name: name})); err == nil && name != "nul\x00" {
			t.Errorf("%q was taken", name)
		}
	}
	if _, err := supplychain.NewEngine(with(&known{}, &known{})); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("two of one name: %v", err)
	}
}

func TestNoCallFromInside(t *testing.T) {
	var engine *supplychain.Engine
	var inside []error
	engine = open(t, with(&known{answer: func(*supplychain.Question) ([]supplychain.Claim, error) {
		inside = append(inside, engine.Flush(), engine.Close())
		return nil, nil
	}}))
	must(engine.Feed(chain("h")...))(t)
	must(engine.Latest())(t)
	if len(inside) == 0 {
		t.Fatal("never asked")
	}
	for _, err := range inside {
		if !errors.Is(err, supplychain.ErrState) {
			t.Errorf("%v", err)
		}
	}
}

func TestPanicInProblemComesOutBehindC(t *testing.T) {
	engine := open(t, supplychain.Options{})
	func() {
		defer func() {
			if caught := recover(); caught != "mine" {
				t.Errorf("caught %v", caught)
			}
		}()
		engine.FeedLog(context.Background(), strings.NewReader("{\"type\"}\n{\"type\"}\n"),
			supplychain.LogOptions{Format: "supplychain-jsonl", Problem: func(*supplychain.Error) error { panic("mine") }})
		t.Error("no panic")
	}()
	must(engine.Feed(chain("h")...))(t)
	if len(must(engine.Latest())(t)) != 1 {
		t.Error("the engine does not go on")
	}
}

// stream gives a line at a time, and cancels after some.
type stream struct {
	line   string
	left   int
	cancel context.CancelFunc
}

func (s *stream) Read(to []byte) (int, error) {
	if s.left--; s.left == 0 {
		s.cancel()
	}
	return copy(to, s.line), nil
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	engine := open(t, supplychain.Options{})
	source := &stream{line: `{"type":"process_start","time":"2026-01-01T00:00:00Z","host":"h","process":{"pid":1}}` + "\n",
		left: 50, cancel: cancel}
	result, err := engine.FeedLog(ctx, source, supplychain.LogOptions{})
	if !errors.Is(err, context.Canceled) || result.Bytes != uint64(50*len(source.line)) {
		t.Errorf("%+v: %v", result, err)
	}
	if err := engine.Flush(); err != nil {
		t.Error(err)
	}
	if _, err := engine.FeedLog(context.Background(), io.MultiReader(strings.NewReader("{"), failing{}), supplychain.LogOptions{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
