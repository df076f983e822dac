package auth

import "context"

// Origin is where a request came from, for event rows, limits and the audit.
type Origin struct {
	RequestID string
	IP        string
	Device    string // what the client calls itself, at most 120 characters
}

type originKey struct{}

// WithOrigin puts the origin into the context.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginFrom is the origin of the context, zero for background work.
func OriginFrom(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}
