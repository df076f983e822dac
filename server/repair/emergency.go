package repair

import (
	"context"
	"strings"

	"zhijian/server/platform/ids"
)

// dangers are the words that make any report an emergency, and whom to call.
var dangers = []struct {
	words []string
	call  []string // keys of numbers
	hint  string
}{
	{[]string{"燃气", "煤气", "天然气", "瓦斯"}, []string{"gas", "119", "120"}, "请关闭燃气阀门，打开门窗，不要开关任何电器，先离开到室外。"},
	{[]string{"起火", "着火", "失火", "冒烟", "火灾"}, []string{"119", "120"}, "请立即离开，不要乘坐电梯，先拨打 119。"},
	{[]string{"困电梯", "电梯困", "困在电梯", "被困电梯", "困人"}, []string{"119", "120"}, "请不要扒门，按轿厢里的呼救按钮并保持通话。"},
	{[]string{"触电", "漏电", "电死", "电到人"}, []string{"120", "119"}, "请先断开电源，不要直接接触触电的人。"},
	{[]string{"爆管", "跑水", "爆炸"}, []string{"119", "120"}, "请先关闭阀门，远离插座和电器。"},
}

// RepairCall is a number to ring before anything else.
type RepairCall struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// RepairEmergency is shown before everything else of an emergency.
type RepairEmergency struct {
	Hint   string       `json:"hint"`
	Phones []RepairCall `json:"phones" nullable:"false" doc:"the most urgent first"`
}

// emergencyWords are what a client may look for while somebody is typing.
func emergencyWords() []string {
	var out []string
	for _, d := range dangers {
		out = append(out, d.words...)
	}
	return out
}

// danger finds the first dangerous word of a text: its hint and whom to call.
func danger(text string) (hint string, call []string, found bool) {
	text = strings.Join(strings.Fields(text), "")
	for _, d := range dangers {
		for _, w := range d.words {
			if strings.Contains(text, w) {
				return d.hint, d.call, true
			}
		}
	}
	return "", nil, false
}

// callsFor are the numbers for an order that is an emergency, nil for others.
func (s *Service) callsFor(ctx context.Context, o Order) (*RepairEmergency, error) {
	if !o.Emergency {
		return nil, nil //nolint:nilnil // no emergency is no error
	}
	hint, call, found := danger(o.Description)
	c, _ := categoryOf(o.Category)
	if !found {
		call = []string{"119", "120"}
		if o.Category == "gas_leak" {
			call = []string{"gas", "119", "120"}
		}
	}
	if c.Emergency {
		hint = c.EmergencyHint
	}
	phones, err := s.numbers(ctx, o.CommunityID, call)
	return &RepairEmergency{hint, phones}, err
}

// numbers turns keys into numbers; a community without a gas number has the rest.
func (s *Service) numbers(ctx context.Context, community ids.ID, keys []string) ([]RepairCall, error) {
	k, err := s.kept(ctx, community)
	if err != nil {
		return nil, err
	}
	known := map[string]RepairCall{"119": {"火警 119", "119"}, "120": {"急救 120", "120"}, "gas": {"燃气公司抢修", k.desk.GasPhone}, "duty": {"物业值班", k.desk.DutyPhone}}
	out := []RepairCall{}
	for _, key := range append(keys, "duty") {
		if c := known[key]; c.Phone != "" {
			out = append(out, c)
		}
	}
	return out, nil
}
