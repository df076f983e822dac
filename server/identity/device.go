package identity

import "strings"

// deviceLabel says in a person's words what a User-Agent is; first match wins.
func deviceLabel(agent string) string {
	a := strings.ToLower(agent)
	kind := "其他设备"
	for _, k := range []struct{ sign, name string }{
		{"iphone", "iPhone"}, {"ipad", "iPad"}, {"harmony", "鸿蒙手机"}, {"android", "安卓手机"},
		{"windows", "Windows 电脑"}, {"macintosh", "苹果电脑"}, {"linux", "Linux 电脑"},
	} {
		if strings.Contains(a, k.sign) {
			kind = k.name
			break
		}
	}
	switch {
	case strings.Contains(a, "miniprogram"), strings.Contains(a, "servicewechat"):
		return "微信小程序 · " + kind
	case strings.Contains(a, "micromessenger"):
		return "微信 · " + kind
	case strings.Contains(a, "mozilla"):
		return "浏览器 · " + kind
	}
	return kind
}
