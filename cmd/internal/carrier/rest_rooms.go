package carrier

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"
)

func (n *Network) listConferences(r *http.Request) (any, *restError) {
	params, refusal := readParams(r, slices.Concat(pagingParams, []string{"FriendlyName", "Status"})...)
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	found := newestFirst(n.rooms, func(room *room) bool {
		return matches(params, "FriendlyName", room.name) && matches(params, "Status", room.state)
	})
	return page(r, "conferences", found, func(room *room) string { return room.sid }, func(room *room) any { return room.json() }), nil
}

// findRoom is the conference that the request is about, by its SID or by the
// name of one that goes on. The caller holds n.mu.
func (n *Network) findRoom(r *http.Request) (*room, *restError) {
	wanted := chi.URLParam(r, "sid")
	for _, room := range slices.Backward(n.rooms) {
		if room.sid == wanted || room.name == wanted && room.state != completed {
			return room, nil
		}
	}
	return nil, errNotFound
}

func (n *Network) fetchConference(r *http.Request) (any, *restError) {
	n.mu.Lock()
	defer n.mu.Unlock()
	room, refusal := n.findRoom(r)
	if refusal != nil {
		return nil, refusal
	}
	return room.json(), nil
}

func (n *Network) listParticipants(r *http.Request) (any, *restError) {
	if _, refusal := readParams(r, pagingParams...); refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	room, refusal := n.findRoom(r)
	if refusal != nil {
		return nil, refusal
	}
	members := slices.Clone(room.members)
	return page(r, "participants", members, func(m *member) string { return m.call.sid }, func(m *member) any { return m.json(room) }), nil
}

// json is the room as Twilio shows it. The caller holds n.mu.
func (r *room) json() map[string]any {
	own := r.n.path("Conferences", r.sid)
	return map[string]any{
		"sid": r.sid, "account_sid": r.n.cfg.AccountSID, "api_version": apiVersion, "uri": own + ".json",
		"friendly_name": r.name, "status": r.state, "region": "us1",
		"date_created": stamp(r.created), "date_updated": stamp(latest(r.created, r.ended)),
		"subresource_uris": map[string]any{"participants": own + "/Participants.json"},
	}
}

// json is the member as Twilio shows it. The caller holds n.mu.
func (m *member) json(r *room) map[string]any {
	return map[string]any{
		"call_sid": m.call.sid, "conference_sid": r.sid, "account_sid": r.n.cfg.AccountSID, "label": orNull(m.label),
		"status": "connected", "muted": false, "hold": false, "coaching": false, "call_sid_to_coach": nil,
		"start_conference_on_enter": m.starts, "end_conference_on_exit": m.ends,
		"date_created": stamp(m.joined), "date_updated": stamp(m.joined), "queue_time": nil,
		"uri": r.n.path("Conferences", r.sid, "Participants", m.call.sid) + ".json",
	}
}

func (n *Network) fetchRecording(r *http.Request) (any, *restError) {
	n.mu.Lock()
	defer n.mu.Unlock()
	rec, ok := n.recordings.bySID[chi.URLParam(r, "sid")]
	if !ok {
		return nil, errNotFound
	}
	return map[string]any{
		"sid": rec.sid, "account_sid": n.cfg.AccountSID, "api_version": apiVersion, "call_sid": rec.call.sid,
		"duration": strconv.Itoa(rec.seconds), "status": completed, "channels": 1, "source": "RecordVerb",
		"date_created": stamp(rec.made), "date_updated": stamp(rec.made), "start_time": stamp(rec.made),
		"uri": n.path("Recordings", rec.sid) + ".json", "media_url": rec.url,
	}, nil
}

// serveRecording is the sound of a recording.
func (n *Network) serveRecording(w http.ResponseWriter, r *http.Request) {
	n.mu.Lock()
	rec, ok := n.recordings.bySID[chi.URLParam(r, "sid")]
	n.mu.Unlock()
	if !ok {
		n.refuse(w, errNotFound)
		return
	}
	w.Header().Set("Content-Type", "audio/x-wav")
	_, _ = w.Write(silence(rec.seconds)) // the client is gone
}
