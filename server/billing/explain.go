package billing

import (
	"fmt"
	"strings"

	"zhijian/server/platform/money"
)

// BillLine is one line of the explanation of a bill, in words that add up.
type BillLine struct {
	Label     string     `json:"label"`
	Text      string     `json:"text"`
	AmountFen *money.Fen `json:"amountFen,omitempty"`
}

func dec(v, scale int64, places int) string { return scaled(v, scale).text(places) }

// unitPrice writes yuan with two decimals at least, and four at most.
func unitPrice(v int64) string {
	s := dec(v, priceScale, 4)
	whole, frac, _ := strings.Cut(s, ".")
	return whole + "." + frac + strings.Repeat("0", max(0, 2-len(frac)))
}

// explain tells how the amount of a bill came about, from what was kept with
// it and the version of its tariff.
func (p *plan) explain(in Inputs, a amount) []BillLine {
	if len(in.Lines) > 0 {
		return chargeLines(in.Lines)
	}
	if in.Adjusted != nil {
		return []BillLine{{Label: "更正", Text: fmt.Sprintf("原账单 %s，更正为 %s。原因：%s", in.Adjusted.From, a.principal, in.Adjusted.Reason), AmountFen: fenOf(a.principal)}}
	}
	in.price, in.months, in.tariffFactor = p.UnitPrice, max(1, p.Months), p.Coefficient
	out := p.reads(in)
	out = append(out, p.counted(&in)...)
	if in.Problem != "" {
		out = append(out, BillLine{Label: "未能计算", Text: in.Problem})
	}
	if p.MinimumFen > 0 && in.Full == p.MinimumFen {
		out = append(out, BillLine{Label: "最低收费", Text: "本项最低 " + p.MinimumFen.String(), AmountFen: fenOf(in.Full)})
	}
	if in.Days > 0 && in.Days < in.Of {
		out = append(out, BillLine{Label: "按天折算", Text: fmt.Sprintf("账期共 %d 天，您承担 %d 天：%s × %d ÷ %d", in.Of, in.Days, in.Full, in.Days, in.Of), AmountFen: fenOf(a.principal)})
	}
	if a.discount > 0 {
		note := p.DiscountNote
		if note == "" {
			note = "优惠"
		}
		out = append(out, BillLine{Label: note, Text: fmt.Sprintf("%s × %s%%", a.principal, dec(min(basis, p.Discount+in.Discount), 100, 2)), AmountFen: fenOf(-a.discount)})
	}
	return append(out, BillLine{Label: "收费标准", Text: fmt.Sprintf("第 %d 版，%s 起执行", p.Number, p.EffectiveFrom)})
}

func chargeLines(lines []chargeLine) []BillLine {
	out := make([]BillLine, len(lines))
	for i, l := range lines {
		out[i] = BillLine{l.Title, fmt.Sprintf("%d %s × %s", l.Quantity, l.Unit, l.PriceFen), fenOf(money.Fen(l.Quantity) * l.PriceFen)}
	}
	return out
}

func (p *plan) reads(in Inputs) []BillLine {
	var out []BillLine
	for _, r := range in.Reads {
		text := fmt.Sprintf("本次 %s − 上次 %s = %s", dec(r.Now, milli, 3), dec(r.Last, milli, 3), dec(r.Used, milli, 3))
		switch {
		case r.First:
			text = fmt.Sprintf("首次读数 %s，只作起点，本期不计费", dec(r.Now, milli, 3))
		case r.Rolled:
			text += "（表已走满一圈，从零继续）"
		}
		if r.Times != 0 && r.Times != basis {
			text += fmt.Sprintf("（已乘倍率 %s）", dec(r.Times, basis, 4))
		}
		out = append(out, BillLine{Label: "表 " + r.Number, Text: text})
	}
	return out
}

