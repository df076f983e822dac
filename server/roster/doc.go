// Package roster is 排班: who may be sent to a repair order now, and when a
// community works at all.
//
//	a shift:  (none) ──add, copy a week, apply a pattern──► planned ──move──► planned
//	                                                          │ remove, or the worker leaves
//	                                                          ▼
//	                                                        (gone)
//
// A shift is duty 值班, on_call 备勤 or leave 请假. A worker is in one place at
// a time: no two of his shifts overlap, in whichever communities they are.
// That is kept by a row of roster_turns which every change of a worker's
// shifts locks first, because no portable index knows about overlaps.
//
// On shift at an instant is who has a duty or on_call shift over it. A
// community that has no shifts at all lets every worker with the skill count
// as on shift, and one that has recorded no skills lets every worker count as
// skilled, so that a new installation works without a roster.
//
// Who may: roster.read sees the roster of the own communities, roster.manage
// changes it; a worker is a staff member with repair.work there. Everybody
// sees the own shifts.
//
// At 18:00 the managers are told when tomorrow's working hours are not
// covered by a duty shift: once a day and community.
package roster
