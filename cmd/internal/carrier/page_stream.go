package carrier

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// pulse is how often a quiet stream says that it lives, and the time. It runs
// on the machine's own clock.
const pulse = 2 * time.Second

// wallTime is how moments go to the page: as the clock on the network's wall
// shows them, wherever the browser stands.
const wallTime = "2006-01-02T15:04:05"

// What goes over a stream. Numbers are masked, or named by whom they reach.
type (
	// A snapshot is all there is to see, sent first.
	snapshot struct {
		Phones []phoneSnapshot `json:"phones"`
	}
	phoneSnapshot struct {
		phoneState
		Heard []string    `json:"heard"`
		Texts []textShown `json:"texts"`
	}
	// A phoneState is sent whenever it changes.
	phoneState struct {
		Name      string    `json:"name"`
		Phase     Phase     `json:"phase"`
		Peer      string    `json:"peer,omitempty"`
		Listening bool      `json:"listening"`
		Behaviour Behaviour `json:"behaviour"`
	}
	textShown struct {
		At       string `json:"at"`
		Peer     string `json:"peer"`
		Body     string `json:"body"`
		Received bool   `json:"received"`
	}
	// A happening is an Event.
	happening struct {
		Name string `json:"name"`
		At   string `json:"at"`
		Kind Kind   `json:"kind"`
		Peer string `json:"peer,omitempty"`
		Text string `json:"text,omitempty"`
		Clip string `json:"clip,omitempty"`
	}
	// A networkState is sent with every pulse.
	networkState struct {
		Now      string         `json:"now"`
		Troubles map[string]int `json:"troubles"`
	}
)

// A message is one server-sent event.
type sseMessage struct {
	event string
	data  any
}

// A stream tells one browser what happens.
type stream struct {
	p     *pageServer
	voice *voice
	seen  int64                 // Seq of the latest event told
	told  map[string]phoneState // nil before the snapshot
}

// events is a stream of server-sent events: a snapshot, then what happens.
func (p *pageServer) events(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // the host's deadline, if any, is for short answers
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	_, _ = fmt.Fprint(w, "retry: 1000\n\n") // a browser that lost the stream asks again after a second
	s := &stream{p: p, voice: p.voiceOf(r)}
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		messages, fresh := s.news()
		if writeEvents(w, messages) != nil || out.Flush() != nil {
			return // the browser is gone
		}
		select {
		case <-fresh:
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-p.n.ctx.Done():
			return
		}
	}
}

func writeEvents(w http.ResponseWriter, messages []sseMessage) error {
	for _, m := range messages {
		data, err := json.Marshal(m.data)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", m.event, data); err != nil {
			return err
		}
	}
	return nil
}

// news is what the browser has not been told, and a channel that is closed
// when there is more.
func (s *stream) news() (messages []sseMessage, fresh <-chan struct{}) {
	n := s.p.n
	n.mu.Lock()
	defer n.mu.Unlock()
	if s.told == nil {
		messages = append(messages, sseMessage{"snapshot", s.snapshot()})
	} else {
		messages = append(s.happenings(), s.changes()...)
	}
	s.seen = n.events.last
	now := networkState{n.cfg.Now().Format(wallTime), countTroubles(&n.wrong)}
	return append(messages, sseMessage{"network", now}), n.events.fresh
}

// snapshot is everything at this moment. The caller holds n.mu.
func (s *stream) snapshot() snapshot {
	s.told = map[string]phoneState{}
	shot := snapshot{Phones: []phoneSnapshot{}}
	for _, h := range s.p.n.handsets {
		phone := phoneSnapshot{phoneState: s.state(h), Heard: h.heard, Texts: []textShown{}}
		for _, t := range h.thread {
			phone.Texts = append(phone.Texts, textShown{t.At.Format(wallTime), s.nameOf(t.Peer), t.Body, t.Received})
		}
		s.told[h.Name] = phone.phoneState
		shot.Phones = append(shot.Phones, phone)
	}
	return shot
}

// happenings are the events since the last look. The caller holds n.mu.
func (s *stream) happenings() (messages []sseMessage) {
	for _, e := range s.p.n.events.since(s.seen) {
		messages = append(messages, sseMessage{"happened", happening{
			Name: e.Handset, At: e.At.Format(wallTime), Kind: e.Kind, Peer: s.nameOf(e.Peer), Text: e.Text, Clip: e.Clip,
		}})
	}
	return messages
}

// changes are the handsets whose state is not what the browser was told. Not
// every change is an event. The caller holds n.mu.
func (s *stream) changes() (messages []sseMessage) {
	for _, h := range s.p.n.handsets {
		if state := s.state(h); s.told[h.Name] != state {
			s.told[h.Name] = state
			messages = append(messages, sseMessage{"state", state})
		}
	}
	return messages
}

// state is how a handset stands. The caller holds n.mu.
func (s *stream) state(h *Handset) phoneState {
	state := phoneState{Name: h.Name, Phase: h.phase, Listening: h.listening, Behaviour: h.behaviour}
	if h.call != nil {
		state.Peer = s.nameOf(h.call.peerOf(h))
	}
	return state
}

// nameOf is how people call a number: by its memory key, by the label of its
// handset, or masked. The caller holds n.mu.
func (s *stream) nameOf(number string) string {
	for _, key := range s.p.o.Dials {
		if key.E164 == number {
			return s.voice.pick(key.Chinese, key.English)
		}
	}
	if h := s.p.n.handset(number); h != nil && number != "" {
		return h.Label
	}
	if number == Anonymous {
		return s.voice.say("anonymous")
	}
	return mask(number)
}
