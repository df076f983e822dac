// Package notice keeps the notices (公告) of the property: what everybody of a
// community, or of some buildings, units or houses, should know.
//
//	draft ──publish──▶ checking ──pass──▶ published ──withdraw──▶ withdrawn
//	  ▲  │                │ │                 ▲   └──shown-until──▶ ended
//	  │  │                │ └─review─▶ review ┤approve
//	  │  │                └──risky─┐     │
//	  │  └─discard▶ discarded      ▼     │refuse
//	  └────────edit───────────── blocked ◀
//
// Nobody sees a notice before its text was checked. The task notice:check asks
// WeChat, in the name of the maker's own WeChat account; when there is none, or
// WeChat does not answer in time, a person decides (review). WeChat's "too
// often" makes the task come back later, so that a flood waits in the outbox.
//
// With publication the home pages get a card, and notify tells the audience in
// batches; the notice has a page and a list of its own, and counts who opened it.
//
// Who may: notice.read sees the desk's list, notice.write makes and changes
// drafts, notice.publish publishes, approves, refuses and withdraws. An urgent
// notice, which reaches every phone at any hour, is published by another person
// than its maker. Residents see what is published for a place of theirs.
package notice
