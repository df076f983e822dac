package file

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"zhijian/server/event"
	"zhijian/server/platform/auth"
	"zhijian/server/platform/httpx"
	"zhijian/server/platform/ids"
	"zhijian/server/platform/storage"
)

type uploadIn struct {
	RawBody huma.MultipartFormFiles[uploadForm]
}

type uploadForm struct {
	File    huma.FormFile `form:"file" required:"true"`
	Purpose string        `form:"purpose" required:"true" enum:"repair,binding,bill,meter,notice,payment"`
}

type uploadOut struct{ Body event.File }

const maxUpload = 11 << 20 // a picture of 10 MiB in its multipart envelope

// MountApp adds the residents' operations and the links themselves.
func (s *Service) MountApp(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "uploadFile", Method: http.MethodPost, Path: "/app/v1/files", Summary: "Upload a picture", Tag: "file",
		Policy: auth.ForResidents(), Status: http.StatusCreated, MaxBody: maxUpload, Limits: []httpx.Limit{{N: 60, Per: time.Minute}}}, s.postFile)
}

// MountAdmin adds the staff's operations. A picture is its uploader's own until
// an operation with a permission of its own takes it: a repair, a meter, a voucher.
func (s *Service) MountAdmin(api *httpx.API) {
	httpx.Register(api, httpx.Op{ID: "staffUploadFile", Method: http.MethodPost, Path: "/admin/v1/files", Summary: "Upload a picture", Tag: "file",
		Policy: auth.ForAnyStaff(), Status: http.StatusCreated, MaxBody: maxUpload, Limits: []httpx.Limit{{N: 120, Per: time.Minute}}}, s.postFile)
}

func (s *Service) postFile(ctx context.Context, in *uploadIn) (*uploadOut, error) {
	form := in.RawBody.Data()
	if form.File.File == nil {
		return nil, ErrMissing
	}
	defer func() { _ = form.File.Close() }() // read only
	f, err := s.Upload(ctx, auth.From(ctx), form.Purpose, form.File)
	return &uploadOut{f}, err
}

// MountLinks serves signed links. They are plain routes: an <image> tag sends
// neither token nor cookie, the signature is the right.
func (s *Service) MountLinks(r gin.IRouter) {
	r.GET("/files/:id", func(c *gin.Context) { s.serve(c, false) })
	r.GET("/files/:id/thumb", func(c *gin.Context) { s.serve(c, true) })
}

func (s *Service) serve(c *gin.Context, thumb bool) {
	if err := s.Store.Verify(c.Request.URL.Path, c.Query("e"), c.Query("s"), s.Now()); err != nil {
		httpx.Refuse(c, err)
		return
	}
	id, err := ids.Parse(c.Param("id"))
	if err != nil {
		httpx.Refuse(c, storage.ErrNotFound)
		return
	}
	p, err := s.store.get(c.Request.Context(), id)
	if err != nil {
		httpx.Refuse(c, storage.ErrNotFound.Because(err))
		return
	}
	key := p.FileKey
	if thumb {
		key = p.ThumbKey
	}
	body, size, err := s.Store.Open(c.Request.Context(), key)
	if err != nil {
		httpx.Refuse(c, err)
		return
	}
	defer func() { _ = body.Close() }() // read only
	h := c.Writer.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	if _, err := io.Copy(c.Writer, body); err != nil && !errors.Is(err, context.Canceled) {
		_ = c.Error(err) // the client went away
	}
}
