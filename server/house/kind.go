package house

import "strings"

// Kind is what a house is used for.
type Kind string

// The kinds of houses.
const (
	Flat   Kind = "flat"
	Shop   Kind = "shop"
	Garage Kind = "garage"
	Other  Kind = "other"
)

// Label is the kind in words.
func (k Kind) Label() string {
	switch k {
	case Flat:
		return "住宅"
	case Shop:
		return "商铺"
	case Garage:
		return "车位"
	case Other:
		return "其他"
	}
	return string(k)
}

// kindFrom reads a kind column or the words of an address; ok is false when
// the text says nothing about it.
func kindFrom(s string) (Kind, bool) {
	for _, w := range []struct {
		kind  Kind
		words []string
	}{
		{Garage, []string{"车位", "车库", "停车"}},
		{Shop, []string{"商铺", "店铺", "门面", "底商", "商业", "网点"}},
		{Other, []string{"物业用房", "设备", "储藏", "办公", "公共", "其他"}},
		{Flat, []string{"住宅", "洋房", "别墅", "公寓", "住房"}},
	} {
		for _, word := range w.words {
			if strings.Contains(s, word) {
				return w.kind, true
			}
		}
	}
	return "", false
}
