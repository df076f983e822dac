package main

import "time"

// watch measures how long something takes. The product's clock counts whole
// milliseconds, which is too coarse for one request.
type watch struct{ began time.Time }

func startWatch() watch { return watch{time.Now()} }

// clockNow is for rows that only have to look like the product's.
func clockNow() time.Time { return time.Now().UTC() }

func (w watch) took() time.Duration { return time.Since(w.began) }
