package errs_test

import (
	"errors"
	"fmt"
	"testing"

	"zhijian/server/platform/errs"
)

func TestCopiesMatchByCodeAndLeaveTheOriginalAlone(t *testing.T) {
	t.Parallel()
	base := errs.New(409, "x.taken", "已被他人处理")
	cause := errors.New("row gone")
	e := base.Because(cause).With("slot", "已满").Note("winner", "7").Detail("已由%s处理", "李*")
	if !errors.Is(fmt.Errorf("save: %w", e), base) || !errors.Is(e, cause) {
		t.Fatal("a copy must match its origin by code and keep its cause")
	}
	if len(base.Fields) != 0 || base.Meta != nil || base.Message != "已被他人处理" {
		t.Fatalf("the shared value was changed: %+v", base)
	}
	if errors.Is(e, errs.New(409, "x.other", "")) {
		t.Fatal("another code must not match")
	}
}
