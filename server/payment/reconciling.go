package payment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/task"
	"zhijian/server/platform/wechat/pay"
)

// Kinds of differences.
const (
	channelMissing = "channel_missing"
	localMissing   = "local_missing"
	wrongAmount    = "amount"
	wrongStatus    = "status"
	wrongRefund    = "refund"
)

func kindLabel(kind string) string {
	switch kind {
	case channelMissing:
		return "微信没有这笔"
	case localMissing:
		return "系统没有这笔"
	case wrongAmount:
		return "金额不一致"
	case wrongStatus:
		return "状态不一致"
	case wrongRefund:
		return "退款不一致"
	}
	return kind
}

// Run is a day's reconciliation of one merchant. It is a row of payment_runs.
type Run struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID   ids.ID
	MerchantID  ids.ID
	BillDay     string
	State       string // waiting | done | failed
	Attempts    int64
	Trades      int64
	TradeFen    money.Fen
	Refunds     int64
	RefundFen   money.Fen
	FeeUnits    int64 // 1/100,000 yuan
	Differences int64
	Problem     string
	CreatedAt   time.Time
	FinishedAt  *time.Time
}

// TableName is for gorm.
func (Run) TableName() string { return "payment_runs" }

// Difference is one thing that does not agree. It is a row of payment_differences.
type Difference struct {
	ID            ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID     ids.ID
	MerchantID    ids.ID
	RunID         ids.ID
	BillDay       string
	Kind          string
	Subject       string // transaction or refund number: once a day and kind
	OrderID       ids.ID
	RefundID      ids.ID
	TransactionID string
	LocalFen      money.Fen
	ChannelFen    money.Fen
	LocalState    string
	ChannelState  string
	Said          string
	State         string // open | auto | manual | escalated
	Version       int64
	Reason        string
	EvidenceID    ids.ID
	DecidedID     ids.ID
	DecidedName   string
	DecidedAt     *time.Time
	CreatedAt     time.Time
}

// TableName is for gorm.
func (Difference) TableName() string { return "payment_differences" }

const (
	billHour    = 10 // of the next day
	maxAttempts = 48
	lateBill    = 30 * time.Minute
	// edge is how near to midnight our time of a refund and WeChat's may fall
	// on different days.
	edge = 10 * time.Minute
)

type runMessage struct {
	RunID ids.ID `json:"runId"`
}

// planRuns makes yesterday's runs after ten o'clock.
func (s *Service) planRuns(ctx context.Context) error {
	ctx = system(ctx)
	local := s.Now().In(clock.Shanghai())
	if local.Hour() < billHour {
		return nil
	}
	day := local.AddDate(0, 0, -1).Format(time.DateOnly)
	merchants, err := s.store.allMerchants(ctx)
	if err != nil {
		return err
	}
	for _, m := range merchants {
		if _, err := s.plan(ctx, m, day, false); err != nil {
			return err
		}
	}
	return nil
}

// plan makes the run of a merchant's day, or with again starts it anew.
func (s *Service) plan(ctx context.Context, m Merchant, day string, again bool) (Run, error) {
	var out Run
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		old, found, err := s.store.runOf(ctx, m.ID, day)
		if err != nil {
			return err
		}
		if out = old; found && !again {
			return nil
		}
		if found {
			if err := s.store.reopenRun(ctx, old.ID); err != nil {
				return err
			}
			out.State, out.Attempts, out.Problem = "waiting", 0, ""
		} else {
			out = Run{ID: s.Gen.New(), CompanyID: m.CompanyID, MerchantID: m.ID, BillDay: day, State: "waiting", CreatedAt: s.Now()}
			if err := s.store.addRun(ctx, out); err != nil {
				return err
			}
		}
		return s.Box.Enqueue(ctx, TaskReconcile, task.Bulk, runMessage{out.ID}, s.Now())
	})
	if db.Duplicate(err) { // another process was faster
		return out, nil
	}
	return out, err
}

// reconcileTask fetches the bill and compares. A bill that is late, or whose
// hash is wrong, is fetched again later and never believed in part.
func (s *Service) reconcileTask(ctx context.Context, m task.Message) error {
	var in runMessage
	if err := m.Into(&in); err != nil {
		return err
	}
	ctx = system(ctx)
	run, err := s.store.run(ctx, in.RunID)
	if err != nil || run.State != "waiting" {
		return err
	}
	_, keys, err := s.merchant(ctx, run.MerchantID)
	if err != nil {
		return err
	}
	bill, err := s.Channel.TradeBill(ctx, keys, run.BillDay)
	if err != nil {
		return s.later(ctx, run, err)
	}
	err = s.Reconcile(ctx, run, keys, bill)
	err = errors.Join(err, bill.Close())
	if errors.Is(err, pay.ErrBill) {
		return s.later(ctx, run, err)
	}
	return err
}

