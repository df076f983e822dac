package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"zhijian/server/platform/clock"
)

// side is the median of one arm.
type side struct {
	Name      string  `json:"name"`
	PerSecond float64 `json:"perSecond,omitempty"`
	P50       float64 `json:"p50Ms,omitempty"`
	P99       float64 `json:"p99Ms,omitempty"`
	CPU       float64 `json:"cpuUs,omitempty"` // of its process, for each answer
	foreign   float64
}

// result is one line of the report.
type result struct {
	goal
	Value    float64 `json:"value"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	Judged   bool    `json:"judged"` // there is a threshold
	Met      bool    `json:"met"`
	Foreign  float64 `json:"foreignCpu"` // the machine's time that others took, median
	Product  *side   `json:"product,omitempty"`
	Baseline *side   `json:"baseline,omitempty"`
	SQL      float64 `json:"sqlPerRequest,omitempty"`
}

// note adds what a contest came to: the median of the pairs' ratios.
func (r *runner) note(id string, ratios []float64, questions float64, a, b side) error {
	err := r.figure(id, ratios...)
	if err == nil {
		last := &r.results[len(r.results)-1]
		last.Product, last.Baseline, last.Foreign, last.SQL = &a, &b, max(a.foreign, b.foreign), questions
		r.say(*last)
	}
	return err
}

// figure adds what is not a contest.
func (r *runner) figure(id string, values ...float64) error {
	g, err := r.goals.of(id)
	if err != nil {
		return err
	}
	v := median(values)
	r.results = append(r.results, result{goal: g, Value: v, Low: slices.Min(values), High: slices.Max(values), Judged: g.Min > 0 || g.Max > 0, Met: g.met(v)})
	return nil
}

// tell prints a figure that has no sides.
func (r *runner) tell(id string, values ...float64) error {
	err := r.figure(id, values...)
	if err == nil {
		r.say(r.results[len(r.results)-1])
	}
	return err
}

func (r *runner) say(x result) {
	verdict := "    "
	switch {
	case x.Judged && x.Met:
		verdict = "met "
	case x.Judged:
		verdict = "MISS"
	}
	_, _ = fmt.Fprintf(r.out, "%-4s %s %9.3g  (%.3g to %.3g)  goal %-8s %s\n", x.ID, verdict, x.Value, x.Low, x.High, x.goal, x.Text)
	if x.Product != nil {
		for _, s := range []*side{x.Product, x.Baseline} {
			_, _ = fmt.Fprintf(r.out, "            %-44s %9.0f /s   p50 %7.2f ms   p99 %7.2f ms   CPU %6.0f us\n", s.Name, s.PerSecond, s.P50, s.P99, s.CPU)
		}
		if x.SQL > 0 {
			_, _ = fmt.Fprintf(r.out, "            %.1f statements for each request of the product\n", x.SQL)
		}
		if x.Foreign > disturbed {
			_, _ = fmt.Fprintf(r.out, "            disturbed: others took %.0f %% of the machine\n", x.Foreign*100)
		}
	}
}

// dossier is the file of a run.
type dossier struct {
	Date    string   `json:"date"`
	Commit  string   `json:"commit"`
	Command string   `json:"command"`
	Go      string   `json:"go"`
	System  string   `json:"system"`
	Cores   int      `json:"cores"`
	Rows    int      `json:"orders"`
	Results []result `json:"results"`
}

func (r *runner) save() error {
	met, missed := 0, []string{}
	for _, x := range r.results {
		switch {
		case x.Judged && x.Met:
			met++
		case x.Judged:
			missed = append(missed, x.ID)
		}
	}
	_, _ = fmt.Fprintf(r.out, "\n%d goals met, %d missed: %s\n", met, len(missed), strings.Join(missed, " "))
	if r.Docs == "" {
		return nil
	}
	command := "make bench"
	if r.Short {
		command += " SHORT=1"
	}
	date := clock.Date(clock.System())
	raw, err := json.MarshalIndent(dossier{Date: date, Commit: commit(), Command: command, Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Rows: r.rows, Results: r.results}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(r.Docs, 0o750); err != nil {
		return err
	}
	name := date
	if r.Short {
		name += "-short"
	}
	return os.WriteFile(filepath.Join(r.Docs, name+".json"), append(raw, '\n'), 0o644) //nolint:gosec // to be read and committed
}

// commit is what .git says is checked out; the build carries no stamp.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	head, err := os.ReadFile(".git/HEAD")
	if err != nil {
		return "unknown"
	}
	ref, named := strings.CutPrefix(strings.TrimSpace(string(head)), "ref: ")
	if !named {
		return ref
	}
	if id, err := os.ReadFile(filepath.Join(".git", filepath.FromSlash(ref))); err == nil { //nolint:gosec // our own checkout
		return strings.TrimSpace(string(id))
	}
	return "unknown"
}
