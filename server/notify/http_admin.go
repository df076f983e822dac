package notify

import (
	"context"
	"net/http"
	"time"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
)

// MountAdmin adds the staff's operations: their own inbox and wishes, the
// words, the delivery log, what waits for a decision, and the call list.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "listStaffInbox", Method: http.MethodGet, Path: "/admin/v1/inbox", Summary: "我的消息", Tag: "notify", Policy: auth.ForAnyStaff()}, s.getInbox)
	httpx.Register(api, httpx.Op{ID: "readStaffInboxMessage", Method: http.MethodPost, Path: "/admin/v1/inbox/{id}/read", Summary: "标为已读", Tag: "notify", Policy: auth.ForAnyStaff(), Once: true}, s.postRead)
	httpx.Register(api, httpx.Op{ID: "readWholeStaffInbox", Method: http.MethodPost, Path: "/admin/v1/inbox/read-all", Summary: "全部标为已读", Tag: "notify", Policy: auth.ForAnyStaff(), Once: true}, s.postReadAll)
	httpx.Register(api, httpx.Op{ID: "getStaffPreferences", Method: http.MethodGet, Path: "/admin/v1/notify/preferences", Summary: "我的提醒方式", Tag: "notify", Policy: auth.ForAnyStaff()}, s.getPreferences)
	httpx.Register(api, httpx.Op{ID: "changeStaffPreferences", Method: http.MethodPatch, Path: "/admin/v1/notify/preferences", Summary: "修改我的提醒方式", Tag: "notify", Policy: auth.ForAnyStaff(), Once: true}, s.patchPreferences)
	op := func(id, method, path, permission, summary string) httpx.Op {
		o := httpx.Op{ID: id, Method: method, Path: "/admin/v1/notify/" + path, Summary: summary, Tag: "notify", Policy: auth.ForStaff(permission)}
		if method != http.MethodGet {
			o.Once, o.Limits = true, []httpx.Limit{{N: 120, Per: time.Minute}}
		}
		return o
	}
	const words, desk = "notify.template", "notify.desk"
	httpx.Register(api, op("listNotifyTemplates", http.MethodGet, "templates", words, "消息模板"), s.getTemplates)
	preview := op("previewNotifyTemplate", http.MethodPost, "templates/preview", words, "用示例数据预览")
	preview.Once = false // it changes nothing
	httpx.Register(api, preview, s.postPreview)
	httpx.Register(api, op("saveNotifyTemplate", http.MethodPost, "templates/save", words, "保存本公司的说法"), s.postWords)
	httpx.Register(api, op("resetNotifyTemplate", http.MethodPost, "templates/reset", words, "恢复默认"), s.postReset)
	httpx.Register(api, op("listDeliveries", http.MethodGet, "deliveries", desk, "送达记录"), s.getLog)
	httpx.Register(api, op("getNotifyMessage", http.MethodGet, "messages/{id}", desk, "一条消息的送达过程"), s.getMessage)
	httpx.Register(api, op("resendMessage", http.MethodPost, "messages/{id}/resend", desk, "重新发送"), s.postResend)
	httpx.Register(api, op("dropMessage", http.MethodPost, "messages/{id}/drop", desk, "不再发送"), s.postDrop)
	httpx.Register(api, op("listDeadTasks", http.MethodGet, "dead-tasks", desk, "未能生成的消息"), s.getDeadTasks)
	httpx.Register(api, op("retryDeadTask", http.MethodPost, "dead-tasks/retry", desk, "重新生成"), s.postRetryTask)
	httpx.Register(api, op("dropDeadTask", http.MethodPost, "dead-tasks/drop", desk, "放弃"), s.postDropTask)
	httpx.Register(api, op("listCalls", http.MethodGet, "calls", desk, "电话通知"), s.getCalls)
	httpx.Register(api, op("listCallHouses", http.MethodGet, "houses", desk, "打电话告知的住户"), s.getCallHouses)
	mark, unmark := op("markCallHouse", http.MethodPost, "houses", desk, "把一户加入电话告知"), op("unmarkCallHouse", http.MethodDelete, "houses/{id}", desk, "不再电话告知")
	mark.Status, unmark.Status = http.StatusNoContent, http.StatusNoContent
	httpx.Register(api, mark, s.postCallHouse)
	httpx.Register(api, unmark, s.deleteCallHouse)
	httpx.Register(api, op("claimCall", http.MethodPost, "calls/{id}/claim", desk, "领取并查看号码"), s.callStep(ActClaim))
	httpx.Register(api, op("finishCall", http.MethodPost, "calls/{id}/done", desk, "已告知"), s.callStep(ActDone))
	httpx.Register(api, op("missCall", http.MethodPost, "calls/{id}/no-answer", desk, "无人接听"), s.callStep(ActNoAnswer))
	httpx.Register(api, op("returnCall", http.MethodPost, "calls/{id}/give-back", desk, "退回"), s.callStep(ActGiveBack))
	httpx.Register(api, op("dropCall", http.MethodPost, "calls/{id}/needless", desk, "无需拨打"), s.callStep(ActNeedless))
}

type templateList struct {
	Items []TemplateView `json:"items" nullable:"false"`
}

type templatesOut struct{ Body templateList }

type wordsForm struct {
	Template string `json:"template" minLength:"1" maxLength:"64"`
	Face     string `json:"face" enum:"inbox,staff,sms,voice,wechat"`
	Title    string `json:"title,omitempty" maxLength:"60"`
	Body     string `json:"body" maxLength:"500"`
}

type wordsIn struct {
	httpx.Once
	Body wordsForm
}

type previewIn struct{ Body wordsForm }

type previewOut struct{ Body Preview }

type faceForm struct {
	Template string `json:"template" minLength:"1" maxLength:"64"`
	Face     string `json:"face" enum:"inbox,staff,sms,voice,wechat"`
}

type resetIn struct {
	httpx.Once
	Body faceForm
}

type templateOut struct{ Body TemplateView }

func (s *Service) getTemplates(ctx context.Context, _ *struct{}) (*templatesOut, error) {
	all, err := s.TemplateViews(ctx, auth.From(ctx))
	if err != nil {
		return nil, err
	}
	return &templatesOut{templateList{all}}, nil
}

func (s *Service) postPreview(_ context.Context, in *previewIn) (*previewOut, error) {
	p, err := s.PreviewWords(in.Body.Template, in.Body.Face, in.Body.Title, in.Body.Body)
	if err != nil {
		return nil, err
	}
	return &previewOut{p}, nil
}

func (s *Service) postWords(ctx context.Context, in *wordsIn) (*templateOut, error) {
	v, err := s.SaveWords(ctx, auth.From(ctx), in.Body.Template, in.Body.Face, in.Body.Title, in.Body.Body)
	if err != nil {
		return nil, err
	}
	return &templateOut{v}, nil
}

func (s *Service) postReset(ctx context.Context, in *resetIn) (*templateOut, error) {
	v, err := s.ResetWords(ctx, auth.From(ctx), in.Body.Template, in.Body.Face)
	if err != nil {
		return nil, err
	}
	return &templateOut{v}, nil
}
