package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	mathrand "math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"zhijian/server/platform/clock"
	"zhijian/server/platform/wechat/paysandbox"
)

// notice is a notice on its way.
type notice struct {
	path   string
	header http.Header
	body   []byte
}

// forger makes notices that must not be believed. Those that WeChat's key
// signs are what only WeChat itself could send, to the wrong one or about
// something else.
type forger struct {
	*scene
	chance *mathrand.Rand
}

// next spoils one of the true notices in one way, and says how.
func (f *forger) next() (notice, string) {
	which := f.chance.IntN(2)
	n := f.true.Load()[which]
	n.header = n.header.Clone()
	switch p := f.chance.IntN(100); {
	case p < 38:
		return f.spoilHeader(n), "a spoilt header"
	case p < 76:
		n.body = f.spoilt(n.body)
		return n, "a body changed after it was signed"
	case p < 80:
		n.header = f.signed(n.body)
		return n, "another's signature"
	case p < 90:
		n.body = f.spoilEnvelope(n.body)
		n.header = f.box.Sign(n.body)
		return n, "signed by WeChat, sealed wrongly"
	case p < 96:
		n.body = f.spoilFacts(which)
		n.header = f.box.Sign(n.body)
		return n, "signed and sealed by WeChat, other facts"
	}
	return f.astray(which, n), "meant for another merchant"
}

// pick is one of some by chance.
func pick[T any](f *forger, of ...T) T { return of[f.chance.IntN(len(of))] }

func (f *forger) text() string {
	b := make([]byte, 1+f.chance.IntN(40))
	for i := range b {
		b[i] = byte(33 + f.chance.IntN(94))
	}
	return string(b)
}

// spoilt changes bytes until they differ.
func (f *forger) spoilt(was []byte) []byte {
	for {
		b := slices.Clone(was)
		for range 1 + f.chance.IntN(3) {
			if len(b) < 2 {
				break
			}
			at := f.chance.IntN(len(b) - 1)
			switch f.chance.IntN(7) {
			case 0, 1:
				b[at] ^= 1 << f.chance.IntN(8)
			case 2:
				b = slices.Delete(b, at, at+1)
			case 3:
				b = slices.Insert(b, at, byte(f.chance.IntN(256)))
			case 4:
				b = b[:at]
			case 5:
				b = slices.Concat(b[:at], b[at/2:])
			case 6:
				b[at], b[at+1] = b[at+1], b[at]
			}
		}
		if !bytes.Equal(b, was) {
			return b
		}
	}
}

func (f *forger) spoilHeader(n notice) notice {
	name := pick(f, "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature", "Wechatpay-Signature")
	was := n.header.Get(name)
	switch f.chance.IntN(8) {
	case 0:
		n.header.Del(name)
	case 1:
		n.header.Add(name, pick(f, was, f.text()))
	case 2:
		n.header.Set(name, f.text())
	case 3:
		n.header[name] = []string{pick(f, was+" ", " "+was, "0"+was, "+"+was, was+"=", strings.Repeat(was, 2), was+"\x00", "")}
	case 4:
		ts, _ := strconv.ParseInt(n.header.Get("Wechatpay-Timestamp"), 10, 64) // ours
		n.header.Set("Wechatpay-Timestamp", strconv.FormatInt(ts+pick(f, int64(1), -1, 299, -299, 300, -300, 86400, -ts, 1<<60), 10))
	case 5:
		sig, _ := base64.StdEncoding.DecodeString(n.header.Get("Wechatpay-Signature")) // ours
		n.header.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(f.spoilt(sig)))
	case 6:
		other := f.box.Sign(nil)
		n.header.Set(name, pick(f, "WECHATPAY/SIGNTEST/"+was, other.Get("Wechatpay-Signature"), other.Get("Wechatpay-Nonce")))
	default:
		n.header[name] = []string{string(f.spoilt([]byte(was)))}
	}
	return n
}

// signed is a good signature by somebody who is not WeChat.
func (f *forger) signed(body []byte) http.Header {
	h := http.Header{}
	ts, nonce := strconv.FormatInt(clock.System().Unix(), 10), rand.Text()
	sum := sha256.Sum256([]byte(ts + "\n" + nonce + "\n" + string(body) + "\n"))
	sig, _ := rsa.SignPKCS1v15(nil, pick(f, f.keys...), crypto.SHA256, sum[:]) // a sha256 always fits
	id, _ := f.box.PublicKey()
	h.Set("Wechatpay-Timestamp", ts)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", pick(f, id, id, f.account.Serial, f.rival.Serial))
	h.Set("Wechatpay-Signature", base64.StdEncoding.EncodeToString(sig))
	return h
}

