package ledger

import (
	"regexp"
	"strings"
)

// account says how entries of a name must look.
type account struct {
	label string
	owned bool // by a house or a merchant
	kept  bool // has a holding that never falls below nothing
}

var accounts = map[string]account{
	"receivable":        {label: "应收账款", owned: true},
	"late_fee_income":   {label: "违约金收入"},
	"wechat_receivable": {label: "微信待结算", owned: true},
	"cash":              {label: "现金"},
	"transfer":          {label: "银行转账"},
	"prepaid":           {label: "预存款", owned: true, kept: true},
	"deposit":           {label: "押金", owned: true, kept: true},
	"refund_payable":    {label: "应退款"},
	"overpaid":          {label: "多收待处理", owned: true, kept: true},
	"discount":          {label: "折扣"},
	"waiver":            {label: "减免"},
	"rounding":          {label: "尾差"},
	"platform_fee":      {label: "平台服务费"},
	"merchant_payable":  {label: "应付商户"},
}

const income = "fee_income:"

var itemKind = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

// itemLabels are the fee kinds that have a name of their own; others show
// their kind.
var itemLabels = map[string]string{
	"property": "物业费", "water": "水费", "electric": "电费", "gas": "燃气费", "heat": "采暖费", "parking": "停车费",
	"shared": "公摊费", "repair": "有偿维修", "deposit": "押金", "other": "其他",
}

// find knows the account of a name; ok is false for one the book does not have.
func find(name string) (account, bool) {
	if kind, ok := strings.CutPrefix(name, income); ok {
		return account{label: Label(name)}, itemKind.MatchString(kind)
	}
	a, ok := accounts[name]
	return a, ok
}

// Label is the account's name as people read it.
func Label(name string) string {
	if kind, ok := strings.CutPrefix(name, income); ok {
		if l := itemLabels[kind]; l != "" {
			return l + "收入"
		}
		return kind + " 收入"
	}
	if a, ok := accounts[name]; ok {
		return a.label
	}
	return name
}

// KindLabel names a kind of journal as people read it.
func KindLabel(kind string) string {
	for _, l := range [][2]string{
		{"bill_published", "账单发布"}, {"bill_void", "账单作废"}, {"bill_waived", "账单减免"}, {"late_fee", "违约金"},
		{"payment", "收款"}, {"refund", "退款"}, {"refund_paid", "退款到账"}, {"overpaid_refund", "多收退回"},
		{"overpaid_credit", "多收转预存"}, {"prepaid_topup", "预存"}, {"deposit", "押金"},
	} {
		if l[0] == kind {
			return l[1]
		}
	}
	return kind
}
