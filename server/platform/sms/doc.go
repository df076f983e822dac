// Package sms sends text messages by template. There is no provider yet: a
// Sender for one comes beside Sandbox, which keeps messages in memory so that
// a demo can show them on the page and tests can read them.
package sms
