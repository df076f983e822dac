package app

import (
	"net/http"
	"testing"
)

func TestEverybodyIsToldWhomToCall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cfg.ServicePhone = "400-123-4567"
	a := r.send(session{}, http.MethodGet, "/app/v1/about", nil, "")
	if a.status != 200 || field(t, a.body, "servicePhone") != "400-123-4567" || field(t, a.body, "name") != "指尖社区" {
		t.Fatalf("%d %s", a.status, a.body)
	}
	r.cfg.ServicePhone, r.cfg.Demo = "", true
	if a := r.send(session{}, http.MethodGet, "/app/v1/about", nil, ""); field(t, a.body, "servicePhone") != demoPhone {
		t.Fatalf("the demo: %s", a.body)
	}
}
