package billing

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"zhijian/server/platform/errs"
)

const maxBasis = 2000

// basisOf writes the inputs as JSON. The usual ones are written by hand: a run
// makes a hundred thousand, and reflection would be a third of its time.
func basisOf(in *Inputs) string {
	if in.Problem != "" || len(in.Lines) > 0 || in.Adjusted != nil || odd(in.Reads) {
		raw, err := json.Marshal(in)
		if err != nil || len(raw) > maxBasis {
			return `{"problem":"说明过长"}`
		}
		return string(raw)
	}
	b := make([]byte, 0, 256)
	for _, f := range [...]struct {
		key   string
		value int64
	}{{"area", in.Area}, {"quantity", in.Quantity}, {"coefficient", in.Coefficient}, {"discount", in.Discount}, {"floor", in.Floor}, {"used", in.Used}, {"last", in.Last},
		{"now", in.Now}, {"pool", int64(in.Pool)}, {"share", int64(in.Share)}, {"weight", in.Weight}, {"weights", in.Weights}, {"days", in.Days}, {"of", in.Of}, {"full", int64(in.Full)}} {
		b = field(b, f.key, f.value)
	}
	b = reads(b, in.Reads)
	if len(b) == 0 {
		return "{}"
	}
	b[0] = '{'
	return string(append(b, '}'))
}

// field adds ,"key":value unless the value is nothing.
func field(b []byte, key string, value int64) []byte {
	if value == 0 {
		return b
	}
	b = append(append(append(b, `,"`...), key...), `":`...)
	return strconv.AppendInt(b, value, 10)
}

// odd reports readings that need real escaping, or more room than there is.
func odd(all []read) bool {
	for _, r := range all {
		if strings.ContainsFunc(r.Number+r.On, func(c rune) bool {
			return c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&'
		}) {
			return true
		}
	}
	return len(all) > 6
}

func reads(b []byte, all []read) []byte {
	for i, r := range all {
		if i == 0 {
			b = append(b, `,"reads":[{"number":"`...)
		} else {
			b = append(b, `,{"number":"`...)
		}
		b = append(append(b, r.Number...), '"')
		for _, f := range [...]struct {
			key   string
			value int64
		}{{"last", r.Last}, {"now", r.Now}, {"used", r.Used}, {"times", r.Times}} {
			b = append(append(append(b, `,"`...), f.key...), `":`...)
			b = strconv.AppendInt(b, f.value, 10)
		}
		if r.First {
			b = append(b, `,"first":true`...)
		}
		if r.Rolled {
			b = append(b, `,"rolled":true`...)
		}
		if r.Photo != 0 {
			b = append(append(append(b, `,"photo":"`...), r.Photo.String()...), '"')
		}
		if r.On != "" {
			b = append(append(append(b, `,"on":"`...), r.On...), '"')
		}
		b = append(b, '}')
	}
	if len(all) > 0 {
		b = append(b, ']')
	}
	return b
}

// sentence is what people read of a refusal.
func sentence(err error) string {
	if e, ok := errs.From(err); ok {
		return e.Message
	}
	return "这套房屋暂时算不出金额"
}

func isCode(err error, is *errs.Error) bool { return errors.Is(err, is) }
