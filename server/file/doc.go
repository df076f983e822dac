// Package file keeps the pictures that people upload: evidence for a binding,
// photos of a repair.
//
//	uploaded (its owner's alone) ──Attach──▶ attached to one object
//	    └── not attached within a day ──▶ deleted
//
// A picture is private. Whoever may see the object it is attached to gets
// signed links that end after a while; the link, not a session, opens it,
// because an <image> tag sends no token.
package file
