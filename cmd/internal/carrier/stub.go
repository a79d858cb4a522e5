package carrier

import (
	"context"
	"io"
	"net/http"
	"time"
)

type call struct {
	*hand
	sid string
}
type message struct{}
type recording struct{}
type room struct{}
type optOut struct{}
type source struct{}
type fetched struct{}

func (c *call) peerOf(h *Handset) string { return "" }

func (n *Network) callIn(h *Handset, from, to string) {}
func (n *Network) textIn(h *Handset, to, body string) {}

func sayTime(string) time.Duration { return 0 }

// Handler is the REST interface.
func (n *Network) Handler() http.Handler { return http.NotFoundHandler() }

// A Script is a parsed story.
type Script struct{}

// ParseStory reads a story.
func ParseStory(io.Reader) (*Script, error) { return nil, io.EOF }

// Run plays a script.
func (s *Story) Run(ctx context.Context, script *Script) error { return nil }
