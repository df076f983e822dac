package binding

// Label is the state in the words people read.
func (s State) Label() string {
	switch s {
	case Pending:
		return "待审核"
	case NeedMore:
		return "待补充"
	case Active:
		return "已认证"
	case Rejected:
		return "未通过"
	case Withdrawn:
		return "已撤回"
	case Suspended:
		return "已暂停"
	case Revoked:
		return "已取消"
	case Expired:
		return "已到期"
	case Unbound:
		return "已解除"
	case MovedOut:
		return "已迁出"
	}
	return ""
}

// Label is the role in the words people read.
func (r Role) Label() string {
	switch r {
	case Owner:
		return "业主"
	case Member:
		return "家庭成员"
	case Tenant:
		return "租户"
	}
	return ""
}

// title is the line of the history.
func (a Act) title() string {
	switch a {
	case Match:
		return "手机号与房屋登记一致，自动认证"
	case Join:
		return "接受邀请"
	case Grant:
		return "登记"
	case Apply:
		return "提交申请"
	case Evidence:
		return "补交材料"
	case Withdraw:
		return "撤回申请"
	case Approve:
		return "通过认证"
	case Reject:
		return "驳回申请"
	case AskMore:
		return "要求补充材料"
	case SetRights:
		return "调整权限"
	case Dispute:
		return "提出异议"
	case Suspend:
		return "暂停认证"
	case Resume:
		return "恢复认证"
	case Revoke:
		return "取消认证"
	case Unbind:
		return "解除绑定"
	case Expire:
		return "租期已到，自动结束"
	case MoveOut:
		return "办理迁出"
	case Merge:
		return "账号合并"
	}
	return ""
}
