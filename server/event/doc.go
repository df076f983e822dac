// Package event holds the plain structs that one capability tells another:
// what happened (outbox events), what people are to be told, and the small
// views that capabilities answer each other with. It holds no logic.
package event
