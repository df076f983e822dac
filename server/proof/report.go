package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"zhijian/server/platform/clock"
)

// check is one line that had to hold.
type check struct {
	What string `json:"what"`
	Want int64  `json:"want"`
	Got  int64  `json:"got"`
	Most bool   `json:"atMost,omitempty"`
	OK   bool   `json:"ok"`
}

// record is what came of one proof.
type record struct {
	ID      string           `json:"id"`
	Text    string           `json:"text"`
	Proved  bool             `json:"proved"`
	Seconds int              `json:"seconds"`
	Facts   map[string]int64 `json:"facts"`
	Checks  []check          `json:"checks"`
}

// dossier is the file of a run.
type dossier struct {
	Date    string   `json:"date"`
	Commit  string   `json:"commit"`
	Command string   `json:"command"`
	Seed    uint64   `json:"seed"`
	Go      string   `json:"go"`
	System  string   `json:"system"`
	Cores   int      `json:"cores"`
	Proofs  []record `json:"proofs"`
}

func dossierOf(o options) dossier {
	command := "make proof"
	if o.short {
		command += " SHORT=1"
	}
	return dossier{Date: clock.Date(clock.System()), Commit: commit(), Command: command, Seed: o.seed, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU()}
}

func (d dossier) save(o options) error {
	raw, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.docs, 0o750); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.docs, d.Date+".json"), append(raw, '\n'), 0o644) //nolint:gosec // to be read and committed
}

// commit is what .git says is checked out; the build carries no stamp.
func commit() string {
	dir := ".git"
	if raw, err := os.ReadFile(".git"); err == nil { // a worktree: a file that names its folder
		dir = strings.TrimSpace(strings.TrimPrefix(string(raw), "gitdir: "))
	}
	head, err := os.ReadFile(filepath.Join(dir, "HEAD")) //nolint:gosec // our own checkout
	if err != nil {
		return "unknown"
	}
	ref, named := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: ")
	if !named {
		return ref
	}
	if other, err := os.ReadFile(filepath.Join(dir, "commondir")); err == nil { //nolint:gosec // our own checkout
		dir = filepath.Join(dir, strings.TrimSpace(string(other)))
	}
	if id, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(ref))); err == nil { //nolint:gosec // our own checkout
		return strings.TrimSpace(string(id))
	}
	return "unknown"
}

// same notes a line that has to be exact.
func (l *lab) same(what string, want, got int64) { l.line(check{what, want, got, false, want == got}) }

// atMost notes a line that has a limit.
func (l *lab) atMost(what string, most, got int64) {
	l.line(check{what, most, got, true, got <= most})
}

func (l *lab) line(c check) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.checks = append(l.checks, c)
	sign := "="
	if c.Most {
		sign = "<="
	}
	_, _ = fmt.Fprintf(l.out, "  %-5s %s: %d (%s %d)\n", map[bool]string{true: "ok", false: "WRONG"}[c.OK], c.What, c.Got, sign, c.Want)
}

// fact notes something that happened.
func (l *lab) fact(name string, n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.facts[name] += n
}

// say prints how far the proof is.
func (l *lab) say(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintf(l.out, "  "+format+"\n", args...)
}
