package house

import "strings"

// exportColumn is one column of the exported ledger. The titles are names the
// importer knows, so that an export can be edited and imported again.
type exportColumn struct {
	field field
	title string
	width float64
}

func exportColumns() []exportColumn {
	return []exportColumn{
		{fBuilding, "楼栋", 10}, {fUnit, "单元", 8}, {fFloor, "楼层", 6}, {fRoom, "房号", 10}, {fKind, "房屋类型", 10},
		{fLayout, "户型", 12}, {fArea, "建筑面积", 10}, {fInnerArea, "套内面积", 10}, {fOwner, "业主姓名", 16},
		{fPhone, "联系电话", 24}, {fCoOwner, "共有人", 16}, {fTenant, "租户姓名", 16}, {fTenantPhone, "租户电话", 24},
		{fOwnership, "产权性质", 10}, {fOccupancy, "入住情况", 10}, {fDelivered, "交付日期", 12}, {fParking, "车位号", 12},
		{fNote, "备注", 30},
	}
}

// formulaStart are the characters that make a spreadsheet calculate a text.
const formulaStart = "=+-@\t\r"

// harmless is s as a cell that is never a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune(formulaStart, rune(s[0])) {
		return "'" + s
	}
	return s
}
