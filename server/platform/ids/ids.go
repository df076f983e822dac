package ids

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"zhijian/server/platform/clock"
)

// ID identifies a row. The zero ID means "none" and is never issued.
type ID int64

func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// MarshalText writes the decimal form; the zero ID is the empty string.
func (id ID) MarshalText() ([]byte, error) {
	if id == 0 {
		return []byte{}, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads 1 to 19 decimal digits.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = 0
		return nil
	}
	v, err := Parse(string(b))
	*id = v
	return err
}

// UnmarshalJSON accepts only a JSON string: a number has already lost digits.
func (id *ID) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return fmt.Errorf("id must be a string: %w", err)
	}
	return id.UnmarshalText([]byte(s))
}

// Schema describes an ID to OpenAPI clients as a string of digits. The pattern
// does not count them, MaxLength does: huma compiles it for every field, and
// {0,19} took two thirds of the start and a quarter of the heap at rest.
func (ID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Pattern: `^[0-9]*$`, MaxLength: ptr(19), Examples: []any{"250656954165235712"}}
}

// Param is an ID in a path or a query. huma parses parameters of integer
// kinds before it asks UnmarshalText, so the ID sits in a struct.
type Param struct{ ID ID }

// UnmarshalText reads the parameter.
func (p *Param) UnmarshalText(b []byte) error { return p.ID.UnmarshalText(b) }

// Schema describes the parameter as a string of digits.
func (Param) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Pattern: `^[0-9]+$`, MaxLength: ptr(19)}
}

func ptr[T any](v T) *T { return &v }

// Parse reads a positive decimal ID.
func Parse(s string) (ID, error) {
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil || v <= 0 || s[0] == '+' {
		return 0, fmt.Errorf("ids: %q is not an id", s)
	}
	return ID(v), nil
}

const (
	nodeBits = 10
	seqBits  = 12
	maxNode  = 1<<nodeBits - 1
	maxSeq   = 1<<seqBits - 1
)

// Gen issues IDs for one node. It is safe for concurrent use.
type Gen struct {
	mu    sync.Mutex
	now   clock.Clock
	epoch time.Time
	node  int64
	last  int64
	seq   int64
}

// NewGen makes a generator; node is 0..1023 and unique among live processes.
func NewGen(now clock.Clock, node int) (*Gen, error) {
	if node < 0 || node > maxNode {
		return nil, fmt.Errorf("ids: node %d is not in 0..%d", node, maxNode)
	}
	return &Gen{now: now, node: int64(node), epoch: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}, nil
}

// New issues the next ID. When the clock stands still or goes back, or more
// than 4,096 are asked for in a millisecond, it runs ahead of the clock rather
// than wait: ids stay unique and rising within the process.
func (g *Gen) New() ID {
	g.mu.Lock()
	defer g.mu.Unlock()
	ms := max(g.now().Sub(g.epoch).Milliseconds(), g.last)
	if ms == g.last {
		if g.seq++; g.seq > maxSeq {
			ms, g.seq = ms+1, 0
		}
	} else {
		g.seq = 0
	}
	g.last = ms
	return ID(ms<<(nodeBits+seqBits) | g.node<<seqBits | g.seq)
}

// Alphabets for Code. Human leaves out the letters that people mix up.
const (
	Human  = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	Digits = "0123456789"
	URL    = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// Code returns n random characters of the alphabet from the system's entropy.
func Code(n int, alphabet string) string {
	out := make([]byte, 0, n)
	limit := 256 - 256%len(alphabet) // no modulo bias
	for buf := make([]byte, n+8); len(out) < n; {
		_, _ = rand.Read(buf) // never fails (Go 1.24)
		for _, b := range buf {
			if int(b) < limit && len(out) < n {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out)
}
