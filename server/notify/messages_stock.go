package notify

// stockWords are what managers are told about material.
var stockWords = chapter{
	kind: "notice",
	params: map[string]param{
		"item":    {label: "物料", sample: "角阀", fallback: "物料", form: formName},
		"level":   {label: "剩余", sample: "3 个", fallback: "不多", form: formName},
		"minimum": {label: "最低库存", sample: "5 个", fallback: "最低库存", form: formName},
	},
	templates: map[string]template{
		"stock_low": {
			staff: text{"物料快用完了", "{item}还剩{level}，低于最低库存{minimum}，请及时补货。"}},
	},
}
