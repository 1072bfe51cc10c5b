// SPDX-License-Identifier: Apache-2.0

package supplychain_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	supplychain "example.org/libsupplychain"
)

var images = []string{"/usr/bin/dpkg", "/usr/bin/gvtool", "/bin/sh", "/usr/bin/curl"}

// chain has a package that brings a program; its first run starts a shell and curl, which
// connects somewhere.
func chain(host string) []supplychain.Event {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	files := make([]supplychain.File, len(images))
	processes := make([]supplychain.Process, len(images))
	for i, image := range images {
		files[i] = supplychain.File{Path: image}
		processes[i] = supplychain.Process{PID: uint64(100 + i), ParentPID: 1, Image: &files[i]}
		if i > 1 {
			processes[i].ParentPID = uint64(99 + i)
		}
	}
	steps := []struct {
		kind  supplychain.EventType
		actor int
	}{
		{supplychain.EventProcessStart, 0}, {supplychain.EventFileWrite, 0}, {supplychain.EventProcessStart, 1},
		{supplychain.EventProcessStart, 2}, {supplychain.EventProcessStart, 3}, {supplychain.EventConnection, 3},
	}
	events := make([]supplychain.Event, len(steps))
	for i, step := range steps {
		events[i] = supplychain.Event{Type: step.kind, Time: start.Add(time.Duration(20*i) * time.Second), Host: host,
			Process: &processes[step.actor]}
	}
	events[1].File = &files[1]
	events[5].Connection = &supplychain.Connection{Address: "203.0.113.70", Port: 443, HostName: "cdn.statmetric.example"}
	return events
}

func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func open(t *testing.T, options supplychain.Options) *supplychain.Engine {
	t.Helper()
	engine := must(supplychain.NewEngine(options))(t)
	t.Cleanup(func() { engine.Close() })
	return engine
}

func judge(t *testing.T, options supplychain.Options, events []supplychain.Event) []*supplychain.Verdict {
	t.Helper()
	engine := open(t, options)
	if n, err := engine.Feed(events...); err != nil || n != len(events) {
		t.Fatalf("fed %d of %d: %v", n, len(events), err)
	}
	return must(engine.Latest())(t)
}

func TestEventsBecomeAVerdict(t *testing.T) {
	verdicts := judge(t, supplychain.Options{}, chain("web-1.example"))
	if len(verdicts) != 1 {
		t.Fatalf("%d verdicts", len(verdicts))
	}
	v := verdicts[0]
	if v.Level < supplychain.LevelMedium || v.Host != "web-1.example" || v.Processes[0].Image != images[0] ||
		!v.FirstTime.Equal(time.Date(2026, 1, 1, 0, 0, 20, 0, time.UTC)) && !v.FirstTime.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("%s", v.JSON)
	}
	found := false
	for _, signal := range v.Signals {
		found = found || signal.Name == "egress.unapproved_host"
	}
	if !found {
		t.Errorf("no egress in %s", v.JSON)
	}
	policy := must(supplychain.NewPolicy())(t)
	defer policy.Close()
	if err := policy.Add("approved_update_hosts", "cdn.statmetric.example"); err != nil {
		t.Fatal(err)
	}
	for _, v := range judge(t, supplychain.Options{Policy: policy}, chain("web-1.example")) {
		if v.Level >= supplychain.LevelMedium {
			t.Errorf("approved, and yet: %s", v.JSON)
		}
	}
}

// fill gives each field, in depth, a value of its own that is valid.
func fill(v reflect.Value, next *uint64) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), next)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1767225600, 0)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), next)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), next)
		}
	case reflect.String:
		*next++
		v.SetString("text" + strings.Repeat("x", int(*next)))
	case reflect.Int64:
		*next++
		v.SetInt(int64(*next) + 1000)
	case reflect.Uint64:
		*next++
		v.SetUint(*next + 1000)
	case reflect.Uint32:
		v.SetUint(1) // in range of each set of names
	default:
		panic(v.Type().String())
	}
}

