package house

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// field is what a column of a ledger means.
type field string

const (
	fSeq         field = "seq"
	fAddress     field = "address"
	fBuilding    field = "building"
	fUnit        field = "unit"
	fFloor       field = "floor"
	fRoom        field = "room"
	fKind        field = "kind"
	fLayout      field = "layout"
	fArea        field = "area"
	fInnerArea   field = "innerArea"
	fOwner       field = "owner"
	fPhone       field = "phone"
	fCoOwner     field = "coOwner"
	fTenant      field = "tenant"
	fTenantPhone field = "tenantPhone"
	fOwnership   field = "ownership"
	fOccupancy   field = "occupancy"
	fDelivered   field = "delivered"
	fParking     field = "parking"
	fNote        field = "note"
)

// columnNames knows the names companies give their columns.
func columnNames() map[string]field {
	out := map[string]field{}
	for _, known := range []struct {
		field field
		names string
	}{
		{fSeq, "序号 编号 NO"},
		{fBuilding, "楼栋 栋号 楼号 幢号 楼栋号 楼幢 栋 幢 楼座 座号 座落楼栋 楼宇 楼宇名称 楼栋名称 楼幢号 栋座"},
		{fUnit, "单元 单元号 单元名称 门栋 梯号"},
		{fFloor, "楼层 层 所在层 所在楼层 楼层号"},
		{fRoom, "房号 室号 房间号 门牌号 房间 户号 室 房屋编号 房屋号 房间编号 门牌 商铺号"},
		{fAddress, "地址 房屋地址 坐落 房屋坐落 房产地址 房屋 房屋信息 房产 房屋位置 物业地址 房屋全称 房产名称"},
		{fKind, "房屋类型 类型 用途 业态 房屋用途 物业类型 房产类型"},
		{fLayout, "户型 房型"},
		{fArea, "建筑面积 面积 建面 产权面积 房屋面积 收费面积 计费面积"},
		{fInnerArea, "套内面积 使用面积 套内 套内建筑面积 室内面积"},
		{fOwner, "业主姓名 业主 姓名 户主 产权人 权利人 户主姓名 业主名称 产权人姓名 房主 客户姓名 客户名称"},
		{fPhone, "联系电话 电话 手机 手机号 手机号码 联系方式 业主电话 电话号码 业主联系电话 联系手机 移动电话"},
		{fCoOwner, "共有人 共有产权人 共同产权人 共有人姓名 其他产权人"},
		{fTenant, "租户 租户姓名 承租人 租客 租客姓名 承租人姓名"},
		{fTenantPhone, "租户电话 承租人电话 租客电话 租户联系电话 租户手机"},
		{fOwnership, "产权性质 房屋性质 产权类型 权属性质"},
		{fOccupancy, "入住情况 入住状态 房屋状态 居住情况 使用状态 入住 使用情况 居住状态"},
		{fDelivered, "交付日期 交房日期 交房时间 入住日期 收房日期 交付时间 收房时间 入住时间 接房日期"},
		{fParking, "车位号 车位 车位编号 停车位"},
		{fNote, "备注 说明 附注"},
	} {
		for name := range strings.FieldsSeq(known.names) {
			out[name] = known.field
		}
	}
	return out
}

var bracketed = regexp.MustCompile(`[(（\[【][^)）\]】]*[)）\]】]`)

// headerName strips what decorates a column name: 建筑面积（㎡）*, 业主 姓名.
func headerName(cell string) string {
	s := bracketed.ReplaceAllString(cell, "")
	s, _, _ = strings.Cut(s, "/")
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("*＊:：㎡", r) {
			return -1
		}
		return r
	}, s))
}

// header maps columns of a sheet to fields.
type header map[int]field

// findHeader recognises a header row: a room or address column and at least
// two more known names. It answers nil for any other row.
func findHeader(names map[string]field, cells []string) header {
	h, seen := header{}, map[field]bool{}
	for i, c := range cells {
		if len(c) == 0 || len(c) > 120 {
			continue
		}
		if f, ok := names[headerName(c)]; ok && !seen[f] {
			h[i], seen[f] = f, true
		}
	}
	if len(h) < 3 || (!seen[fRoom] && !seen[fAddress]) {
		return nil
	}
	return h
}

// repeats reports that a row is the header again, as on each printed page.
func (h header) repeats(names map[string]field, cells []string) bool {
	for i, f := range h {
		if f == fRoom || f == fAddress {
			if i >= len(cells) || names[headerName(cells[i])] != f {
				return false
			}
		}
	}
	return true
}

func (h header) columns(cells []string) []Column {
	var out []Column
	for i, c := range cells {
		if c = tidy(c); c != "" {
			out = append(out, Column{Header: shorten(c, maxCellRunes), Field: string(h[i])})
		}
	}
	return out
}

// values are the cells of one row by their meaning, tidied.
type values map[field]string

func (h header) pick(cells []string) values {
	v := values{}
	for i, c := range cells {
		if f, ok := h[i]; ok {
			if c = unquote(tidy(c)); c != "" {
				v[f] = c
			}
		}
	}
	return v
}

// unquote drops the apostrophe that an export puts before a formula.
func unquote(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.ContainsRune(formulaStart, rune(s[1])) {
		return s[1:]
	}
	return s
}

// empty reports that nothing but a running number was filled in.
func (v values) empty() bool {
	return len(v) == 0 || (len(v) == 1 && v[fSeq] != "")
}

func (v values) noHouse() bool {
	return v[fRoom] == "" && v[fAddress] == "" && v[fArea] == ""
}

var (
	totals  = regexp.MustCompile(`^(本页)?(合计|总计|小计|共计|总和)`)
	remarks = regexp.MustCompile(`制表|填表|审核|填报|经办|说明|^注[:：]|^备注[:：]|盖章|日期[:：]`)
)

// isTotal looks at the first three filled cells.
func isTotal(cells []string) bool {
	n := 0
	for _, c := range cells {
		if c = tidy(c); c == "" {
			continue
		}
		if totals.MatchString(headerName(c)) {
			return true
		}
		if n++; n == 3 {
			return false
		}
	}
	return false
}

// isRemark recognises signatures and notes below the table.
func isRemark(cells []string) bool {
	return slices.ContainsFunc(cells, remarks.MatchString)
}

// tidy trims, makes inner white space single and drops control characters.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
}

func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}
