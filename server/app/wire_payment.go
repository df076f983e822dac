package app

import (
	"context"

	"zhijian/server/payment"
	"zhijian/server/platform/wechat/paysandbox"
)

// wirePayment makes the payments, after the houses, people, files and the
// book that they ask.
func (a *App) wirePayment() {
	b, c := a.base, &a.capabilities
	d := payment.Deps{DB: b.db, Gen: b.gen, Now: b.now, Box: b.box, Vault: b.vault, Audit: b.audit, Bills: c.billing, Book: c.ledger, Places: c.house, People: c.identity,
		Files: c.file, Live: b.hub, Channel: b.pay, Invoice: b.invoice, NotifyURL: b.cfg.PublicURL + "/notify/wechat/"}
	if b.payBox != nil { // a nil pointer in an interface is not nil
		d.Sandbox = b.payBox
	}
	c.payment = payment.New(d)
}

// sandboxes starts what plays WeChat in this process: it must know the
// merchants, and its notices come in by the same door as real ones.
func (a *App) sandboxes(ctx context.Context) error {
	if a.payBox == nil {
		return nil
	}
	a.payBox.DeliverBy(paysandbox.Into(a.Handler()))
	return a.payment.TeachSandbox(ctx)
}