// What is written from C's structs and read back into C's structs by another way has to
// have each value once: no field is lost, none is in another's place.
func TestEachFieldArrives(t *testing.T) {
	var event supplychain.Event
	next := uint64(0)
	fill(reflect.ValueOf(&event).Elem(), &next)
	line := must(json.Marshal(event))(t)
	var wrong []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type() != reflect.TypeFor[time.Time]() {
					walk(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.String, reflect.Int64, reflect.Uint64:
			text := string(must(json.Marshal(v.Interface()))(t))
			if strings.Count(string(line), ":"+text)+strings.Count(string(line), "["+text)+strings.Count(string(line), ","+text) != 1 {
				wrong = append(wrong, text)
			}
		}
	}
	walk(reflect.ValueOf(event))
	if len(wrong) > 0 {
		t.Errorf("%q in %s", wrong, line)
	}
	if n := bytes.Count(line, []byte(`"signature":{`)); n != 5 {
		t.Errorf("%d signatures in %s", n, line)
	}
}

func TestLogs(t *testing.T) {
	line := `{"type":"process_start","time":"2026-01-01T00:00:00Z","host":"h","process":{"pid":1}}` + "\n"
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	io.WriteString(writer, line)
	writer.Close()
	engine := open(t, supplychain.Options{})
	for _, log := range []string{line, packed.String()} {
		result := must(engine.FeedLog(context.Background(), strings.NewReader(log), supplychain.LogOptions{}))(t)
		if result.Format != "supplychain-jsonl" || result.Events != 1 || result.Damaged != 0 {
			t.Errorf("%+v", result)
		}
	}
	damaged := line + "{\"type\"}\n" + line
	options := supplychain.LogOptions{Format: "supplychain-jsonl", Origin: "x.log"}
	result := must(engine.FeedLog(context.Background(), strings.NewReader(damaged), options))(t)
	if result.Events != 2 || result.Damaged != 1 {
		t.Errorf("%+v", result)
	}
	options.Problem = supplychain.Strict
	_, err := engine.FeedLog(context.Background(), strings.NewReader(damaged), options)
	var place *supplychain.Error
	if !errors.As(err, &place) || !errors.Is(err, supplychain.ErrDamaged) || place.Place.Line != 2 {
		t.Errorf("%v", err)
	}
	mine := errors.New("enough")
	options.Problem = func(*supplychain.Error) error { return mine }
	if _, err := engine.FeedLog(context.Background(), strings.NewReader(damaged), options); !errors.Is(err, mine) {
		t.Errorf("%v", err)
	}
	if _, err := engine.FeedLog(context.Background(), bytes.NewReader(make([]byte, 100000)), supplychain.LogOptions{}); !errors.Is(err, supplychain.ErrFormat) {
		t.Errorf("%v", err)
	}
	if _, err := engine.FeedLog(context.Background(), strings.NewReader(line), supplychain.LogOptions{Format: "no-such"}); err == nil {
		t.Error("an unknown format was taken")
	}
	if _, err := engine.FeedFile(context.Background(), "/nonexistent/log", supplychain.LogOptions{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestAsTheCommand(t *testing.T) {
	command, source := os.Getenv("SCHAIN_COMMAND"), os.Getenv("SCHAIN_SRCDIR")
	if command == "" || source == "" {
		t.Skip("SCHAIN_COMMAND does not name the command")
	}
	for _, name := range []string{"linux/recorded-installs/audit.log.gz", "linux/recorded-installs/ebpf.jsonl.gz",
		"windows/voip-update/sysmon.xml.gz", "macos/voip-update/events.jsonl.gz"} {
		log := filepath.Join(source, "examples/telemetry", name)
		rules := filepath.Join(filepath.Dir(log), "policy.yaml")
		expected, err := exec.Command(command, "replay", "--json", "--quiet", "--min-level=info", "--policy="+rules, log).Output()
		if err != nil && err.(*exec.ExitError).ExitCode() != 1 || len(expected) == 0 {
			t.Fatalf("the command: %v", err)
		}
		policy, err := supplychain.LoadPolicy(rules)
		if errors.Is(err, supplychain.ErrUnsupported) {
			t.Skip("the library reads no YAML")
		}
		if err != nil {
			t.Fatal(err)
		}
		engine := open(t, supplychain.Options{Policy: policy})
		must(engine.FeedFile(context.Background(), log, supplychain.LogOptions{}))(t)
		var lines bytes.Buffer
		for _, verdict := range must(engine.Latest())(t) {
			lines.Write(verdict.JSON)
		}
		if !bytes.Equal(lines.Bytes(), expected) {
			t.Errorf("%s: other verdicts than the command's", name)
		}
	}
}

func TestState(t *testing.T) {
	events := chain("web-1.example")
	first, second := open(t, supplychain.Options{}), open(t, supplychain.Options{})
	must(first.Feed(events[:4]...))(t)
	state := must(first.ExportHost("web-1.example"))(t)
	if err := second.ImportHost(state); err != nil {
		t.Fatal(err)
	}
	var found [2][]*supplychain.Verdict
	for i, engine := range []*supplychain.Engine{first, second} {
		must(engine.Feed(events[4:]...))(t)
		found[i] = must(engine.Latest())(t)
	}
	if len(found[0]) != 1 || len(found[1]) != 1 || !bytes.Equal(found[0][0].JSON, found[1][0].JSON) {
		t.Errorf("%v and %v", found[0], found[1])
	}
	if err := second.ImportHost(state); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%v", err)
	}
	if err := second.ForgetHost("web-1.example"); err != nil {
		t.Error(err)
	}
	if err := second.ImportHost(state[:len(state)-1]); err == nil {
		t.Error("half a state was taken")
	}
	if err := second.ImportHost(nil); err == nil {
		t.Error("no state was taken")
	}
}

func TestStore(t *testing.T) {
	events := chain("web-1.example")
	path := filepath.Join(t.TempDir(), "state.db")
	engine := open(t, supplychain.Options{})
	if _, err := engine.Checkpoint(); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%v", err)
	}
	err := engine.AttachStore(path, supplychain.StoreOptions{Acknowledged: true, Identity: "machine"})
	if errors.Is(err, supplychain.ErrUnsupported) {
		t.Skip("the library was built without SQLite")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := engine.AttachStore(path, supplychain.StoreOptions{}); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%v", err)
	}
	must(engine.Feed(events[:3]...))(t)
	if err := engine.MakeCheckpoint("byte 300"); err != nil {
		t.Fatal(err)
	}
	engine.Close()
	engine = open(t, supplychain.Options{})
	if err := engine.AttachStore(path, supplychain.StoreOptions{Acknowledged: true, Identity: "another"}); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%v", err)
	}
	if err := engine.AttachStore(path, supplychain.StoreOptions{Existing: true, Acknowledged: true, Identity: "machine"}); err != nil {
		t.Fatal(err)
	}
	if n := must(engine.LastSequence())(t); n != 3 {
		t.Errorf("sequence %d", n)
	}
	if checkpoint := must(engine.Checkpoint())(t); checkpoint.Note != "byte 300" {
		t.Errorf("%+v", checkpoint)
	}
	must(engine.Feed(events[3:]...))(t)
	engine.Flush()
	last := uint64(0)
	for verdict := range engine.Verdicts() {
		last = verdict.Number
	}
	if last == 0 {
		t.Fatal("no verdict")
	}
	if err := engine.MakeCheckpoint(""); !errors.Is(err, supplychain.ErrState) {
		t.Errorf("a verdict was not acknowledged, and yet: %v", err)
	}
	if err := engine.Acknowledge(last); err != nil {
		t.Error(err)
	}
	if err := engine.MakeCheckpoint(""); err != nil {
		t.Error(err)
	}
}