func (s *Service) later(ctx context.Context, run Run, cause error) error {
	why := "微信支付暂时没有回应"
	switch {
	case pay.Refused(cause) == pay.NoBill:
		why = "微信支付还没有出账单"
	case errors.Is(cause, pay.ErrBill):
		why = "账单文件与微信给出的校验值不符，没有采用"
		s.alarm(ctx, "payment.bill", "run", run.ID, "err", cause)
	case pay.Refused(cause) != "":
		why = "微信支付没有受理：" + pay.Refused(cause)
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if run.Attempts+1 >= maxAttempts {
			s.alarm(ctx, "payment.no_bill", "run", run.ID)
			return s.store.endRun(ctx, run.ID, map[string]any{"state": "failed", "problem": why, "attempts": run.Attempts + 1, "finished_at": s.Now()})
		}
		if err := s.store.endRun(ctx, run.ID, map[string]any{"problem": why, "attempts": run.Attempts + 1}); err != nil {
			return err
		}
		return s.Box.Enqueue(ctx, TaskReconcile, task.Bulk, runMessage{run.ID}, s.Now().Add(lateBill))
	})
}

// Reconcile compares a checked bill with what we have, both ways, and writes
// down what does not agree. What a question to WeChat can put right is put
// right. It may be run again: a difference is written once.
func (s *Service) Reconcile(ctx context.Context, run Run, keys pay.Merchant, bill io.Reader) error {
	c := &comparing{s: s, run: run, keys: keys, trades: map[string]bool{}, refunds: map[string]bool{}}
	sum, err := pay.ReadTrades(bill, func(r pay.Row) error { return c.row(ctx, r) })
	if err != nil {
		return err
	}
	if err := c.flush(ctx); err != nil {
		return err
	}
	if err := c.ours(ctx); err != nil {
		return err
	}
	if err := s.putRight(ctx, c.found); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		n, err := s.store.addDifferences(ctx, run, c.found)
		if err != nil {
			return err
		}
		err = s.store.endRun(ctx, run.ID, map[string]any{"state": "done", "problem": "", "trades": len(c.trades), "trade_fen": sum.Total, "refunds": len(c.refunds), "refund_fen": sum.Asked,
			"fee_units": sum.Fee, "differences": n, "finished_at": s.Now()})
		if err == nil && n > 0 {
			s.alarm(ctx, "payment.differences", "run", run.ID, "count", n)
		}
		return err
	})
}

// putRight asks WeChat about the differences that an answer may end.
func (s *Service) putRight(ctx context.Context, all []Difference) error {
	for i := range all {
		d := &all[i]
		var good bool
		var err error
		switch {
		case d.Kind == wrongStatus && d.OrderID > 0 && d.ChannelState == "SUCCESS":
			var state State
			state, err = s.ask(ctx, d.OrderID, false)
			good = state == Success
		case d.Kind == wrongRefund && d.RefundID > 0 && d.ChannelState == "SUCCESS" && d.LocalFen == d.ChannelFen:
			good, err = s.askRefund(ctx, d.RefundID)
		default:
			continue
		}
		if err != nil && !errors.Is(err, ErrChannel) && !errors.Is(err, pay.ErrUnknown) && !errors.Is(err, errMismatch) {
			return err
		}
		if good {
			at := s.Now()
			d.State, d.Reason, d.DecidedAt = "auto", "已按微信支付的查询结果入账", &at
		}
	}
	return nil
}

func (s *Service) askRefund(ctx context.Context, id ids.ID) (bool, error) {
	r, err := s.store.refund(ctx, id)
	if err != nil || (r.State != Processing && r.State != Abnormal) {
		return false, err
	}
	_, keys, err := s.merchant(ctx, r.MerchantID)
	if err != nil {
		return false, err
	}
	t, err := s.Channel.QueryRefund(ctx, keys, r.Number)
	if err != nil {
		if pay.Refused(err) != "" {
			return false, nil
		}
		return false, err
	}
	if err := s.follow(ctx, r, t); err != nil {
		return false, err
	}
	now, err := s.store.refund(ctx, id)
	return now.State == Refunded, err
}

// difference begins a difference of the run.
func (c *comparing) difference(kind, subject, said string) Difference {
	return Difference{ID: c.s.Gen.New(), CompanyID: c.run.CompanyID, MerchantID: c.run.MerchantID, RunID: c.run.ID, BillDay: c.run.BillDay, Kind: kind, Subject: subject,
		Said: cut(said, 200), State: "open", Version: 1, CreatedAt: c.s.Now()}
}

// days are the instants between which the run's business day lies.
func (r Run) days() (from, to time.Time, err error) {
	d, err := time.ParseInLocation(time.DateOnly, r.BillDay, clock.Shanghai())
	if err != nil {
		return d, d, fmt.Errorf("day of run %d: %w", r.ID, err)
	}
	return d.UTC(), d.AddDate(0, 0, 1).UTC(), nil
}
