package payment

import (
	"context"
	"time"

	"zhijian/server/platform/task"
)

// The background work of this capability.
const (
	TaskAsk       = "payment:ask"        // about an open order, on the ladder
	TaskLook      = "payment:look"       // at a closed order, once more
	TaskClose     = "payment:close"      // an order that its payer gave up
	TaskSend      = "payment:refund"     // an approved refund to WeChat
	TaskRefundAsk = "payment:refund_ask" // what became of it
	TaskReconcile = "payment:reconcile"
	TaskInvoice   = "payment:invoice"
)

// MountTasks adds the background work. All of it talks to the channel and may
// run twice; what must happen once is guarded by the order's or refund's row.
func (s *Service) MountTasks(mux *task.Mux) {
	for name, h := range map[string]task.Handler{
		TaskAsk: s.askTask, TaskLook: s.lookTask, TaskClose: s.closeTask, TaskSend: s.sendTask, TaskRefundAsk: s.refundAskTask,
		TaskReconcile: s.reconcileTask, TaskInvoice: s.invoiceTask,
	} {
		s.Box.HandleOutside(mux, name, h)
	}
}

// Periodics is what happens by the clock.
func (s *Service) Periodics() []task.Periodic {
	return []task.Periodic{
		{Name: "payment:plan_runs", Every: time.Hour, For: "每天十点后下载微信账单对账", Run: s.planRuns},
		{Name: "payment:expire_desk", Every: 10 * time.Minute, For: "退回超时未复核的大额收款", Run: s.expireDesk},
		{Name: "payment:watch", Every: 10 * time.Minute, For: "追查超时未结束的支付", Run: s.watch},
	}
}

// expireDesk gives back the bills of desk payments that nobody confirmed in time.
func (s *Service) expireDesk(ctx context.Context) error {
	ctx = system(ctx)
	late, err := s.store.unconfirmed(ctx, s.Now(), 100)
	if err != nil {
		return err
	}
	for _, id := range late {
		if err := s.end(ctx, id, "没有在 72 小时内复核"); err != nil {
			return err
		}
	}
	return nil
}

// watch is the net under the ladder: an order whose end passed an hour ago and
// is still open is asked about again.
func (s *Service) watch(ctx context.Context) error {
	ctx = system(ctx)
	open, err := s.store.overdue(ctx, s.Now().Add(-time.Hour), 200)
	if err != nil {
		return err
	}
	for _, o := range open {
		err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.askLater(ctx, o, 0) })
		if err != nil {
			return err
		}
	}
	if len(open) > 0 {
		s.alarm(ctx, "payment.overdue", "count", len(open))
	}
	return nil
}
