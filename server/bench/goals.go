package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
)

//go:embed goals.json
var goalsFile []byte

// goal is what a measured ratio or figure should be.
type goal struct {
	ID   string  `json:"id"`
	Text string  `json:"text"`
	Min  float64 `json:"min,omitempty"` // 0: none
	Max  float64 `json:"max,omitempty"` // 0: none
}

func (g goal) met(v float64) bool { return (g.Min == 0 || v >= g.Min) && (g.Max == 0 || v <= g.Max) }

func (g goal) String() string {
	switch {
	case g.Min > 0:
		return fmt.Sprintf(">= %g", g.Min)
	case g.Max > 0:
		return fmt.Sprintf("<= %g", g.Max)
	}
	return "-"
}

type goals []goal

func readGoals() (goals, error) {
	var g goals
	err := json.Unmarshal(goalsFile, &g)
	return g, err
}

func (g goals) of(id string) (goal, error) {
	i := slices.IndexFunc(g, func(x goal) bool { return x.ID == id })
	if i < 0 {
		return goal{}, fmt.Errorf("no goal %q in goals.json", id)
	}
	return g[i], nil
}
