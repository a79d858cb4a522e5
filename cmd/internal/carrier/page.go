package carrier

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"
)

// PageOptions say what the handset page shows besides the handsets.
type PageOptions struct {
	Title string    // whose telephones these are; empty means just "Telephones"
	Dials []DialKey // what every handset can dial with one key
	Rows  []PageRow // who stands with whom; handsets in no row come last

	// Papers are what people have at hand besides, asked at every look. Nil: nothing.
	Papers func() []Paper

	// Jump moves the policy clock on. Nil hides the buttons for it.
	Jump func(time.Duration)
}

// A Paper is a page of its own that the handset page names.
type Paper struct {
	Chinese, English string
	Path             string
}

// A DialKey is a memory key of a handset: one press calls E164.
type DialKey struct {
	Chinese, English string
	E164             string
	Urgent           bool // shown in red
}

// A PageRow is a group of handsets on the page, by their names.
type PageRow struct {
	Chinese, English string
	Handsets         []string
}

//go:embed page
var pageFiles embed.FS

// contentPolicy lets the page use nothing but its own files. Only sounds may
// come from elsewhere: a Play is fetched from the customer.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"media-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// maxForm is the largest form that the page may post.
const maxForm = 16 << 10

// A pageServer shows a network in the browser. It does not change.
type pageServer struct {
	n      *Network
	o      PageOptions
	voices map[string]*voice // by language
}

// Page is the handset page: telephones in the browser, for whoever plays the
// people. It is to be mounted at the root of a listener that only trusted
// people reach, and knows no password; but it refuses what another site asks a
// browser to do. Its open streams end when the network is closed.
func (n *Network) Page(o PageOptions) http.Handler {
	p := &pageServer{n: n, o: o, voices: loadVoices()}
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(p.act(func(*http.Request) error { return errOtherSite }))

	r := chi.NewRouter()
	r.Use(pageHeaders, guard.Handler)
	r.Get("/", p.index)
	r.Get("/events", p.events)
	r.Get("/static/{file}", serveStatic)
	r.Post("/handsets/{name}/{action}", p.act(p.handle))
	r.Post("/network", p.act(p.trouble))
	r.Post("/clock", p.act(p.jump))
	return r
}

func serveStatic(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, pageFiles, "page/static/"+chi.URLParam(r, "file"))
}

func pageHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// What index.html is filled with.
type (
	indexView struct {
		Title    string
		Words    string // JSON, for the scripts
		Rows     []rowView
		CanJump  bool
		Troubles []trouble
		Papers   []paperView
	}
	paperView struct{ Label, Path string }
	dialView  struct {
		Index  int
		Label  string
		Urgent bool
	}
	rowView struct {
		Label  string
		Phones []phoneView
	}
	phoneView struct {
		Name, Label, Number string
		Landline            bool
		Dials               []dialView
		Keys                []string
	}
)

// keypad is in the order in which keys lie on a telephone.
var keypad = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"}

func (p *pageServer) index(w http.ResponseWriter, r *http.Request) {
	v := p.voiceOf(r)
	rememberLanguage(w, r)
	view := indexView{
		Title: p.o.Title, Words: v.json, Rows: p.rows(v),
		CanJump: p.o.Jump != nil, Troubles: troubles,
	}
	if p.o.Papers != nil {
		for _, paper := range p.o.Papers() {
			view.Papers = append(view.Papers, paperView{v.pick(paper.Chinese, paper.English), paper.Path})
		}
	}
	var body bytes.Buffer
	if err := v.index.Execute(&body, view); err != nil {
		p.n.cfg.Logger.Error("handset page", "error", err)
		http.Error(w, "the page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = body.WriteTo(w) // the browser is gone
}

func (p *pageServer) dials(v *voice) (views []dialView) {
	for i, key := range p.o.Dials {
		views = append(views, dialView{i, v.pick(key.Chinese, key.English), key.Urgent})
	}
	return views
}

// rows are the handsets in their groups. Those in no group form the last.
func (p *pageServer) rows(v *voice) []rowView {
	rest := p.n.Handsets()
	dials := p.dials(v)
	views := make([]rowView, 0, len(p.o.Rows)+1)
	for _, row := range p.o.Rows {
		view := rowView{Label: v.pick(row.Chinese, row.English)}
		for _, name := range row.Handsets {
			if i := slices.IndexFunc(rest, func(h *Handset) bool { return h.Name == name }); i >= 0 {
				view.Phones = append(view.Phones, viewPhone(rest[i], dials))
				rest = slices.Delete(rest, i, i+1)
			}
		}
		views = append(views, view)
	}
	if len(rest) == 0 {
		return views
	}
	others := rowView{Label: v.say("row_others")}
	for _, h := range rest {
		others.Phones = append(others.Phones, viewPhone(h, dials))
	}
	return append(views, others)
}

func viewPhone(h *Handset, dials []dialView) phoneView {
	return phoneView{Name: h.Name, Label: h.Label, Number: mask(h.E164), Landline: h.Landline, Dials: dials, Keys: keypad}
}

// parseIndex reads index.html, whose words are asked for with t.
func parseIndex(say func(string) (string, error)) *template.Template {
	t := template.New("index.html").Funcs(template.FuncMap{"t": say})
	return template.Must(t.ParseFS(pageFiles, "page/index.html"))
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps of strings come here
	}
	return string(text)
}