// counted is the line with the multiplication itself.
func (p *plan) counted(in *Inputs) []BillLine {
	one := func(label, text string) []BillLine { return []BillLine{{label, text, fenOf(in.Full)}} }
	price := unitPrice(p.UnitPrice)
	switch p.Method {
	case ByArea:
		return one("建筑面积 × 单价", fmt.Sprintf("%s ㎡ × %s 元/㎡·月", dec(in.Area, 100, 2), price)+p.rest(in, true))
	case Fixed:
		return one("固定金额", price+" 元/月"+times(in.Quantity)+p.rest(in, true))
	case Parking:
		return one("车位", price+" 元/个·月"+times(in.Quantity)+p.rest(in, true))
	case Metered:
		return one("用量 × 单价", fmt.Sprintf("%s × %s 元", dec(in.Used, milli, 3), price)+p.rest(in, false))
	case Tiered:
		return p.tierLines(in)
	case Shared:
		return one("公摊", fmt.Sprintf("本期共 %s，按%s分摊，您家占 %s ÷ %s", in.Pool, shareWord(p.ShareBy), weightText(p.ShareBy, in.Weight), weightText(p.ShareBy, in.Weights)))
	case Formula:
		return []BillLine{{Label: "计算公式", Text: p.Tariff.Formula}, {"代入数值", p.formula.filled(*in), fenOf(in.Full)}}
	}
	return nil
}

func (p *plan) tierLines(in *Inputs) []BillLine {
	var out []BillLine
	for i, s := range p.steps(in.Used) {
		v, _ := scaled(s.used, milli).mul(scaled(s.price, priceScale)).mul(in.factor()).fen()
		out = append(out, BillLine{fmt.Sprintf("第 %d 档", i+1), fmt.Sprintf("%s × %s 元", dec(s.used, milli, 3), unitPrice(s.price)) + p.rest(in, false), fenOf(v)})
	}
	return out
}

// rest are the factors that are not one.
func (p *plan) rest(in *Inputs, monthly bool) string {
	var b strings.Builder
	if p.Coefficient != basis && p.Coefficient != 0 {
		b.WriteString(" × 标准系数 " + dec(p.Coefficient, basis, 4))
	}
	if in.Coefficient != basis && in.Coefficient != 0 {
		b.WriteString(" × 房屋系数 " + dec(in.Coefficient, basis, 4))
	}
	if monthly && p.Months > 1 {
		fmt.Fprintf(&b, " × %d 个月", p.Months)
	}
	return b.String()
}

func times(quantity int64) string {
	if quantity == milli {
		return ""
	}
	return " × " + dec(quantity, milli, 3)
}

func shareWord(by string) string {
	if by == "house" {
		return "户数"
	}
	return "面积"
}

func weightText(by string, w int64) string {
	if by == "house" {
		return dec(w, 1, 0) + " 户"
	}
	return dec(w, 100, 2) + " ㎡"
}

func fenOf(f money.Fen) *money.Fen { return &f }

// drivers are the quantities by which two bills of an item differ, for "why is
// it higher than last time".
func drivers(was, now Inputs, wasPlan, nowPlan *plan) []BillLine {
	var out []BillLine
	add := func(label string, a, b string) {
		if a != b {
			out = append(out, BillLine{Label: label, Text: "上期 " + a + "，本期 " + b})
		}
	}
	add("用量", dec(was.Used, milli, 3), dec(now.Used, milli, 3))
	add("建筑面积", dec(was.Area, 100, 2)+" ㎡", dec(now.Area, 100, 2)+" ㎡")
	add("数量", dec(was.Quantity, milli, 3), dec(now.Quantity, milli, 3))
	if was.Days < was.Of || now.Days < now.Of { // not that one month is longer
		add("计费天数", fmt.Sprintf("%d/%d 天", was.Days, was.Of), fmt.Sprintf("%d/%d 天", now.Days, now.Of))
	}
	add("公摊总额", was.Pool.String(), now.Pool.String())
	add("单价", unitPrice(wasPlan.UnitPrice)+" 元", unitPrice(nowPlan.UnitPrice)+" 元")
	add("优惠", dec(wasPlan.Discount+was.Discount, 100, 2)+"%", dec(nowPlan.Discount+now.Discount, 100, 2)+"%")
	if wasPlan.ID != nowPlan.ID {
		add("收费标准", fmt.Sprintf("第 %d 版", wasPlan.Number), fmt.Sprintf("第 %d 版", nowPlan.Number))
	}
	return out
}
