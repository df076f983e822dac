package house

import (
	"encoding/json"
	"strings"
)

// label is what happened, in words.
func (e Event) label() string {
	switch e.Kind {
	case "imported":
		return "从台账导入"
	case "changed":
		return "按台账更新"
	case "revealed":
		return "查看完整信息"
	case "register_closed":
		return "住户迁出，登记结束"
	}
	return e.Kind
}

// sentence is the detail of an event for people.
func (e Event) sentence() string {
	var changes []Change
	if e.Kind != "changed" || json.Unmarshal([]byte(e.Detail), &changes) != nil {
		return e.Detail
	}
	var out []string
	for _, c := range changes {
		from := c.From
		if from == "" {
			from = "空"
		}
		out = append(out, c.Label+"："+from+" → "+c.To)
	}
	return strings.Join(out, "；")
}
