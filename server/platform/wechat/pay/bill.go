package pay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1" //nolint:gosec // WeChat names the hash of its bills; it finds broken files, the download's address is signed
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
)

// ErrBill says that a bill is not what it claims: a wrong hash, a broken line,
// sums that do not agree, too large.
var ErrBill = errors.New("pay: the bill cannot be trusted")

// MaxBill is how long an unpacked bill may be.
const MaxBill = 512 << 20

// Bill is a downloaded, unpacked and checked file; Close removes it.
type Bill struct{ *os.File }

// Close removes the file.
func (b Bill) Close() error {
	return errors.Join(b.File.Close(), os.Remove(b.Name()))
}

// TradeBill fetches all payments and refunds of a business date.
// Errors: a Refusal NoBill while there is none, ErrBill, ErrUnknown.
func (c *Client) TradeBill(ctx context.Context, m Merchant, day string) (Bill, error) {
	return c.bill(ctx, m, "/v3/bill/tradebill?bill_date="+day+"&bill_type=ALL&tar_type=GZIP")
}

// FundBill fetches what moved on the merchant's account on a business date.
func (c *Client) FundBill(ctx context.Context, m Merchant, day string) (Bill, error) {
	return c.bill(ctx, m, "/v3/bill/fundflowbill?bill_date="+day+"&account_type=BASIC&tar_type=GZIP")
}

func (c *Client) bill(ctx context.Context, m Merchant, path string) (Bill, error) {
	raw, err := c.call(ctx, m, http.MethodGet, path, nil)
	if err != nil {
		return Bill{}, err
	}
	var at struct {
		HashType  string `json:"hash_type"`
		HashValue string `json:"hash_value"`
		URL       string `json:"download_url"`
	}
	if err := strict(raw, &at); err != nil || at.HashType != "SHA1" {
		return Bill{}, fmt.Errorf("%w: no address of it", ErrBill)
	}
	sdk, err := c.sdk(ctx, m)
	if err != nil {
		return Bill{}, err
	}
	res, err := c.unsigned(sdk).Get(ctx, at.URL)
	if res != nil && res.Response != nil {
		defer func() { _ = res.Response.Body.Close() }()
	}
	if err != nil {
		return Bill{}, judge(err)
	}
	return Unpack(c.o.TempDir, res.Response.Body, at.HashValue, MaxBill)
}

// Unpack writes a gzipped bill to a file and checks the SHA1 of its content.
func Unpack(dir string, packed io.Reader, sha string, limit int64) (Bill, error) {
	in := bufio.NewReader(packed)
	var plain io.Reader = in
	if magic, err := in.Peek(2); err == nil && bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return Bill{}, fmt.Errorf("%w: %w", ErrBill, err)
		}
		plain = z
	}
	f, err := os.CreateTemp(dir, "bill-*.csv")
	if err != nil {
		return Bill{}, err
	}
	b := Bill{f}
	sum := sha1.New() //nolint:gosec // see the import
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(plain, limit+1))
	switch {
	case err != nil:
		err = fmt.Errorf("%w: %w", ErrBill, err)
	case n > limit:
		err = fmt.Errorf("%w: more than %d bytes", ErrBill, limit)
	case !strings.EqualFold(hex.EncodeToString(sum.Sum(nil)), sha):
		err = fmt.Errorf("%w: its hash is another", ErrBill)
	default:
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Bill{}, errors.Join(err, b.Close())
	}
	return b, nil
}

// Row is a line of a trade bill.
type Row struct {
	At            time.Time
	AppID, MchID  string
	TransactionID string
	OutTradeNo    string
	State         string // SUCCESS | REFUND | REVOKED
	Currency      string
	Settled       money.Fen // 应结订单金额; 0 on a refund line
	RefundID      string
	OutRefundNo   string
	Refund        money.Fen
	RefundState   string
	Fee           int64 // 1/100,000 yuan
	Total         money.Fen
	Asked         money.Fen // 申请退款金额
}

// Totals are the last line of a trade bill.
type Totals struct {
	Count          int
	Settled, Total money.Fen
	Refund, Asked  money.Fen
	Fee            int64
}

const columns = 27

