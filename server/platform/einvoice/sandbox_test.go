package einvoice_test

import (
	"testing"

	"zhijian/server/platform/einvoice"
)

func TestSandbox(t *testing.T) {
	t.Parallel()
	if _, err := einvoice.NewSandbox("production"); err == nil {
		t.Error("it started in production")
	}
	s, err := einvoice.NewSandbox("embedded")
	if err != nil {
		t.Fatal(err)
	}
	in := einvoice.Request{RequestNo: "r1", Title: "张三", Amount: 100}
	a, _, err := s.Issue(t.Context(), in)
	b, _, err2 := s.Issue(t.Context(), in)
	if err != nil || err2 != nil || a != b || len(a) != 20 {
		t.Errorf("%s %s %v %v", a, b, err, err2)
	}
	red, err := s.Reverse(t.Context(), "r1", a)
	if err != nil || red == a || len(red) != 20 {
		t.Errorf("%s %v", red, err)
	}
	in.Amount = 0
	if _, _, err := s.Issue(t.Context(), in); err == nil {
		t.Error("an invoice about nothing")
	}
	if _, err := s.Reverse(t.Context(), "r1", ""); err == nil {
		t.Error("a red letter about nothing")
	}
}
