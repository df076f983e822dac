package notice

import (
	"context"
	"errors"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/task"
	"zhijian/server/platform/wechat"
)

// mostChecks ends the tries of a WeChat that does not answer: a person decides.
const mostChecks = 8

// Publish sends a draft to the check; what passes is shown by itself. Errors:
// ErrNotFound, ErrChanged, ErrSecond, ErrNobody.
func (s *Service) Publish(ctx context.Context, who auth.Actor, id ids.ID) (n Notice, err error) {
	return n, s.act(ctx, id, ActPublish, "", func(ctx context.Context, was Notice, x *Notice) error {
		if err := was.mayPublish(who.ID); err != nil {
			return err
		}
		if !was.ShownUntil.After(s.Now()) {
			return ErrInput.With("body.shownUntil", "展示截止时间已经过去，请先修改")
		}
		size, err := s.Households.AudienceSize(ctx, was.For())
		if err != nil {
			return err
		}
		if size == 0 {
			return ErrNobody
		}
		x.PublisherID, x.Checks = who.ID, 0
		return s.Box.Enqueue(ctx, TaskCheck, task.Default, step{id, x.Version}, s.Now())
	}, &n)
}

// Approve shows what WeChat could not judge. Errors: ErrNotFound, ErrChanged, ErrSecond.
func (s *Service) Approve(ctx context.Context, who auth.Actor, id ids.ID) (n Notice, err error) {
	return n, s.act(ctx, id, ActApprove, "", func(ctx context.Context, was Notice, x *Notice) error {
		if err := was.mayPublish(who.ID); err != nil {
			return err
		}
		x.PublisherID = who.ID
		return s.show(ctx, x)
	}, &n)
}

// Refuse returns it to its maker. Errors: ErrNotFound, ErrChanged.
func (s *Service) Refuse(ctx context.Context, id ids.ID, reason string) (n Notice, err error) {
	return n, s.act(ctx, id, ActRefuse, reason, func(ctx context.Context, _ Notice, x *Notice) error {
		x.Reason = reason
		return s.tell(ctx, *x, x.MakerID, "notice_blocked", reason)
	}, &n)
}

// Withdraw takes a notice away from everybody; who was not told yet is not told
// any more. Errors: ErrNotFound, ErrChanged.
func (s *Service) Withdraw(ctx context.Context, id ids.ID, reason string) (n Notice, err error) {
	return n, s.act(ctx, id, ActWithdraw, reason, func(ctx context.Context, _ Notice, x *Notice) error {
		x.Reason = reason
		if err := s.Crier.StopAll(ctx, template, id); err != nil {
			return err
		}
		return s.Home.Remove(ctx, "notice", id)
	}, &n)
}

// show makes a notice visible and tells everybody, in the transaction of the step.
func (s *Service) show(ctx context.Context, n *Notice) error {
	now := s.Now()
	n.PublishedAt = &now
	if !n.ShownUntil.After(now) { // it waited too long for a person
		n.ShownUntil = now.Add(usual)
	}
	a := n.For()
	if err := s.store.addTargets(ctx, *n, a.Targets()); err != nil {
		return err
	}
	tone := "info"
	if n.Urgent {
		tone = "danger"
	}
	link := "/features/notice/pages/detail?id=" + n.ID.String()
	card := event.Card{RefID: n.ID, Title: n.Title, Subtitle: n.summary(60), Status: string(n.Kind), Label: n.Kind.Label(), Tone: tone, Link: link, UpdatedAt: now}
	if err := s.Home.Announce(ctx, a, card); err != nil {
		return err
	}
	err := s.Crier.TellAll(ctx, event.NotifyAll{Audience: a, Ref: n.ID, Template: template, Link: link, Urgent: n.Urgent,
		Params: map[string]string{"title": n.Title, "subject": n.Kind.Label(), "summary": n.summary(80)}})
	if err != nil {
		return err
	}
	return s.Box.Enqueue(ctx, TaskEnd, task.Default, step{n.ID, n.Version}, n.ShownUntil)
}

