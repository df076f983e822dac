package wechat

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"
	"github.com/silenceper/wechat/v2/credential"
	"github.com/silenceper/wechat/v2/miniprogram"
	"github.com/silenceper/wechat/v2/miniprogram/config"
	"github.com/silenceper/wechat/v2/miniprogram/security"
	"github.com/silenceper/wechat/v2/miniprogram/subscribe"
	"github.com/silenceper/wechat/v2/util"
)

// Options of New. AppID, Secret and Redis are needed.
type Options struct {
	AppID, Secret string
	// BaseURL replaces https://api.weixin.qq.com, for a gateway.
	BaseURL string
	// Transport replaces the network; sandbox.Transport fits here.
	Transport http.RoundTripper
	// Redis holds the access token that all replicas share.
	Redis redis.UniversalClient
}

// Client calls WeChat for one mini-program. It is safe for concurrent use.
type Client struct {
	appID, secret string
	route         route
	mini          *miniprogram.MiniProgram
	cache         tokenCache
}

// New makes a Client. It does not talk to the network.
func New(o Options) (*Client, error) {
	if o.AppID == "" || o.Secret == "" || o.Redis == nil {
		return nil, errors.New("wechat: app id, secret and redis are needed")
	}
	if o.BaseURL == "" {
		o.BaseURL = "https://" + apiHost
	}
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("wechat: base URL must be http(s)://host")
	}
	if o.Transport == nil {
		o.Transport = http.DefaultTransport
	}
	installHTTPClient()
	c := &Client{appID: o.AppID, secret: o.Secret, route: route{base, o.Transport}, cache: tokenCache{o.Redis}}
	c.mini = miniprogram.NewMiniProgram(&config.Config{AppID: o.AppID, AppSecret: o.Secret, Cache: c.cache, UseStableAK: true})
	return c, nil
}

// Session says who logged in. UnionID is empty unless the mini-program belongs
// to an open platform account.
type Session struct{ OpenID, UnionID string }

// codeShape guards the query: the library pastes the code into a URL as it is.
var codeShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,128}$`)

// Code2Session exchanges the code of wx.login, which works once within five
// minutes. Errors: ErrCode, ErrTooOften, ErrUnavailable, ErrRefused.
func (c *Client) Code2Session(ctx context.Context, code string) (Session, error) {
	if !codeShape.MatchString(code) {
		return Session{}, ErrCode
	}
	res, err := c.mini.GetAuth().Code2SessionContext(c.on(ctx), code)
	if err != nil {
		return Session{}, c.translate("code2session", err)
	}
	if res.OpenID == "" {
		return Session{}, ErrUnavailable.Because(errors.New("code2session: no openid in the answer"))
	}
	return Session{OpenID: res.OpenID, UnionID: res.UnionID}, nil
}

// PhoneNumber exchanges the code of a getPhoneNumber button. A mainland number
// comes without +86, a foreign one with its country code.
// Errors: ErrCode, ErrPhoneQuota, ErrTooOften, ErrUnavailable, ErrRefused.
func (c *Client) PhoneNumber(ctx context.Context, code string) (phone string, err error) {
	if !codeShape.MatchString(code) {
		return "", ErrCode
	}
	err = c.call(ctx, "phone number", func(ctx context.Context) error {
		res, err := c.mini.GetAuth().GetPhoneNumberContext(ctx, code)
		if err != nil {
			return err
		}
		if res.PhoneInfo.WaterMark.AppID != c.appID {
			return errors.New("the answer belongs to another mini-program")
		}
		phone = res.PhoneInfo.PhoneNumber
		if res.PhoneInfo.CountryCode == "86" {
			phone = res.PhoneInfo.PurePhoneNumber
		}
		return nil
	})
	return phone, err
}

// SendSubscribe sends one subscribe message; page is where a tap leads and may
// carry parameters. Errors: ErrQuota, ErrTemplate, ErrRecipient, ErrTooOften,
// ErrUnavailable, ErrRefused.
func (c *Client) SendSubscribe(ctx context.Context, openID, templateID, page string, data map[string]string) error {
	items := make(map[string]*subscribe.DataItem, len(data))
	for k, v := range data {
		items[k] = &subscribe.DataItem{Value: v}
	}
	msg := subscribe.Message{ToUser: openID, TemplateID: templateID, Page: page, Data: items}
	return c.call(ctx, "subscribe message", func(ctx context.Context) error {
		token, err := c.mini.GetContext().GetAccessTokenContext(ctx)
		if err != nil {
			return err
		}
		// The library's own Send takes no context.
		answer, err := util.PostJSONContext(ctx, "https://"+apiHost+"/cgi-bin/message/subscribe/send?access_token="+token, msg)
		if err != nil {
			return err
		}
		return util.DecodeWithCommonError(answer, "subscribe.send")
	})
}

// Scene tells CheckText where the text will stand.
type Scene uint8

// The scenes that WeChat knows.
const (
	SceneProfile Scene = iota + 1
	SceneComment
	SceneForum
	SceneLog
)

// Verdict is WeChat's opinion of a text; the operator stays responsible.
type Verdict string

// Review asks for a person's decision.
const (
	Pass   Verdict = "pass"
	Review Verdict = "review"
	Risky  Verdict = "risky"
)

const maxCheckRunes = 2500

// CheckText asks whether others may see a text that openID wrote. Long texts
// are checked in parts and the worst counts. Errors: ErrInactive, ErrTooOften,
// ErrUnavailable, ErrRefused.
func (c *Client) CheckText(ctx context.Context, openID string, scene Scene, text string) (Verdict, error) {
	worst := Pass
	for text != "" && worst != Risky {
		part := text
		if utf8.RuneCountInString(text) > maxCheckRunes {
			part = string([]rune(text)[:maxCheckRunes])
		}
		v, err := c.checkPart(ctx, openID, scene, part)
		if err != nil {
			return "", err
		}
		if v != Pass {
			worst = v
		}
		text = text[len(part):]
	}
	return worst, nil
}

func (c *Client) checkPart(ctx context.Context, openID string, scene Scene, text string) (v Verdict, err error) {
	err = c.call(ctx, "text check", func(ctx context.Context) error {
		res, err := c.mini.GetSecurity().MsgCheckContext(ctx, &security.MsgCheckRequest{OpenID: openID, Scene: security.MsgScene(scene), Content: text})
		if err != nil {
			return err
		}
		switch v = Verdict(res.Result.Suggest); v {
		case Pass, Review, Risky:
			return nil
		}
		return fmt.Errorf("unknown suggestion %q", res.Result.Suggest)
	})
	return v, err
}

// call runs fn on this client's route. When WeChat refuses the token, it
// fetches one directly, past the cache, and runs fn once more.
func (c *Client) call(ctx context.Context, what string, fn func(context.Context) error) error {
	ctx = c.on(ctx)
	err := fn(ctx)
	if err != nil {
		switch errcode(err) {
		case 40001, 40014, 42001:
			if err = c.refreshToken(ctx); err == nil {
				err = fn(ctx)
			}
		}
	}
	return c.translate(what, err)
}

func (c *Client) refreshToken(ctx context.Context) error {
	handle, ok := c.mini.GetContext().AccessTokenContextHandle.(*credential.StableAccessToken)
	if !ok {
		return errors.New("the library's token handle changed its type")
	}
	// Not forced: that would invalidate the token of the other replicas.
	res, err := handle.GetAccessTokenDirectly(ctx, false)
	if err != nil {
		return err
	}
	return c.cache.put(ctx, c.tokenKey(), res.AccessToken, res.ExpiresIn)
}
