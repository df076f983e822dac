package repair

import "zhijian/server/platform/ids"

// Sampled is for the test of the sample's size.
func Sampled(id ids.ID) bool { return sampled(id) }

// Cursor is where a page that ended with o goes on.
func (f Filter) Cursor(o Order) string { return f.cursor(o) }
