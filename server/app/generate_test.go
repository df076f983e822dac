package app

import (
	"math/rand/v2"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// maker builds JSON values from the schemas of the OpenAPI document.
type maker struct {
	doc *huma.OpenAPI
	now time.Time
	// ids fills properties named …Id and …Ids.
	ids map[string]string
	rnd *rand.Rand
}

func (m maker) schema(s *huma.Schema) *huma.Schema {
	for s.Ref != "" {
		s = m.doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// valid is the smallest value that the schema admits.
func (m maker) valid(name string, s *huma.Schema) any {
	s = m.schema(s)
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	switch s.Type {
	case "object":
		out := map[string]any{}
		for _, k := range s.Required {
			out[k] = m.valid(k, s.Properties[k])
		}
		return out
	case "array":
		n := 0
		if s.MinItems != nil {
			n = *s.MinItems
		}
		out := make([]any, n)
		for i := range out {
			out[i] = m.valid(strings.TrimSuffix(name, "s"), s.Items)
		}
		return out
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return true
	}
	return m.text(name, s)
}

func (m maker) text(name string, s *huma.Schema) string {
	switch {
	case m.ids[name] != "":
		return m.ids[name]
	case s.Format == "date-time":
		return m.now.Add(24 * time.Hour).Format(time.RFC3339)
	case strings.Contains(s.Pattern, ":[0-5]"): // a time of day
		return "08:30"
	case strings.HasSuffix(name, "Date"):
		return m.now.Add(24 * time.Hour).Format(time.DateOnly)
	case strings.Contains(strings.ToLower(name), "phone"):
		return "13900000001"
	case strings.Contains(s.Pattern, "[0-9]") && !strings.Contains(s.Pattern, "A-Z"):
		return strings.Repeat("1", max(6, deref(s.MinLength)))
	}
	return strings.Repeat("a", max(1, deref(s.MinLength)))
}

func deref(p *int) int {
	if p == nil {
		return 0
	}
	return *p
}

// hostile are values that break careless code.
func (m maker) hostile() any {
	all := []any{
		nil, true, -1, 1e308, 3.5, "", " ", "\x00", "a\x00b", "\u202e", "😀漏水", strings.Repeat("长", 70_000), "9223372036854775808", "-1",
		"' OR 1=1 --", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "2026-02-31T00:00:00Z", "0000-00-00", []any{}, map[string]any{},
		[]any{map[string]any{"a": []any{nil}}}, map[string]any{"$ref": "#"}, "../../etc/passwd", "１２３", strings.Repeat("1", 19), int64(9007199254740993),
	}
	return all[m.rnd.IntN(len(all))]
}

// mutated is a valid value with some of its parts made hostile.
func (m maker) mutated(name string, s *huma.Schema) any {
	v := m.valid(name, s)
	obj, ok := v.(map[string]any)
	if !ok || m.rnd.IntN(12) == 0 {
		return m.hostile()
	}
	full := m.schema(s)
	for k, p := range full.Properties {
		switch m.rnd.IntN(4) {
		case 0:
			obj[k] = m.hostile()
		case 1:
			obj[k] = m.mutated(k, p)
		case 2:
			if m.rnd.IntN(3) == 0 {
				delete(obj, k)
			} else {
				obj[k] = m.valid(k, p)
			}
		}
	}
	if m.rnd.IntN(8) == 0 {
		obj["unexpected"] = m.hostile()
	}
	return obj
}
