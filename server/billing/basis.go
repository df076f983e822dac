package billing

import (
	"encoding/json"
	"errors"
	"strconv"

	"zhijian/server/platform/errs"
)

// basisOf writes the inputs as JSON. The plain ones are written by hand: a run
// makes a hundred thousand, and reflection would be a third of its time.
func basisOf(in *Inputs) string {
	if len(in.Reads) > 0 || in.Problem != "" || len(in.Lines) > 0 || in.Adjusted != nil {
		raw, err := json.Marshal(in)
		if err != nil || len(raw) > maxBasis {
			return `{"problem":"说明过长"}`
		}
		return string(raw)
	}
	b := make([]byte, 0, 160)
	for _, f := range [...]struct {
		key   string
		value int64
	}{{"area", in.Area}, {"quantity", in.Quantity}, {"coefficient", in.Coefficient}, {"discount", in.Discount}, {"floor", in.Floor}, {"used", in.Used}, {"last", in.Last},
		{"now", in.Now}, {"pool", int64(in.Pool)}, {"share", int64(in.Share)}, {"weight", in.Weight}, {"weights", in.Weights}, {"days", in.Days}, {"of", in.Of}, {"full", int64(in.Full)}} {
		if f.value == 0 {
			continue
		}
		b = append(append(append(b, `,"`...), f.key...), `":`...)
		b = strconv.AppendInt(b, f.value, 10)
	}
	if len(b) == 0 {
		return "{}"
	}
	b[0] = '{'
	return string(append(b, '}'))
}

const maxBasis = 2000

// sentence is what people read of a refusal.
func sentence(err error) string {
	if e, ok := errs.From(err); ok {
		return e.Message
	}
	return "这套房屋暂时算不出金额"
}

func isCode(err error, is *errs.Error) bool { return errors.Is(err, is) }