// ReadTrades calls each for every line and checks the summary at the end
// against them. Error: ErrBill, or what each answers.
func ReadTrades(r io.Reader, each func(Row) error) (Totals, error) {
	var sum Totals
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 64<<10), 1<<20)
	line := 0
	summary := false
	for in.Scan() {
		line++
		text := strings.TrimRight(strings.TrimPrefix(in.Text(), "\uFEFF"), "\r")
		switch {
		case text == "":
		case line == 1: // the titles
		case strings.HasPrefix(text, "总交易单数"):
			summary = true
		case summary:
			return sum, check(sum, text)
		default:
			row, err := readRow(text)
			if err != nil {
				return sum, fmt.Errorf("%w: line %d: %w", ErrBill, line, err)
			}
			sum.Count++
			sum.Settled, sum.Total = sum.Settled+row.Settled, sum.Total+row.Total
			sum.Refund, sum.Asked, sum.Fee = sum.Refund+row.Refund, sum.Asked+row.Asked, sum.Fee+row.Fee
			if err := each(row); err != nil {
				return sum, err
			}
		}
	}
	return sum, fmt.Errorf("%w: it ends without its summary", errors.Join(ErrBill, in.Err()))
}

// fields splits a line; the backtick before each field is what tells a comma
// in a name from one between fields.
func fields(text string) ([]string, error) {
	rest, ok := strings.CutPrefix(text, "`")
	if !ok {
		return nil, errors.New("no backtick at its start")
	}
	return strings.Split(rest, ",`"), nil
}

func readRow(text string) (Row, error) {
	f, err := fields(text)
	if err != nil {
		return Row{}, err
	}
	if len(f) < columns-1 || len(f) > columns {
		return Row{}, fmt.Errorf("%d fields", len(f))
	}
	at, err := time.ParseInLocation(time.DateTime, f[0], clock.Shanghai())
	if err != nil {
		return Row{}, err
	}
	r := Row{At: at.UTC(), AppID: f[1], MchID: f[2], TransactionID: f[5], OutTradeNo: f[6], State: f[9], Currency: f[11], RefundID: f[14], OutRefundNo: f[15], RefundState: f[19]}
	for _, m := range []struct {
		into *money.Fen
		from string
	}{{&r.Settled, f[12]}, {&r.Refund, f[16]}, {&r.Total, f[24]}, {&r.Asked, f[25]}} {
		if *m.into, err = money.Parse(m.from); err != nil {
			return r, fmt.Errorf("%q: %w", m.from, err)
		}
	}
	if r.Fee, err = fine(f[22]); err != nil {
		return r, err
	}
	if r.OutTradeNo == "" || r.MchID == "" || (r.State == "REFUND" && r.OutRefundNo == "") {
		return r, errors.New("a line without its numbers")
	}
	return r, nil
}

// fine reads yuan with up to five decimals, as fees have.
func fine(s string) (int64, error) {
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, _ := strings.Cut(body, ".")
	if len(frac) > 5 || whole == "" || len(whole) > 10 {
		return 0, fmt.Errorf("%q is no fee", s)
	}
	n, err := strconv.ParseUint(whole+frac+strings.Repeat("0", 5-len(frac)), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%q is no fee", s)
	}
	if neg {
		return -int64(n), nil
	}
	return int64(n), nil
}

func check(sum Totals, text string) error {
	f, err := fields(text)
	if err != nil || len(f) < 7 {
		return fmt.Errorf("%w: the summary cannot be read", ErrBill)
	}
	said := Totals{}
	said.Count, err = strconv.Atoi(f[0])
	for _, m := range []struct {
		into *money.Fen
		from string
	}{{&said.Settled, f[1]}, {&said.Refund, f[2]}, {&said.Total, f[5]}, {&said.Asked, f[6]}} {
		var e error
		*m.into, e = money.Parse(m.from)
		err = errors.Join(err, e)
	}
	var e error
	said.Fee, e = fine(f[4])
	if err = errors.Join(err, e); err != nil {
		return fmt.Errorf("%w: the summary: %w", ErrBill, err)
	}
	if said != sum {
		return fmt.Errorf("%w: the summary says %+v, its lines %+v", ErrBill, said, sum)
	}
	return nil
}
