package repair

import "slices"

// The places of a fault.
const (
	Indoor = "indoor"
	Public = "public"
	both   = "both"
)

// repairCategory is a kind of fault. Emergencies show their hint before anything else.
type repairCategory struct {
	Code          string `json:"code"`
	Name          string `json:"name"`
	Place         string `json:"place" enum:"indoor,public,both"`
	Emergency     bool   `json:"emergency"`
	EmergencyHint string `json:"emergencyHint" doc:"what to do first, with the phone numbers; empty when no emergency"`
}

// catalogue has the emergencies first. Nobody changes it.
var catalogue = []repairCategory{
	{"water_burst", "跑水、爆管", both, true, "请先关闭入户水阀，远离漏水处的插座和电器。有人被困请拨打 119，受伤请拨打 120，同时可直接拨打物业电话。"},
	{"power_out", "停电、触电", both, true, "请不要碰裸露的电线。有人触电请先断开电源，再拨打 120；起火请拨打 119。"},
	{"lift_trapped", "电梯困人", Public, true, "请不要扒门，按轿厢里的呼救按钮并保持通话。被困请拨打 119，受伤请拨打 120。"},
	{"gas_leak", "燃气泄漏", both, true, "请关闭燃气阀门，打开门窗，不要开关任何电器。到室外后再拨打燃气公司抢修电话和 119。"},
	{"water_pipe", "水管、水龙头", both, false, ""},
	{"drain", "下水、地漏堵塞", both, false, ""},
	{"toilet", "马桶、卫浴", Indoor, false, ""},
	{"wall_leak", "墙面、屋顶渗水", both, false, ""},
	{"electric", "电路、插座、跳闸", both, false, ""},
	{"light", "照明灯具", both, false, ""},
	{"door_window", "门窗、门锁", both, false, ""},
	{"heating", "暖气、空调", Indoor, false, ""},
	{"lift", "电梯故障", Public, false, ""},
	{"access_gate", "门禁、道闸", Public, false, ""},
	{"cleaning", "卫生保洁", Public, false, ""},
	{"garden", "绿化、树木", Public, false, ""},
	{"parking", "车位、车库", Public, false, ""},
	{"facility", "健身、公共设施", Public, false, ""},
	{"other", "其他问题", both, false, ""},
}

func categoryOf(code string) (repairCategory, bool) {
	i := slices.IndexFunc(catalogue, func(c repairCategory) bool { return c.Code == code })
	if i < 0 {
		return repairCategory{}, false
	}
	return catalogue[i], true
}

func categoryName(code string) string {
	c, _ := categoryOf(code)
	return c.Name
}

// suits reports whether the fault can be at such a place.
func (c repairCategory) suits(place string) bool { return c.Place == both || c.Place == place }

// repairCause is why a thing broke, chosen by the worker who mended it.
type repairCause struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

func causes() []repairCause {
	return []repairCause{
		{"worn", "老化磨损"}, {"blocked", "堵塞"}, {"misuse", "使用不当"}, {"install", "安装或材料问题"},
		{"outside", "外部原因"}, {"no_fault", "检查未见异常"}, {"other", "其他"},
	}
}
