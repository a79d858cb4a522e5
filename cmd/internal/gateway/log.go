package gateway

import (
	"compress/gzip"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"golang.org/x/mod/sumdb/tlog"

	"hourline/ledger"
	"hourline/ledger/proof"
)

const logPath = "/log/"

// publicLog shows the bank's log to anybody who asks to read.
func (a *App) publicLog() func(http.Handler) http.Handler {
	log := a.logRoutes()
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, logPath) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
				log.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// logRoutes are those of c2sp.org/tlog-tiles. Who reads all of it keeps no
// caller waiting: at most two are read for at once.
func (a *App) logRoutes() http.Handler {
	r := chi.NewRouter()
	r.Use(a.catch, middleware.GetHead)
	r.Get(logPath+"checkpoint", a.checkpoint)
	tiles := r.With(middleware.ThrottleBacklog(2, 64, 5*time.Second))
	tiles.Get(logPath+"tile/{level}/*", func(w http.ResponseWriter, r *http.Request) {
		if _, err := strconv.Atoi(chi.URLParam(r, "level")); err != nil {
			a.noTile(w)
			return
		}
		a.tile(w, r, chi.URLParam(r, "level"))
	})
	leaves := tiles.With(middleware.Compress(gzip.DefaultCompression, octets))
	leaves.Get(logPath+"tile/entries/*", func(w http.ResponseWriter, r *http.Request) { a.tile(w, r, "data") })
	return r
}

const octets = "application/octet-stream"

func (a *App) checkpoint(w http.ResponseWriter, _ *http.Request) {
	signed := a.published()
	if signed == nil {
		a.noTile(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(signed)
}

// published is the checkpoint that everybody reads: with witnesses, the one that
// they were asked for last.
func (a *App) published() []byte {
	if a.witnesses != nil {
		return a.witnesses.Published()
	}
	return a.Centre.Bank.Checkpoint()
}

// tile answers with a tile for ever: whatever a checkpoint covers never
// changes.
func (a *App) tile(w http.ResponseWriter, r *http.Request, level string) {
	t, err := tlog.ParseTilePath("tile/" + strconv.Itoa(proof.Height) + "/" + level + "/" + chi.URLParam(r, "*"))
	if err != nil {
		a.noTile(w)
		return
	}
	data, err := a.Centre.Bank.LogTile(r.Context(), t)
	switch {
	case errors.Is(err, ledger.ErrNoTile):
		a.noTile(w)
	case err != nil:
		if r.Context().Err() == nil {
			a.log.Error("the log cannot be read", "tile", t.Path(), "error", err)
		}
		http.Error(w, "try again", http.StatusServiceUnavailable)
	default:
		w.Header().Set("Content-Type", octets)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("Content-Length", strconv.Itoa(len(data))) // gone when it is compressed
		w.Write(data)
	}
}

// noTile is what nobody may remember: it may be there in a second.
func (a *App) noTile(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "no checkpoint covers this", http.StatusNotFound)
}
