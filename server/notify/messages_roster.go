package notify

// rosterWords are what managers are told about the roster.
var rosterWords = chapter{
	kind: "notice",
	params: map[string]param{
		"date":  {label: "日期", sample: "2026-03-03", form: formDate},
		"hours": {label: "没有人值班的时间", sample: "08:30–12:00", fallback: "部分时间"},
	},
	templates: map[string]template{
		"roster_hole": {
			staff: text{"明天有时段无人值班", "{date} {hours}还没有排值班，请今天安排好，以免报修无人处理。"}},
	},
}