func TestPolicy(t *testing.T) {
	policy := must(supplychain.NewPolicy())(t)
	if err := policy.Set("time_window.first_run_to_egress", "2h"); err != nil {
		t.Fatal(err)
	}
	if value := must(policy.Get("time_window.first_run_to_egress"))(t); time.Duration(value) != 2*time.Hour {
		t.Errorf("%d", value)
	}
	if err := policy.Set("no.such.key", "1"); !errors.Is(err, supplychain.ErrKey) {
		t.Errorf("%v", err)
	}
	policy.Clear("approved_update_hosts")
	policy.Add("approved_update_hosts", "a.example", "*.b.example")
	if got := policy.List("approved_update_hosts"); !reflect.DeepEqual(got, []string{"a.example", "*.b.example"}) {
		t.Errorf("%q", got)
	}
	base := must(supplychain.NewPolicy())(t)
	if text := must(policy.YAML(base))(t); !strings.Contains(text, "*.b.example") || strings.Contains(text, "weight") {
		t.Errorf("%s", text)
	}
	var place *supplychain.Error
	err := policy.Layer("first: 1\nsecond: 2\n", "site.yaml")
	if !errors.Is(err, supplychain.ErrUnsupported) &&
		(!errors.As(err, &place) || place.Place.Where != "site.yaml" || place.Place.Line != 1) {
		t.Errorf("%v", err)
	}
	keys := 0
	for key := range supplychain.PolicyKeys() {
		if keys++; key.Name == "" || key.Summary == "" {
			t.Errorf("%+v", key)
		}
	}
	policy.Close()
	policy.Close()
	if err := policy.Clear("approved_update_hosts"); keys == 0 || !errors.Is(err, supplychain.ErrState) {
		t.Errorf("%d keys; %v", keys, err)
	}
}

