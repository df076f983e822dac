package binding

import (
	"context"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

// Verdict is why a claim was not simply approved.
type Verdict struct {
	ReasonCode string
	Reason     string
}

// rejectReasons and moreReasons say, by code, what the applicant reads when
// staff add no words of their own. "other" needs words.
func rejectReasons() map[string]string {
	return map[string]string{
		"not_owner":   "您提交的信息与房屋登记不一致，请核对房号和姓名；如登记有误，请到物业前台更正。",
		"wrong_house": "材料上的房号与您申请的房屋不同，请选择正确的房屋重新申请。",
		"fake":        "您提交的材料无法核实，请携带原件到物业前台办理。",
		"other":       "",
	}
}

func moreReasons() map[string]string {
	return map[string]string{
		"unclear":  "照片有些模糊，请重新拍一张清晰、四角完整的照片。",
		"missing":  "请补充房产证、购房合同或租赁合同中有姓名和房号的一页。",
		"relation": "请补充能证明与业主关系的材料，例如户口本的相关页。",
		"other":    "",
	}
}

// words completes a verdict. Error: ErrInput for an unknown code or no words.
func (v Verdict) words(known map[string]string) (Verdict, error) {
	text, ok := known[v.ReasonCode]
	if !ok {
		return v, ErrInput.With("reasonCode", "请选择一个原因")
	}
	if v.Reason == "" {
		v.Reason = text
	}
	if v.Reason == "" {
		return v, ErrInput.With("reason", "请写明原因，申请人会看到")
	}
	return v, nil
}

// Approve makes a claim a binding: by staff who are not the applicant, or by an
// owner for a member or tenant. A lease's end may be given; nil keeps what the
// applicant said. Errors: ErrNotFound, ErrNotYours, ErrOwnRequest, ErrChanged, ErrInput.
func (s *Service) Approve(ctx context.Context, who auth.Actor, id ids.ID, validTo *time.Time) (Binding, error) {
	if err := checkEnd(validTo, s.Now()); err != nil {
		return Binding{}, err
	}
	return s.act(ctx, who, id, step{act: Approve,
		guard: func(_ context.Context, was binding, _ By) error {
			if validTo != nil && was.Role == Owner {
				return ErrInput.With("validTo", "业主没有到期日")
			}
			if validTo == nil {
				return checkEnd(was.ValidTo, s.Now())
			}
			return nil
		},
		edit: func(b *binding, _ By) {
			b.ReviewerID = who.ID
			if validTo != nil {
				b.ValidTo = validTo
			}
		}})
}

// Reject refuses a claim. Errors: those of Approve.
func (s *Service) Reject(ctx context.Context, who auth.Actor, id ids.ID, v Verdict) (Binding, error) {
	v, err := v.words(rejectReasons())
	if err != nil {
		return Binding{}, err
	}
	return s.act(ctx, who, id, step{act: Reject, code: v.ReasonCode, reason: v.Reason, edit: reviewedBy(who)})
}

// AskForMore gives a claim back to be completed. Errors: those of Approve.
func (s *Service) AskForMore(ctx context.Context, who auth.Actor, id ids.ID, v Verdict) (Binding, error) {
	v, err := v.words(moreReasons())
	if err != nil {
		return Binding{}, err
	}
	return s.act(ctx, who, id, step{act: AskMore, code: v.ReasonCode, reason: v.Reason, edit: reviewedBy(who)})
}

func reviewedBy(who auth.Actor) func(*binding, By) {
	return func(b *binding, _ By) { b.ReviewerID = who.ID }
}

// Manage suspends, resumes or revokes a binding, with a reason.
// Errors: ErrNotFound, ErrNotYours, ErrOwnRequest, ErrChanged.
func (s *Service) Manage(ctx context.Context, who auth.Actor, id ids.ID, act Act, reason string) (Binding, error) {
	return s.act(ctx, who, id, step{act: act, reason: reason, edit: reviewedBy(who)})
}
