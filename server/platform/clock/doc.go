// Package clock is the only place that reads the machine's time.
//
// Times are UTC in whole milliseconds, as the database keeps them. Business
// dates (a bill's period, a booking's day) are Asia/Shanghai calendar dates.
package clock