func (s *Service) tell(ctx context.Context, n Notice, to ids.ID, template, reason string) error {
	return s.Box.Publish(ctx, event.Notify{To: to, Staff: true, CommunityID: n.CommunityID, Template: template, Link: "/notices/" + n.ID.String(),
		Params: map[string]string{"title": n.Title, "reason": reason}, Dedupe: template + ":" + n.ID.String() + ":" + string(n.State)})
}

// check asks WeChat about a text, outside any transaction.
func (s *Service) check(ctx context.Context, p step) error {
	n, err := s.store.get(ctx, p.ID)
	if err != nil || n.State != Checking || n.Version != p.Version {
		return err
	}
	verdict, err := s.ask(ctx, n)
	switch {
	case errors.Is(err, errNobody):
		return s.judge(ctx, p, ActDoubted, "撰写人没有登录过微信小程序，无法自动检查")
	case errors.Is(err, wechat.ErrInactive) || errors.Is(err, wechat.ErrRefused):
		return s.judge(ctx, p, ActDoubted, "微信无法检查")
	case err != nil && n.Checks+1 >= mostChecks:
		return s.judge(ctx, p, ActDoubted, "微信没有回应")
	case err != nil: // the outbox waits longer each time, which is the back-pressure
		return errors.Join(err, s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.countCheck(ctx, p.ID, p.Version) }))
	case verdict == wechat.Pass:
		return s.judge(ctx, p, ActPassed, "")
	case verdict == wechat.Risky:
		return s.judge(ctx, p, ActRisky, "内容可能违规")
	}
	return s.judge(ctx, p, ActDoubted, "微信建议人工复核")
}

// errNobody: there is no WeChat account in whose name the text could be checked.
var errNobody = errors.New("notice: the maker has no WeChat account")

// ask checks title and body in the name of the maker; without one of his
// own nobody can ask (errNobody).
func (s *Service) ask(ctx context.Context, n Notice) (wechat.Verdict, error) {
	staff, err := s.People.Staff(ctx, []ids.ID{n.MakerID})
	if err != nil {
		return "", err
	}
	person, known, err := s.People.PersonByPhone(ctx, staff[n.MakerID].Phone)
	if err != nil {
		return "", err
	}
	openID := ""
	if known {
		if openID, err = s.People.OpenID(ctx, person); err != nil {
			return "", err
		}
	}
	if openID == "" {
		return "", errNobody
	}
	return s.Checker.CheckText(ctx, openID, wechat.SceneForum, n.Title+"\n"+n.Body)
}

// judge moves a notice by WeChat's word and tells who published it. A notice
// that moved on meanwhile is nobody's business here.
func (s *Service) judge(ctx context.Context, p step, a Act, reason string) error {
	var n Notice
	err := s.act(ctx, p.ID, a, reason, func(ctx context.Context, was Notice, x *Notice) error {
		if was.Version != p.Version {
			return changed(was.State)
		}
		switch a {
		case ActPassed:
			return s.show(ctx, x)
		case ActRisky:
			x.Reason = reason
			return s.tell(ctx, *x, x.PublisherID, "notice_blocked", reason)
		}
		x.Reason = reason
		return s.tell(ctx, *x, x.PublisherID, "notice_review", "")
	}, &n)
	if errors.Is(err, ErrChanged) {
		return nil
	}
	return err
}

// SeedShown decides a notice of the demo at once: there is no worker yet.
func (s *Service) SeedShown(ctx context.Context, who auth.Actor, id ids.ID) error {
	n, err := s.store.get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.judge(ctx, step{n.ID, n.Version}, ActDoubted, "示范数据"); err != nil {
		return err
	}
	_, err = s.Approve(ctx, who, id)
	return err
}

// end takes a notice off the pages when its time has come.
func (s *Service) end(ctx context.Context, p step) error {
	var n Notice
	err := s.act(ctx, p.ID, ActEnd, "", func(ctx context.Context, was Notice, _ *Notice) error {
		if was.Version != p.Version {
			return changed(was.State)
		}
		return s.Home.Remove(ctx, "notice", p.ID)
	}, &n)
	if errors.Is(err, ErrChanged) || errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