func TestClosed(t *testing.T) {
	engine := open(t, supplychain.Options{})
	engine.Close()
	if err := engine.Close(); err != nil {
		t.Error(err)
	}
	_, fed := engine.Feed(chain("h")...)
	_, read := engine.FeedLog(context.Background(), strings.NewReader(""), supplychain.LogOptions{})
	for _, err := range []error{engine.Flush(), fed, read} {
		if !errors.Is(err, supplychain.ErrState) {
			t.Errorf("%v", err)
		}
	}
	for range engine.Verdicts() {
		t.Error("a verdict of a closed engine")
	}
}

// resident returns what the process has in memory.
func resident(t *testing.T) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc")
	}
	for _, line := range strings.Split(string(status), "\n") {
		var kilobytes int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); n == 1 {
			return kilobytes
		}
	}
	t.Skip("no VmRSS")
	return 0
}

func TestTenThousandEnginesLeaveNothing(t *testing.T) {
	count, before := 1000, 0
	if os.Getenv("SCHAIN_TEST_HEAVY") == "1" {
		count = 10000
	}
	events, policy := chain("h"), must(supplychain.NewPolicy())(t)
	for i := range count {
		engine := must(supplychain.NewEngine(supplychain.Options{Policy: policy, Enrichers: []supplychain.Enricher{&known{}}}))(t)
		must(engine.Feed(events...))(t)
		engine.Close()
		if i == 200 {
			runtime.GC()
			before = resident(t)
		}
	}
	runtime.GC()
	// An engine keeps some 100 KiB while it lives: 800 of them would be 80 MB.
	if after := resident(t); after > before+20000 {
		t.Errorf("from %d to %d kB", before, after)
	}
}

func TestGoroutines(t *testing.T) {
	expected := judge(t, supplychain.Options{}, chain("h"))[0].JSON
	var group sync.WaitGroup
	for range 4 {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 20 {
				engine, err := supplychain.NewEngine(supplychain.Options{})
				if err != nil {
					t.Error(err)
					return
				}
				engine.Feed(chain("h")...)
				if found, err := engine.Latest(); err != nil || len(found) != 1 || !bytes.Equal(found[0].JSON, expected) {
					t.Errorf("%v", err)
				}
				engine.Close()
			}
		}()
	}
	group.Wait()
}
