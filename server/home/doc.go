// Package home is the first page of the residents and the workbench of the
// staff: what is to be done, on one screen.
//
// A resident's page is a read model. Whoever changes something that belongs
// there puts or removes a card in the same transaction; the page is then one
// query over the person's rows (cards, the unread counter, the notices of the
// communities, buildings, units and houses), and no query at all within a minute when nothing changed.
// A change made through this process is seen at once; app wires Forget to the
// realtime signal of each user, so that other processes follow.
//
// What the page may show is decided by the actor of the request: a cached page
// is used only while the actor's houses are those it was made for.
package home
