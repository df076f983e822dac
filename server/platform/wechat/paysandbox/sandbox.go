package paysandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"sync"
	"time"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/money"
	"zhijian/server/platform/wechat/pay"
)

// Account is a merchant that WeChat knows.
type Account struct {
	MchID, AppID string
	Serial       string
	Public       *rsa.PublicKey
	APIv3        []byte
}

// Options of New.
type Options struct {
	Env string // "production" is refused
	Now clock.Clock
	// Key signs for WeChat. When it is nil Load is asked at the first need,
	// and without Load one is made: keys are slow.
	Key  *rsa.PrivateKey
	Load func() (*rsa.PrivateKey, error)
	// Deliver carries notices; nil is http.DefaultTransport.
	Deliver http.RoundTripper
	// Hands is how many notices are delivered at once; 0 is one.
	Hands int
}

// Scenario is what goes wrong from now on; the zero one is a good day.
type Scenario struct {
	Drop         bool          // notices are made and lost
	Repeat       int           // each notice is sent so many times more, whatever was answered
	Reorder      bool          // what is due together is sent last first
	Delay        time.Duration // before the first delivery
	BadSignature bool          // of notices
	WrongAmount  money.Fen     // notices and answers say this instead
	Probe        bool          // a SIGNTEST before each first delivery
	Down         int           // so many requests answer 500 without effect
	Mute         int           // so many requests have their effect and no answer
	RefundEnds   string        // SUCCESS when "", else ABNORMAL or CLOSED
	RefundDelay  time.Duration
	BillFrom     time.Duration // after midnight that follows the day; 10 h when 0
	BadBill      bool          // its hash is another's
}

// Order is a payment as WeChat sees it.
type Order struct {
	MchID, AppID  string
	OutTradeNo    string
	Description   string
	Total         money.Fen
	OpenID        string
	PrepayID      string
	NotifyURL     string
	Expires       time.Time
	State         string
	TransactionID string
	PaidAt        time.Time
	late          bool // paid at the moment it is closed
	refunded      money.Fen
	parts         int
	lastPart      time.Time
}

type refund struct {
	OutRefundNo, RefundID, TransactionID string
	order                                *Order
	Amount                               money.Fen
	State                                string
	DoneAt, AskedAt                      time.Time
	notifyURL                            string
	ends                                 string
	endsAt                               time.Time
	told                                 bool
}

// Sandbox keeps everything in memory. It is safe for concurrent use.
type Sandbox struct {
	o   Options
	mux *http.ServeMux

	mu        sync.Mutex
	keys      []platformKey // the newest last
	accounts  map[string]Account
	orders    map[string]*Order // by mchid/out_trade_no
	refunds   map[string]*refund
	queue     []*delivery
	scenario  Scenario
	extra     []pay.Row // lines of bills beside those of the orders and refunds as they stand
	hidden    map[string]bool
	downloads map[string][]byte
	probed    int // probes that somebody believed
	requests  int
	sent      int // notices, whatever was answered
}

type platformKey struct {
	id  string
	key *rsa.PrivateKey
}

// New makes a sandbox; never in production.
func New(o Options) (*Sandbox, error) {
	if o.Env == "production" {
		return nil, errors.New("pay sandbox: not in production")
	}
	if o.Now == nil {
		return nil, errors.New("pay sandbox: a clock is needed")
	}
	if o.Deliver == nil {
		o.Deliver = http.DefaultTransport
	}
	if o.Load == nil {
		o.Load = func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }
	}
	s := &Sandbox{o: o, accounts: map[string]Account{}, orders: map[string]*Order{},
		refunds: map[string]*refund{}, hidden: map[string]bool{}, downloads: map[string][]byte{}}
	s.mux = s.routes()
	return s, nil
}

// key is the newest key, or the one with that id. The caller holds the lock.
func (s *Sandbox) key(id string) platformKey {
	if len(s.keys) == 0 {
		k := s.o.Key
		if k == nil {
			var err error
			if k, err = s.o.Load(); err != nil {
				panic("pay sandbox: its key: " + err.Error()) // a broken file beside the demo's database
			}
		}
		s.keys = []platformKey{{"PUB_KEY_ID_0000000001", k}}
	}
	for _, k := range s.keys {
		if k.id == id {
			return k
		}
	}
	return s.keys[len(s.keys)-1]
}

