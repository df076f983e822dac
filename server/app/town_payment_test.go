package app

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// townKey is a merchant's key; one is enough for all, and slow to make.
var townKey = sync.OnceValue(func() string {
	text, _, err := newKey()
	if err != nil {
		panic(err)
	}
	return text
})

// payments gives the walker one of each thing that has to do with money.
func (w *town) payments(t *testing.T, r *rig, n int) {
	t.Helper()
	keyID, wechatKey := r.payBox.PublicKey()
	m := r.do(w.staff["小区经理"], "POST /admin/v1/merchants", map[string]any{"name": w.canary + "收款", "mchId": fmt.Sprintf("190000000%d", n), "appId": "wxapp", "keys": map[string]any{
		"serial": fmt.Sprintf("SERIAL%06d", n), "privateKey": townKey(), "apiV3Key": fmt.Sprintf("%032d", n), "wechatKeys": []map[string]any{{"id": keyID, "pem": wechatKey}}}}, 201)
	w.objects["merchants"] = m["id"].(string)
	r.do(w.staff["小区经理"], "POST /admin/v1/merchants/"+w.objects["merchants"]+"/payee", map[string]any{"communityId": w.objects["communities"]}, 200)
	p := r.do(w.staff["收费员"], "POST /admin/v1/communities/"+w.objects["communities"]+"/prepaid", map[string]any{"houseId": w.objects["houses"], "via": "cash", "voucher": fmt.Sprintf("V%d", n), "amountFen": 1000, "note": w.canary}, 201)
	w.objects["payments"] = p["id"].(string)
	w.objects["receipts"] = p["receiptCode"].(string)
	w.objects["shifts"] = r.do(w.staff["收费员"], "GET /admin/v1/communities/"+w.objects["communities"]+"/shift", nil, 200)["id"].(string)
	w.objects["invoice-titles"] = r.do(w.owner, "POST /app/v1/invoice-titles", map[string]any{"kind": "person", "name": w.canary}, 201)["id"].(string)
	w.objects["reconciliations"] = r.do(w.staff["财务"], "POST /admin/v1/reconciliations", map[string]any{"merchantId": w.objects["merchants"], "day": r.clock.Now().AddDate(0, 0, -2).Format(time.DateOnly)}, 201)["id"].(string)
	w.refund(t, r)
}

// refund writes a refund and a difference as they would stand.
func (w *town) refund(t *testing.T, r *rig) {
	t.Helper()
	id, of := func(kind string) ids.ID { v, _ := ids.Parse(w.objects[kind]); return v }, ids.ID(0)
	var order payment.Order
	err := r.db.Tx(auth.With(t.Context(), auth.SystemActor()), func(ctx context.Context) error {
		if err := r.db.Conn(ctx).Where("id = ?", id("payments")).Take(&order).Error; err != nil {
			return err
		}
		of = r.gen.New()
		now := r.clock.Now()
		back := payment.Refund{ID: of, CommunityID: order.CommunityID, CompanyID: order.CompanyID, OrderID: order.ID, HouseID: order.HouseID, HouseLabel: order.HouseLabel, Number: "walker" + of.String(), State: payment.Requested,
			Version: 1, Via: "cash", Kind: "bills", AmountFen: 1, TotalFen: 1000, Reason: w.canary, PayerKind: "staff", AskedKind: "staff", AskedName: "x", CreatedAt: now, UpdatedAt: now}
		if err := r.db.Conn(ctx).Create(&back).Error; err != nil {
			return err
		}
		d := payment.Difference{ID: r.gen.New(), CompanyID: order.CompanyID, MerchantID: id("merchants"), RunID: id("reconciliations"), BillDay: "2026-03-01", Kind: "amount", Subject: "walker", Said: w.canary, State: "open", Version: 1, CreatedAt: now}
		w.objects["differences"] = d.ID.String()
		return r.db.Conn(ctx).Create(&d).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	w.objects["refunds"] = of.String()
}
