package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// tick is the unit of CPU time in /proc, in microseconds: 100 Hz on Linux.
const tick = 10_000

// cpuOf is the CPU time of a process so far, in microseconds.
func cpuOf(pid int) int64 {
	_, cpu := stat(pid)
	return cpu
}

func stat(pid int) (parent int, cpu int64) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0
	}
	f := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	if len(f) < 13 {
		return 0, 0
	}
	parent, _ = strconv.Atoi(f[1])
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	return parent, (user + system) * tick
}

// rssOf is the resident memory of a process, in bytes.
func rssOf(pid int) int64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// machine is the CPU time of everything that ran, and of us: the runner, what
// it started, and the database beside it.
type machine struct{ all, ours int64 }

func readMachine() machine {
	var m machine
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return m
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	for i, f := range strings.Fields(line)[1:] {
		if n, err := strconv.ParseInt(f, 10, 64); err == nil && i < 8 && i != 3 && i != 4 { // not idle, not waiting
			m.all += n * tick
		}
	}
	parents, cpus := map[int]int{}, map[int]int64{}
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, d := range dirs {
		if pid, err := strconv.Atoi(filepath.Base(d)); err == nil {
			parents[pid], cpus[pid] = stat(pid)
		}
	}
	root := os.Getppid()
	for pid, cpu := range cpus {
		for p := pid; p > 1; p = parents[p] {
			if p == root {
				m.ours += cpu
				break
			}
		}
	}
	return m
}

// foreign is the share of the CPU time between two readings that was not ours.
func foreign(from, to machine) float64 {
	all := to.all - from.all
	if all <= 0 {
		return 0
	}
	return max(0, float64(all-(to.ours-from.ours))/float64(all))
}
