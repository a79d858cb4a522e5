package ivr

import "net/http"

// Answered is one answer to the carrier, for whoever counts them.
type Answered struct {
	Dialog  string // in which the caller was
	Rescued bool   // something broke, and the caller was passed on to a person
}

// turned tells of the answer to r.
func (h *Handler) turned(r *http.Request, err error) {
	if h.Turned == nil {
		return
	}
	dialog := Hotline.Name
	if d := dialogNamed(r.URL.Query().Get("d")); d != nil {
		dialog = d.Name
	}
	h.Turned(Answered{Dialog: dialog, Rescued: err != nil})
}
