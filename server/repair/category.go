package repair

import "slices"

// The places of a fault.
const (
	Indoor = "indoor"
	Public = "public"
	both   = "both"
)

// repairFault is the third level: what is wrong with the object.
type repairFault struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// repairCategory is a kind of fault: the second level, the object. Emergencies
// show their hint before anything else.
type repairCategory struct {
	Code          string        `json:"code"`
	Name          string        `json:"name"`
	Place         string        `json:"place" enum:"indoor,public,both" doc:"the first level, the area"`
	Emergency     bool          `json:"emergency"`
	EmergencyHint string        `json:"emergencyHint" doc:"what to do first, with the phone numbers; empty when no emergency"`
	Faults        []repairFault `json:"faults" nullable:"false" doc:"the third level; may be empty"`
	skill         string
	chain         []Mode
}

var (
	assignOnly = []Mode{ModeAssign}
	grabFirst  = []Mode{ModeGrab, ModeLeastLoaded, ModeAssign}
	atOnce     = []Mode{ModeLeastLoaded, ModeGrab, ModeAssign}
)

// catalogue has the emergencies first. Nobody changes it.
var catalogue = []repairCategory{
	{"water_burst", "跑水、爆管", both, true, "请先关闭入户水阀，远离漏水处的插座和电器。有人被困请拨打 119，受伤请拨打 120，同时可直接拨打物业电话。",
		faults("pipe_burst", "水管爆裂", "valve_broken", "阀门损坏", "heating_burst", "暖气跑水"), "plumbing", atOnce},
	{"power_out", "停电、触电", both, true, "请不要碰裸露的电线。有人触电请先断开电源，再拨打 120；起火请拨打 119。",
		faults("house_dark", "家中停电", "building_dark", "整栋停电", "shock", "漏电、触电"), "electric", atOnce},
	{"lift_trapped", "电梯困人", Public, true, "请不要扒门，按轿厢里的呼救按钮并保持通话。被困请拨打 119，受伤请拨打 120。", faults(), "lift", atOnce},
	{"gas_leak", "燃气泄漏", both, true, "请关闭燃气阀门，打开门窗，不要开关任何电器。到室外后再拨打燃气公司抢修电话和 119。", faults(), "general", atOnce},
	{"water_pipe", "水管、水龙头", both, false, "", faults("tap_drip", "水龙头滴漏", "pipe_leak", "水管渗漏", "low_pressure", "水压小", "meter", "水表问题"), "plumbing", assignOnly},
	{"drain", "下水、地漏堵塞", both, false, "", faults("floor_drain", "地漏返水", "kitchen_drain", "厨房下水堵", "main_drain", "主管道堵"), "plumbing", assignOnly},
	{"toilet", "马桶、卫浴", Indoor, false, "", faults("toilet_block", "马桶堵塞", "toilet_leak", "马桶漏水", "shower", "花洒、浴室柜"), "plumbing", assignOnly},
	{"wall_leak", "墙面、屋顶渗水", both, false, "", faults("roof", "屋顶渗水", "outer_wall", "外墙渗水", "upstairs", "楼上漏水"), "carpentry", assignOnly},
	{"electric", "电路、插座、跳闸", both, false, "", faults("trip", "跳闸", "socket", "插座无电", "wire", "线路老化"), "electric", assignOnly},
	{"light", "照明灯具", both, false, "", faults("stair_light", "楼道灯", "road_light", "路灯", "room_light", "室内灯具"), "electric", assignOnly},
	{"door_window", "门窗、门锁", both, false, "", faults("lock", "门锁损坏", "hinge", "合页、门体", "glass", "玻璃破损"), "carpentry", assignOnly},
	{"heating", "暖气、空调", Indoor, false, "", faults("cold", "暖气不热", "aircon", "空调不制冷"), "plumbing", assignOnly},
	{"lift", "电梯故障", Public, false, "", faults("stopped", "停梯", "noise", "异响、抖动", "button", "按键、显示"), "lift", assignOnly},
	{"access_gate", "门禁、道闸", Public, false, "", faults("unit_door", "单元门禁", "barrier", "车道道闸", "intercom", "对讲"), "access", assignOnly},
	{"cleaning", "卫生保洁", Public, false, "", faults("rubbish", "垃圾清运", "stairs", "楼道卫生"), "cleaning", grabFirst},
	{"garden", "绿化、树木", Public, false, "", faults("branch", "枯枝、倒伏", "pest", "虫害"), "garden", grabFirst},
	{"parking", "车位、车库", Public, false, "", faults("occupied", "车位被占", "garage_light", "车库照明", "charger", "充电桩"), "general", grabFirst},
	{"facility", "健身、公共设施", Public, false, "", faults("fitness", "健身器材", "bench", "座椅、亭廊", "road", "路面、井盖"), "general", grabFirst},
	{"other", "其他问题", both, false, "", faults(), "general", assignOnly},
}

func faults(pairs ...string) []repairFault {
	out := []repairFault{}
	for p := range slices.Chunk(pairs, 2) {
		out = append(out, repairFault{p[0], p[1]})
	}
	return out
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

// fault is the name of a third-level code; false when it is not of this category.
func (c repairCategory) fault(code string) (string, bool) {
	for _, f := range c.Faults {
		if f.Code == code {
			return f.Name, true
		}
	}
	return "", code == ""
}

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

func causeName(code string) string {
	for _, c := range causes() {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}

// holdReasons are why work waits; only the owner's pause the promised times.
func holdReasons() []repairCause {
	return []repairCause{{holdParts, "等配件"}, {holdOwner, "等业主"}, {holdThird, "等第三方"}}
}

const (
	holdParts = "parts"
	holdOwner = "owner"
	holdThird = "third_party"
)

func holdName(code string) string {
	for _, h := range holdReasons() {
		if h.Code == code {
			return h.Name
		}
	}
	return ""
}
