package einvoice

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"zhijian/server/platform/ids"
	"zhijian/server/platform/money"
)

// Request is what an invoice says.
type Request struct {
	RequestNo, Title, TaxNumber string
	CompanyID                   ids.ID
	Amount                      money.Fen
	Item                        string
}

// Sandbox issues invoices that no tax office knows. It keeps nothing: the
// numbers follow from the request.
type Sandbox struct{}

// NewSandbox makes one; never in production.
func NewSandbox(env string) (Sandbox, error) {
	if env == "production" {
		return Sandbox{}, errors.New("einvoice sandbox: not in production")
	}
	return Sandbox{}, nil
}

// Issue answers the invoice's number and where it can be seen.
func (Sandbox) Issue(_ context.Context, in Request) (number, url string, err error) {
	if in.RequestNo == "" || in.Title == "" || in.Amount < 1 {
		return "", "", errors.New("einvoice sandbox: an incomplete request")
	}
	return digits(in.RequestNo), "", nil
}

// Reverse answers the number of the red letter.
func (Sandbox) Reverse(_ context.Context, requestNo, invoiceNo string) (number string, err error) {
	if requestNo == "" || invoiceNo == "" {
		return "", errors.New("einvoice sandbox: an incomplete request")
	}
	return digits(requestNo + "/red"), nil
}

// digits is a number of twenty digits, as real ones have.
func digits(of string) string {
	sum := sha256.Sum256([]byte(of))
	return fmt.Sprintf("%010d%010d", binary.BigEndian.Uint32(sum[:]), binary.BigEndian.Uint32(sum[4:]))
}
