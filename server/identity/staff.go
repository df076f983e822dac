package identity

import (
	"slices"
	"strings"

	"zhijian/server/platform/auth"
	"zhijian/server/platform/ids"
)

const (
	stateSetup    = "setup"
	stateActive   = "active"
	stateDisabled = "disabled"

	manageRoles = "role.manage"
)

func stateLabel(state string) string {
	switch state {
	case stateSetup:
		return "待设置密码"
	case stateActive:
		return "正常"
	case stateDisabled:
		return "已停用"
	}
	return state
}

// reach is what an account may do and where.
type reach struct {
	permissions []string
	communities []ids.ID
	platform    bool
}

// within reports whether who's own reach covers all of r. It guards both what
// who gives and whom who touches.
func (r reach) within(who auth.Actor) bool {
	if r.platform && !who.Platform {
		return false
	}
	return !slices.ContainsFunc(r.permissions, func(p string) bool { return !who.Can(p) }) &&
		!slices.ContainsFunc(r.communities, func(c ids.ID) bool { return !who.In(c) })
}

// username is the one form of a log-in name.
func username(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Permission is one entry of the catalogue.
type Permission struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Group string `json:"group"`
}

// Permissions is the catalogue that roles are made of, in words.
func Permissions() []Permission {
	groups := map[string]string{"notice": "公告", "notify": "通知", "house": "房屋", "binding": "住户认证", "repair": "报修", "staff": "员工", "role": "角色", "audit": "审计",
		"payment": "收款", "billing": "收费", "ledger": "账簿", "roster": "排班", "stock": "物料"}
	labels := map[string]string{
		"house.read": "查看房屋和住户", "house.import": "导入房屋台账", "house.reveal": "查看完整姓名和电话（留痕）", "house.export": "导出房屋台账",
		"binding.read": "查看住户认证", "binding.review": "审核住户认证", "binding.manage": "停用、解绑和迁出住户",
		"notice.read": "查看公告", "notice.write": "撰写公告", "notice.publish": "发布和撤回公告", "notify.desk": "查看送达记录、电话通知", "notify.template": "修改消息模板",
		"repair.read": "查看报修", "repair.dispatch": "派单和取消报修", "repair.work": "接单和维修", "repair.create": "代住户报修",
		"billing.read": "查看账单和欠费", "billing.tariff": "管理收费项目和标准", "billing.meter": "抄表和公摊", "billing.run": "出账", "billing.publish": "发布账单", "billing.waive": "申请减免和催缴", "billing.approve": "审批减免、异议和作废",
		"payment.read": "查看收款", "payment.collect": "收取现金和转账", "payment.refund": "发起退款", "payment.approve": "审批退款和大额收款", "payment.reconcile": "对账", "payment.merchant": "管理收款商户",
		"ledger.read": "查看账簿",
		"roster.read": "查看排班", "roster.manage": "排班、技能和工作日历", "stock.read": "查看价目和库存", "stock.manage": "管理价目和库存",
		"repair.collect": "收取维修费", "repair.export": "导出报修工单", "repair.manage": "设置报修规则", "repair.oversee": "接收社区督办提醒",
		"repair.report": "查看报修报表", "repair.supervise": "主管维修（审核报价、处理退单）",
		"staff.read": "查看员工", "staff.manage": "管理员工账号", "role.manage": "管理角色和权限", "audit.read": "查看操作记录",
	}
	out := make([]Permission, 0, len(labels))
	for _, code := range auth.Permissions() {
		subject, _, _ := strings.Cut(code, ".")
		out = append(out, Permission{code, labels[code], groups[subject]})
	}
	return out
}
