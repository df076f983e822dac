package payment

import (
	"context"
	"fmt"
	"strings"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/db"
	"zhijian/server/platform/einvoice"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
	"zhijian/server/platform/pii"
	"zhijian/server/platform/task"
)

// Invoicer issues e-invoices. The same request number is one invoice. The
// sandbox answers at once; a real one is asked again until it has an answer.
type Invoicer interface {
	// Issue makes an invoice; number and url are empty while it is not ready.
	Issue(ctx context.Context, in einvoice.Request) (number, url string, err error)
	// Reverse takes an invoice back by a red letter; number is empty while it is not ready.
	Reverse(ctx context.Context, requestNo, invoiceNo string) (number string, err error)
}

const (
	invoiceApplied   = "applied"
	invoiceIssued    = "issued"
	invoiceFailed    = "failed"
	invoiceReversing = "reversing"
	invoiceReversed  = "reversed"
)

func invoiceLabel(state string) string {
	switch state {
	case invoiceApplied:
		return "开票中"
	case invoiceIssued:
		return "已开票"
	case invoiceFailed:
		return "开票失败"
	case invoiceReversing:
		return "红冲中"
	case invoiceReversed:
		return "已红冲"
	}
	return state
}

// Invoice is one application. It is a row of payment_invoices; title and tax
// number are sealed.
type Invoice struct {
	ID          ids.ID `gorm:"primaryKey;autoIncrement:false"`
	CommunityID ids.ID
	CompanyID   ids.ID
	OrderID     ids.ID
	OpenOrderID *ids.ID
	PersonID    ids.ID
	RequestNo   string
	State       string
	Version     int64
	Title       string
	TaxNumber   string
	AmountFen   money.Fen
	InvoiceNo   string
	RedNo       string
	URL         string
	Failure     string
	IssuedAt    *time.Time
	CreatedAt   time.Time
	UpdatedAt   time.Time
}

// TableName is for gorm.
func (Invoice) TableName() string { return "payment_invoices" }

// Title is whom invoices are made out to. It is a row of payment_titles.
type Title struct {
	ID        ids.ID `gorm:"primaryKey;autoIncrement:false"`
	PersonID  ids.ID
	Kind      string
	Name      string
	TaxNumber string
	Email     string
	Preferred bool
	CreatedAt time.Time
}

// TableName is for gorm.
func (Title) TableName() string { return "payment_titles" }

// TitleForm is a title as it is typed.
type TitleForm struct {
	Kind      string `json:"kind" enum:"person,company"`
	Name      string `json:"name" minLength:"2" maxLength:"60"`
	TaxNumber string `json:"taxNumber,omitempty" maxLength:"20" pattern:"^[0-9A-Z]*$"`
	Email     string `json:"email,omitempty" maxLength:"80"`
}

const maxTitles = 20

func titleField(column string, id ids.ID) pii.Field {
	return pii.Field{Table: "payment_titles", Column: column, Row: int64(id)}
}

// AddTitle keeps a title. It runs in the caller's transaction. Errors: ErrInput, ErrTitles.
func (s *Service) AddTitle(ctx context.Context, who auth.Actor, f TitleForm) (Title, error) {
	f.Name = strings.TrimSpace(f.Name)
	if f.Kind == "company" && len(f.TaxNumber) != 15 && len(f.TaxNumber) != 18 && len(f.TaxNumber) != 20 {
		return Title{}, ErrInput.With("taxNumber", "单位抬头要填 15、18 或 20 位税号")
	}
	if f.Kind == "person" && f.TaxNumber != "" {
		return Title{}, ErrInput.With("taxNumber", "个人抬头不需要税号")
	}
	if f.Email != "" && !strings.Contains(f.Email, "@") {
		return Title{}, ErrInput.With("email", "请填写完整的邮箱")
	}
	if len([]rune(f.Name)) < 2 {
		return Title{}, ErrInput.With("name", "请填写抬头名称")
	}
	t := Title{ID: s.Gen.New(), PersonID: who.ID, Kind: f.Kind, CreatedAt: s.Now()}
	var err error
	for column, v := range map[string][2]*string{"name": {&t.Name, &f.Name}, "tax_number": {&t.TaxNumber, &f.TaxNumber}, "email": {&t.Email, &f.Email}} {
		if *v[0], err = s.Vault.Seal(titleField(column, t.ID), *v[1]); err != nil {
			return t, err
		}
	}
	return t, s.DB.Tx(ctx, func(ctx context.Context) error {
		n, err := s.store.countTitles(ctx, who.ID)
		if err != nil {
			return err
		}
		if n >= maxTitles {
			return ErrTitles
		}
		return s.store.addTitle(ctx, t)
	})
}

// clear opens a sealed title.
func (s *Service) clear(t Title) (TitleForm, error) {
	out := TitleForm{Kind: t.Kind}
	var err error
	for column, v := range map[string]struct {
		into *string
		from string
	}{"name": {&out.Name, t.Name}, "tax_number": {&out.TaxNumber, t.TaxNumber}, "email": {&out.Email, t.Email}} {
		if *v.into, err = s.Vault.Open(titleField(column, t.ID), v.from); err != nil {
			return out, err
		}
	}
	return out, nil
}

type invoiceMessage struct {
	InvoiceID ids.ID `json:"invoiceId"`
}

