package repair

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/pii"
)

// exportTitles are the columns of the file.
var exportTitles = []string{"单号", "状态", "类型", "故障", "紧急", "地点", "问题描述", "报修人", "电话", "渠道", "师傅", "报修时间", "接单时间", "到场时间",
	"完工时间", "结束时间", "时效", "报价（元）", "费用承担", "返修次数", "催单次数"}

// writeOrders streams the matching orders into an .xlsx, a batch at a time.
func (s *Service) writeOrders(ctx context.Context, w io.Writer, e export, progress func(done int64) error) error {
	const sheet = "报修工单"
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // removes temporary files
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	titles := make([]any, len(exportTitles))
	for i, t := range exportTitles {
		titles[i] = t
	}
	if err := out.SetRow("A1", titles); err != nil {
		return err
	}
	if err := s.eachOrder(ctx, e, progress, func(n int64, cells []any) error { return out.SetRow(fmt.Sprintf("A%d", n+1), cells) }); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

func (s *Service) eachOrder(ctx context.Context, e export, progress func(int64) error, each func(n int64, cells []any) error) error {
	var after position
	n := int64(0)
	for n < e.Total {
		orders, err := s.store.list(ctx, e.Query, after, exportBatch)
		if err != nil || len(orders) == 0 {
			return err
		}
		for _, o := range orders {
			if n++; n > e.Total {
				return nil
			}
			cells, err := s.exportLine(o, e.InFull)
			if err != nil {
				return err
			}
			if err := each(n, cells); err != nil {
				return err
			}
		}
		after.id = orders[len(orders)-1].ID
		if err := progress(n); err != nil {
			return err
		}
	}
	return nil
}

// exportLine writes every cell as text, so that nothing is calculated.
func (s *Service) exportLine(o Order, full bool) ([]any, error) {
	c, err := s.contact(o)
	if err != nil {
		return nil, err
	}
	if !full {
		c.Name, c.Phone = pii.MaskName(c.Name), pii.MaskPhone(c.Phone)
	}
	row := rowOf(o)
	texts := []string{o.Number, row.StateLabel, row.CategoryName, row.FaultName, yes(o.Emergency), o.PlaceLabel, o.Description, c.Name, c.Phone, channelName(o.Channel),
		o.WorkerName, stamp(&o.CreatedAt), stamp(o.AcceptedAt), stamp(o.ArrivedAt), stamp(o.FinishedAt), stamp(o.EndedAt), lightName(o.Light),
		o.QuoteFen.Plain(), bearerName(o.CostBearer), fmt.Sprint(o.Reworks), fmt.Sprint(o.Urges)}
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = harmless(t)
	}
	return out, nil
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(clock.Shanghai()).Format("2006-01-02 15:04")
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return ""
}

func lightName(l Light) string {
	return map[Light]string{LightGreen: "正常", LightYellow: "将超时", LightRed: "已超时"}[l]
}

func bearerName(code string) string {
	switch code {
	case bearerOwner:
		return "业主"
	case bearerProperty:
		return "物业"
	case bearerFund:
		return "维修资金"
	}
	return "质保"
}
