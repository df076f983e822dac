package app

import (
	"context"
	"fmt"
	"io"

	"zhijian/server/billing"
	"zhijian/server/event"
	"zhijian/server/payment"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/clock"
	"zhijian/server/platform/db"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/outbox"
	"zhijian/server/platform/wechat/pay"
	"zhijian/server/platform/wechat/paysandbox"
	zsql "zhijian/sql"
)

// Proof is what server/proof needs of a product beside its HTTP surface.
type Proof struct {
	DB  *db.DB
	Box *outbox.Box
	Now clock.Clock
	// Person makes a resident's account, or finds it by the phone.
	Person func(ctx context.Context, name, phone string) (ids.ID, error)
	// Found makes a company with a community, and the houses of a real-shaped ledger.
	Found func(ctx context.Context) (community ids.ID, houses []event.HouseFacts, err error)
	// MoveIn makes a person the owner of a house.
	MoveIn func(ctx context.Context, person, house ids.ID) error
	// Merchant enters the keys of an account and sends a community's money there.
	Merchant func(ctx context.Context, community ids.ID, box *paysandbox.Sandbox, a paysandbox.Account, private string) (ids.ID, error)
	// Item makes a fee item with a tariff; without houses it is for all of the community.
	Item func(ctx context.Context, community ids.ID, name string, f billing.TariffForm, houses []ids.ID) (ids.ID, error)
	// Bill starts a run: jobs count it in the background.
	Bill func(ctx context.Context, community ids.ID, period string) (run ids.ID, err error)
	// Publish reviews a counted run and lets another person publish it, in the background.
	Publish func(ctx context.Context, community, run ids.ID) error
	// Cash takes a bill's money at the desk.
	Cash func(ctx context.Context, community, bill ids.ID, voucher string, fen int64) error
	// Reconcile compares a day's bill of an account with the book and writes down the differences.
	Reconcile func(ctx context.Context, merchant ids.ID, mchID, day string, bill io.Reader) error
}

// Proof opens these doors; nobody else needs them.
func (a *App) Proof() Proof {
	return Proof{DB: a.db, Box: a.box, Now: a.now, Person: a.identity.SeedPerson, Found: a.proofGround, Merchant: a.proofMerchant, Item: a.proofItem, Bill: a.proofBill,
		Publish: a.proofPublish, Cash: a.proofCash, Reconcile: a.proofReconcile,
		MoveIn: func(ctx context.Context, person, house ids.ID) error {
			return a.binding.SeedActive(ctx, person, house, "owner")
		}}
}

func (a *App) proofGround(ctx context.Context) (ids.ID, []event.HouseFacts, error) {
	ctx = auth.With(ctx, auth.SystemActor())
	company, err := a.house.FoundCompany(ctx, "证明物业")
	if err != nil {
		return 0, nil, err
	}
	c, err := a.house.FoundCommunity(ctx, company.ID, "证明花园", "示范市湖滨区证明路 1 号", demoPhone)
	if err != nil {
		return 0, nil, err
	}
	who := benchStaff(c.ID)
	who.CompanyID = company.ID
	if _, err := a.house.ImportNow(auth.With(ctx, who), who, c.ID, "台账.xlsx", zsql.DemoLedger); err != nil {
		return 0, nil, fmt.Errorf("import the ledger: %w", err)
	}
	houses, err := a.house.Facts(ctx, c.ID, 0, 10_000, nil)
	return c.ID, houses, err
}

func (a *App) proofMerchant(ctx context.Context, community ids.ID, box *paysandbox.Sandbox, s paysandbox.Account, private string) (ids.ID, error) {
	who := benchStaff(community)
	var err error
	if who.CompanyID, err = a.house.CompanyOf(db.Everywhere(ctx), community); err != nil {
		return 0, err
	}
	ctx = auth.With(ctx, who)
	id, text := box.PublicKey()
	m, err := a.payment.AddMerchant(ctx, who, payment.MerchantForm{Name: "证明收款", MchID: s.MchID, AppID: s.AppID, Keys: payment.Keys{
		Serial: s.Serial, PrivateKey: private, APIV3Key: string(s.APIv3), WeChatKeys: []payment.WeChatKey{{ID: id, PEM: text}}}})
	if err != nil {
		return 0, err
	}
	return m.ID, a.payment.PayTo(ctx, who, community, m.ID)
}

func (a *App) proofItem(ctx context.Context, community ids.ID, name string, f billing.TariffForm, houses []ids.ID) (ids.ID, error) {
	who := benchStaff(community)
	item, _, err := a.feeItem(ctx, community, billing.FeeItemForm{Name: name, Kind: "other", Everyone: len(houses) == 0}, f)
	if err != nil || len(houses) == 0 {
		return item, err
	}
	forms := make([]billing.AssignmentForm, len(houses))
	for i, h := range houses {
		forms[i].HouseID = h
	}
	return item, a.billing.Assign(auth.With(ctx, who), who, item, forms)
}

func (a *App) proofBill(ctx context.Context, community ids.ID, period string) (ids.ID, error) {
	who := benchStaff(community)
	r, err := a.billing.MakeRun(auth.With(ctx, who), who, community, period, nil, false)
	return r.ID, err
}

func (a *App) proofPublish(ctx context.Context, community, run ids.ID) error {
	who := benchStaff(community)
	if _, err := a.billing.ReviewRun(auth.With(ctx, who), who, run); err != nil {
		return err
	}
	who.ID++ // four eyes
	_, err := a.billing.PublishRun(auth.With(ctx, who), who, run)
	return err
}

func (a *App) proofCash(ctx context.Context, community, bill ids.ID, voucher string, fen int64) error {
	who := benchStaff(community)
	return a.db.Tx(auth.With(ctx, who), func(ctx context.Context) error {
		_, err := a.payment.Collect(ctx, who, community, payment.CollectForm{BillIDs: []ids.ID{bill}, Via: payment.Cash, Voucher: voucher, ExpectedFen: money.Fen(fen)})
		return err
	})
}

func (a *App) proofReconcile(ctx context.Context, merchant ids.ID, mchID, day string, bill io.Reader) error {
	run := payment.Run{ID: a.gen.New(), MerchantID: merchant, BillDay: day, State: "waiting", CreatedAt: a.now()}
	return a.payment.Reconcile(auth.With(ctx, auth.SystemActor()), run, pay.Merchant{MchID: mchID}, bill)
}