// DeliverBy sends notices another way from now on.
func (s *Sandbox) DeliverBy(t http.RoundTripper) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.o.Deliver = t
}

// AddMerchant makes an account known, or changes its keys.
func (s *Sandbox) AddMerchant(a Account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accounts[a.MchID] = a
}

// PublicKey is the newest key that answers and notices can be checked with.
func (s *Sandbox) PublicKey() (id, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.key("")
	der, _ := x509.MarshalPKIXPublicKey(&k.key.PublicKey) // an RSA key can always be written
	return k.id, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// RotateKey makes a new key that signs notices from now on. Answers are
// signed with the key the caller asks for.
func (s *Sandbox) RotateKey() (id string, err error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key("")
	id = "PUB_KEY_ID_000000000" + string(rune('1'+len(s.keys)))
	s.keys = append(s.keys, platformKey{id, key})
	return id, nil
}

// Set changes the scenario.
func (s *Sandbox) Set(f func(*Scenario)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.scenario)
}

// What a payer can be told no with.
var (
	ErrNoOrder = errors.New("pay sandbox: no such order")
	ErrNotOpen = errors.New("pay sandbox: the order cannot be paid any more")
)

// Order finds a payment.
func (s *Sandbox) Order(mchID, outTradeNo string) (Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[mchID+"/"+outTradeNo]
	if o == nil {
		return Order{}, false
	}
	return *o, true
}

// Pay is the payer's thumb: the order is paid now and a notice is on its way.
// Errors: ErrNoOrder, ErrNotOpen.
func (s *Sandbox) Pay(mchID, outTradeNo string) error { return s.pay(mchID, outTradeNo, true) }

// PayUnheard is Pay whose notice is lost for good. Errors: those of Pay.
func (s *Sandbox) PayUnheard(mchID, outTradeNo string) error {
	return s.pay(mchID, outTradeNo, false)
}

func (s *Sandbox) pay(mchID, outTradeNo string, tell bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[mchID+"/"+outTradeNo]
	if o == nil {
		return ErrNoOrder
	}
	if o.State != "NOTPAY" || !s.o.Now().Before(o.Expires) {
		return ErrNotOpen
	}
	if s.paid(o); tell {
		s.announce(o)
	}
	return nil
}

// PayLate pays the order in the moment in which it is being closed, which
// WeChat answers as closed.
func (s *Sandbox) PayLate(mchID, outTradeNo string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[mchID+"/"+outTradeNo]
	if o == nil {
		return ErrNoOrder
	}
	if o.State != "NOTPAY" {
		return ErrNotOpen
	}
	o.late = true
	return nil
}

// PayAgain is a second payment of one order, which must not happen and does.
func (s *Sandbox) PayAgain(mchID, outTradeNo string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[mchID+"/"+outTradeNo]
	if o == nil || o.State != "SUCCESS" {
		return ErrNoOrder
	}
	s.extra = append(s.extra, o.row()) // the order itself remembers the last one alone
	s.paid(o)
	s.announce(o)
	return nil
}

// paid is called with the lock held.
func (s *Sandbox) paid(o *Order) {
	o.State, o.PaidAt, o.TransactionID = "SUCCESS", s.o.Now(), "42000"+digits(23)
}

// Repeat sends the notice of a paid order n more times.
func (s *Sandbox) Repeat(mchID, outTradeNo string, n int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.orders[mchID+"/"+outTradeNo]
	if o == nil || o.State != "SUCCESS" {
		return ErrNoOrder
	}
	for range n {
		s.announce(o)
	}
	return nil
}

func digits(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	for i := range b {
		b[i] = '0' + b[i]%10
	}
	return string(b)
}

// ProbesBelieved counts SIGNTEST notices that were answered with success.
func (s *Sandbox) ProbesBelieved() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.probed
}

// Requests counts what was asked of the API.
func (s *Sandbox) Requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// Sent counts the notices that were delivered or tried.
func (s *Sandbox) Sent() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent
}