// odd is a value of any other type or content than the one that was there.
func (f *forger) odd() any {
	return pick[any](f, nil, true, -1, 1.5, "", f.text(), []any{}, []any{1}, map[string]any{}, map[string]any{"total": 1}, strings.Repeat("x", 300), "\u0000", "%", "' OR 1=1 --")
}

// spoilEnvelope changes what the content is sealed with, or leaves it out.
func (f *forger) spoilEnvelope(was []byte) []byte {
	for {
		var m map[string]any
		_ = json.Unmarshal(was, &m) // ours
		r, _ := m["resource"].(map[string]any)
		switch name := pick(f, "algorithm", "ciphertext", "associated_data", "original_type", "nonce", "resource_type", "resource"); {
		case name == "resource_type" || name == "resource":
			m[name] = f.odd()
		case name == "ciphertext" && f.chance.IntN(2) == 0:
			sealed, _ := base64.StdEncoding.DecodeString(r[name].(string)) // ours
			r[name] = base64.StdEncoding.EncodeToString(f.spoilt(sealed))
		case f.chance.IntN(3) == 0:
			delete(r, name)
		case f.chance.IntN(2) == 0:
			r[name] = string(f.spoilt([]byte(r[name].(string))))
		default:
			r[name] = f.odd()
		}
		raw, _ := json.Marshal(m) // came from JSON
		if !bytes.Equal(raw, was) && !sameSeal(raw, was) {
			return raw
		}
	}
}

// sameSeal reports that two envelopes hold the same, in whatever spelling.
func sameSeal(a, b []byte) bool {
	type seal struct {
		Type     string `json:"resource_type"`
		Resource struct {
			Algorithm, Ciphertext, Nonce string
			AD                           string `json:"associated_data"`
			About                        string `json:"original_type"`
		}
	}
	var x, y seal
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && x == y
}

// spoilFacts seals other facts than those of the order or refund. Not among
// them is another amount of the right order: that freezes it, as it must.
func (f *forger) spoilFacts(which int) []byte {
	content, about, event := maps.Clone(f.trade), "transaction", "TRANSACTION.SUCCESS"
	names := []string{"appid", "mchid", "out_trade_no", "trade_state", "transaction_id", "success_time"}
	if which == 1 {
		content, about, event = maps.Clone(f.refund), "refund", "REFUND.SUCCESS"
		names = []string{"mchid", "out_refund_no", "transaction_id", "success_time"}
	}
	switch p := f.chance.IntN(10); {
	case p == 0:
		about = pick(f, map[string]string{"transaction": "refund", "refund": "transaction"}[about], "", "bonus", f.text())
	case p == 1:
		content["amount"] = pick[any](f, nil, 1, "12", []any{}, map[string]any{"total": "12"}, map[string]any{"total": 1.5}, map[string]any{"refund": 1, "currency": "USD", "total": nil}, map[string]any{"refund": "x"})
	case p == 2 && which == 0:
		amount := maps.Clone(content["amount"].(map[string]any))
		amount["currency"] = pick[any](f, "USD", "cny", "", nil, 156)
		content["amount"] = amount
	default:
		name := pick(f, names...)
		if content[name] = f.wrong(name); content[name] == nil {
			delete(content, name)
		}
	}
	return paysandbox.Envelope(f.account.APIv3, event, about, content, clock.System())
}

// wrong is a value of a fact that no true notice of this order has. Another
// transaction is none: a payer may pay twice.
func (f *forger) wrong(name string) any {
	switch name {
	case "trade_state":
		return pick[any](f, "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR", "success", "SUCCESS ", "", nil, 1)
	case "transaction_id":
		return pick[any](f, "", nil, 42, strings.Repeat("4", 33), []any{})
	case "success_time":
		return pick[any](f, "2026-02-30T10:00:00+08:00", "now", 1, "1772416800", "0000-00-00")
	}
	return f.odd()
}

// astray is WeChat's true word to somebody else, or at another's address.
func (f *forger) astray(which int, n notice) notice {
	switch f.chance.IntN(4) {
	case 0:
		n.path = f.theirs
		return n
	case 1:
		n.path = pick(f, string(f.spoilt([]byte(n.path))), strings.ToUpper(n.path), n.path+"x")
		return n
	}
	content := maps.Clone([]map[string]any{f.trade, f.refund}[which])
	content["mchid"] = pick[any](f, f.account.MchID, f.rival.MchID)
	about := []string{"transaction", "refund"}[which]
	n.path = pick(f, f.path, f.theirs)
	n.body = paysandbox.Envelope(f.rival.APIv3, "X", about, content, clock.System())
	n.header = f.box.Sign(n.body)
	return n
}
