package paysandbox

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"zhijian/server/platform/clock"
)

// reply is an answer before it is signed.
type reply struct {
	status int
	body   any
	raw    []byte // instead of body: a file, which WeChat does not sign
}

func ok(body any) reply { return reply{status: http.StatusOK, body: body} }

func no(status int, code, message string) reply {
	return reply{status: status, body: map[string]string{"code": code, "message": message}}
}

type handler func(a Account, r *http.Request, body []byte) reply

func (s *Sandbox) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, h := range map[string]handler{
		"POST /v3/pay/transactions/jsapi":                   s.prepay,
		"GET /v3/pay/transactions/out-trade-no/{no}":        s.query,
		"POST /v3/pay/transactions/out-trade-no/{no}/close": s.close,
		"POST /v3/refund/domestic/refunds":                  s.refund,
		"GET /v3/refund/domestic/refunds/{no}":              s.queryRefund,
		"GET /v3/bill/tradebill":                            s.tradeBill,
		"GET /v3/bill/fundflowbill":                         s.fundBill,
		"GET /v3/billdownload/file":                         s.download,
	} {
		mux.HandleFunc(pattern, s.answer(h))
	}
	return mux
}

// ServeHTTP speaks API v3.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// answer checks the request's signature, and signs what h says.
func (s *Sandbox) answer(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			s.write(w, r, no(http.StatusBadRequest, "PARAM_ERROR", "body"))
			return
		}
		a, bad := s.sender(r, body)
		if bad != nil {
			s.write(w, r, *bad)
			return
		}
		s.mu.Lock()
		s.requests++
		if s.scenario.Down > 0 {
			s.scenario.Down--
			s.mu.Unlock()
			s.write(w, r, no(http.StatusInternalServerError, "SYSTEM_ERROR", "系统异常，请使用相同参数重新调用"))
			return
		}
		out := h(a, r, body)
		mute := s.scenario.Mute > 0
		if mute {
			s.scenario.Mute--
		}
		s.mu.Unlock()
		if mute {
			panic(http.ErrAbortHandler)
		}
		s.write(w, r, out)
	}
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="(\w+)",nonce_str="(\w+)",timestamp="(\d+)",serial_no="(\w+)",signature="([A-Za-z0-9+/=]+)"$`)

// sender is the merchant whose signature the request has.
func (s *Sandbox) sender(r *http.Request, body []byte) (Account, *reply) {
	refuse := func(why string) (Account, *reply) {
		n := no(http.StatusUnauthorized, "SIGN_ERROR", why)
		return Account{}, &n
	}
	m := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		return refuse("Authorization")
	}
	s.mu.Lock()
	a, known := s.accounts[m[1]]
	s.mu.Unlock()
	ts, _ := strconv.ParseInt(m[3], 10, 64)
	age := clock.System().Sub(time.Unix(ts, 0)).Abs() // the SDK signs with the machine's time
	sig, err := base64.StdEncoding.DecodeString(m[5])
	sum := sha256.Sum256([]byte(r.Method + "\n" + r.URL.RequestURI() + "\n" + m[3] + "\n" + m[2] + "\n" + string(body) + "\n"))
	switch {
	case !known || a.Serial != m[4]:
		return refuse("mchid or serial_no")
	case age > 5*time.Minute:
		return refuse("timestamp")
	case err != nil || rsa.VerifyPKCS1v15(a.Public, crypto.SHA256, sum[:], sig) != nil:
		return refuse("signature")
	}
	return a, nil
}

func (s *Sandbox) write(w http.ResponseWriter, r *http.Request, out reply) {
	if out.raw != nil {
		w.WriteHeader(out.status)
		_, _ = w.Write(out.raw)
		return
	}
	var body []byte
	if out.body != nil {
		body, _ = json.Marshal(out.body) // plain maps
	}
	s.mu.Lock()
	key := s.key(r.Header.Get("Wechatpay-Serial"))
	s.mu.Unlock()
	for k, v := range s.sign(key, body) {
		w.Header()[k] = v
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(out.status)
	_, _ = w.Write(body)
}

// sign makes the headers of a signed body.
func (s *Sandbox) sign(k platformKey, body []byte) http.Header {
	ts, nonce := strconv.FormatInt(s.o.Now().Unix(), 10), rand.Text()
	sum := sha256.Sum256([]byte(ts + "\n" + nonce + "\n" + string(body) + "\n"))
	sig, _ := rsa.SignPKCS1v15(rand.Reader, k.key, crypto.SHA256, sum[:]) // a sha256 always fits 2048 bits
	h := http.Header{}
	h.Set("Wechatpay-Timestamp", ts)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", k.id)
	h.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(sig))
	return h
}

// seal encrypts the content of a notice under a merchant's APIv3 key.
func seal(key []byte, plain, ad string) (ciphertext, nonce string) {
	block, _ := aes.NewCipher(key) // 32 bytes by AddMerchant's contract
	gcm, _ := cipher.NewGCM(block)
	nonce = rand.Text()[:12]
	return base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), []byte(plain), []byte(ad))), nonce
}

// Transport answers requests in the process, whatever their host.
func (s *Sandbox) Transport() http.RoundTripper { return Into(s) }

// Into is a transport that calls a handler in the process.
func Into(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ h http.Handler }

func (t transport) RoundTrip(r *http.Request) (res *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	defer func() {
		if v := recover(); v == http.ErrAbortHandler { //nolint:errorlint // a panic's value
			res, err = nil, errors.New("pay sandbox: the connection was cut before the answer")
		} else if v != nil {
			panic(v)
		}
	}()
	in := r.Clone(r.Context())
	in.RequestURI = in.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:0"
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := &recorder{header: http.Header{}, code: http.StatusOK}
	t.h.ServeHTTP(rec, in)
	return &http.Response{Status: http.StatusText(rec.code), StatusCode: rec.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: rec.header, Body: io.NopCloser(&rec.body), ContentLength: int64(rec.body.Len()), Request: r}, nil
}

type recorder struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(code int)        { r.code = code }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