// ApplyInvoice asks for an invoice of what an order paid and was not given
// back. It runs in the caller's transaction. Errors: ErrNoInvoice, ErrNotFound, ErrTitle, ErrInvoice.
func (s *Service) ApplyInvoice(ctx context.Context, who auth.Actor, order, title ids.ID) (Invoice, error) {
	if s.Invoice == nil {
		return Invoice{}, ErrNoInvoice
	}
	o, err := s.find(ctx, who, order)
	if err != nil {
		return Invoice{}, err
	}
	t, err := s.store.title(ctx, who.ID, title)
	if err != nil {
		return Invoice{}, err
	}
	f, err := s.clear(t)
	if err != nil {
		return Invoice{}, err
	}
	if o.State != Success || o.Frozen != "" || o.Purpose != forBills || o.PaidFen-o.RefundedFen < 1 {
		return Invoice{}, ErrInvoice
	}
	id := s.Gen.New()
	in := Invoice{ID: id, CommunityID: o.CommunityID, CompanyID: o.CompanyID, OrderID: o.ID, OpenOrderID: &o.ID, PersonID: who.ID, RequestNo: newNumber(), State: invoiceApplied, Version: 1,
		AmountFen: o.PaidFen - o.RefundedFen, CreatedAt: s.Now(), UpdatedAt: s.Now()}
	if in.Title, err = s.Vault.Seal(invoiceField("title", in), f.Name); err != nil {
		return in, err
	}
	if in.TaxNumber, err = s.Vault.Seal(invoiceField("tax_number", in), f.TaxNumber); err != nil {
		return in, err
	}
	return in, s.DB.Tx(db.Everywhere(ctx), func(ctx context.Context) error { // his own order, found above
		if err := s.store.addInvoice(ctx, in); err != nil {
			if db.Duplicate(err) {
				return ErrInvoice
			}
			return err
		}
		return s.Box.Enqueue(ctx, TaskInvoice, task.Bulk, invoiceMessage{in.ID}, s.Now())
	})
}

func invoiceField(column string, in Invoice) pii.Field {
	return pii.Field{Table: "payment_invoices", Column: column, Row: int64(in.ID), Community: int64(in.CommunityID)}
}

// reverseInvoice takes back the invoice of an order that money goes back of.
func (s *Service) reverseInvoice(ctx context.Context, r Refund) error {
	in, found, err := s.store.standingInvoice(ctx, r.OrderID)
	if err != nil || !found {
		return err
	}
	if ok, err := s.store.moveInvoice(ctx, in, map[string]any{"state": invoiceReversing}, s.Now()); err != nil || !ok {
		return firstOf(err, ErrChanged)
	}
	return s.Box.Enqueue(ctx, TaskInvoice, task.Default, invoiceMessage{in.ID}, s.Now())
}

// invoiceStands reports whether an order has an invoice that is not taken back yet.
func (s *Service) invoiceStands(ctx context.Context, order ids.ID) (bool, error) {
	_, found, err := s.store.standingInvoice(ctx, order)
	return found, err
}

// invoiceTask does the next thing about an invoice, outside any transaction.
func (s *Service) invoiceTask(ctx context.Context, m task.Message) error {
	var msg invoiceMessage
	if err := m.Into(&msg); err != nil {
		return err
	}
	ctx = system(ctx)
	in, err := s.store.invoice(ctx, msg.InvoiceID)
	if err != nil {
		return err
	}
	switch in.State {
	case invoiceApplied:
		return s.issue(ctx, in)
	case invoiceReversing:
		return s.reverse(ctx, in)
	}
	return nil
}

func (s *Service) issue(ctx context.Context, in Invoice) error {
	title, err := s.Vault.Open(invoiceField("title", in), in.Title)
	if err != nil {
		return err
	}
	tax, err := s.Vault.Open(invoiceField("tax_number", in), in.TaxNumber)
	if err != nil {
		return err
	}
	number, url, err := s.Invoice.Issue(ctx, einvoice.Request{RequestNo: in.RequestNo, Title: title, TaxNumber: tax, CompanyID: in.CompanyID, Amount: in.AmountFen, Item: invoiceItem})
	if err != nil {
		return fmt.Errorf("invoice %d: %w", in.ID, err)
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if number == "" {
			return s.Box.Enqueue(ctx, TaskInvoice, task.Bulk, invoiceMessage{in.ID}, s.Now().Add(time.Minute))
		}
		_, err := s.store.moveInvoice(ctx, in, map[string]any{"state": invoiceIssued, "invoice_no": number, "url": url, "issued_at": s.Now()}, s.Now())
		return err
	})
}

// reverse writes the red letter of an invoice. Whether an application was
// issued meanwhile, the invoicer knows by its request number.
func (s *Service) reverse(ctx context.Context, in Invoice) error {
	var red string
	number := in.InvoiceNo
	if number == "" {
		title, err := s.Vault.Open(invoiceField("title", in), in.Title)
		if err != nil {
			return err
		}
		if number, _, err = s.Invoice.Issue(ctx, einvoice.Request{RequestNo: in.RequestNo, Title: title, CompanyID: in.CompanyID, Amount: in.AmountFen, Item: invoiceItem}); err != nil {
			return fmt.Errorf("invoice %d: %w", in.ID, err)
		}
	}
	if number != "" {
		var err error
		if red, err = s.Invoice.Reverse(ctx, in.RequestNo, number); err != nil {
			return fmt.Errorf("red letter of invoice %d: %w", in.ID, err)
		}
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if red == "" {
			return s.Box.Enqueue(ctx, TaskInvoice, task.Default, invoiceMessage{in.ID}, s.Now().Add(time.Minute))
		}
		_, err := s.store.moveInvoice(ctx, in, map[string]any{"state": invoiceReversed, "invoice_no": number, "red_no": red, "open_order_id": nil}, s.Now())
		return err
	})
}

const invoiceItem = "物业管理服务"
