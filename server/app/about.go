package app

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

// productName is what the product calls itself to people.
const productName = "指尖社区"

// About is what everybody may know of this installation.
type About struct {
	Name         string `json:"name"`
	ServicePhone string `json:"servicePhone" doc:"a human who helps people without a house here; empty when nobody was named"`
}

type aboutOut struct{ Body About }

func (a *App) mountAbout(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "getAbout", Method: http.MethodGet, Path: "/app/v1/about", Summary: "The product's name and whom to call", Tag: "about",
		Policy: auth.ForAnyone("whoever cannot sign in needs a human to call"), Limits: []httpx.Limit{{N: 60, Per: time.Minute}}},
		func(context.Context, *struct{}) (*aboutOut, error) {
			return &aboutOut{About{productName, a.servicePhone()}}, nil
		})
}

// servicePhone falls back to the demo community's desk where there is a demo;
// production does not start without a phone.
func (a *App) servicePhone() string {
	if a.cfg.ServicePhone == "" && a.cfg.Demo {
		return demoPhone
	}
	return a.cfg.ServicePhone
}
