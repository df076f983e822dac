// Package paysandbox is a WeChat Pay of our own. It speaks API v3 with real
// signatures and real sealing, so that the client has nothing to skip and the
// tests are honest: it checks every request's signature, signs every answer,
// delivers notices on WeChat's schedule until somebody answers 200 or 204,
// sends probes with a wrong signature, knows the rules of refunds, and issues
// bills the next day after ten.
//
// What goes wrong at WeChat can be asked for with a Scenario. It does not
// start in production.
package paysandbox
