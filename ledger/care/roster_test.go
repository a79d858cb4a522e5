package care

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWhoIsRung(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Fallback = phone(99) })
	wang := h.add("王奶奶", Elder, phone(1))
	first := h.add("王主任", Duty, phone(10))
	h.add("李主任", Duty, phone(10)) // one phone on the desk for both
	h.add("儿子", Duty, phone(1))   // at the elder's own phone
	second := h.add("赵主任", Duty|Elder, phone(11), phone(21))
	far := h.addTo("东陆", "孙主任", Duty, phone(12))
	lonely := h.addTo("西山", "周奶奶", Elder, phone(2))
	alone := h.addTo("北市", "吴主任", Duty, phone(13))
	for _, c := range []struct {
		name string
		from Phone
		want []Phone
	}{
		{"own community first, each phone once", wang.Phone(), []Phone{first.Phone(), second.Phone(), phone(99)}},
		{"a community without staff borrows", lonely.Phone(), []Phone{first.Phone(), phone(1), second.Phone(), far.Phone(), alone.Phone(), phone(99)}},
		{"staff in need are not rung", second.Phones[1], []Phone{first.Phone(), phone(1), phone(99)}},
		{"the only one of a community in need", alone.Phone(), []Phone{first.Phone(), phone(1), second.Phone(), far.Phone(), phone(99)}},
		{"a stranger", phone(55), []Phone{first.Phone(), phone(1), second.Phone(), far.Phone(), alone.Phone(), phone(99)}},
	} {
		k, err := h.Alarm(ctx, Alarm{Source: "text/" + c.name, Phone: c.from})
		h.must(err)
		var got []Phone
		for _, r := range k.Ladder.Responders {
			got = append(got, r.Phone)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestNobodyOnDutyIsAnAlarmOfItsOwn(t *testing.T) {
	var log bytes.Buffer
	h := newHouse(t, func(c *Config) { c.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
	k, err := h.Alarm(ctx, Alarm{Source: "call/CA1", Phone: phone(1), Call: "CA1"})
	h.must(err)
	if k.Progress.State != Ringing || !strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("%s; the log says %s", k.Progress.State, &log)
	}
	h.pass(time.Hour)
	if k, _ = h.Case(ctx, k.ID); k.Progress.State != Ringing {
		t.Errorf("it closed itself: %s", k.Progress.State)
	}
}

func TestFallbackIsRungWhenNobodyIsOnDuty(t *testing.T) {
	h := newHouse(t, func(c *Config) { c.Fallback = phone(99) })
	h.add("王奶奶", Elder, phone(1))
	_, err := h.Alarm(ctx, Alarm{Source: "call/CA1", Phone: phone(1), Call: "CA1"})
	h.must(err)
	if rows := h.hand(EmergencyLane); len(rows) != 1 || rows[0].Phone != phone(99) {
		t.Errorf("%+v", rows)
	}
}

func TestFrozenLadderDoesNotFollowTheRoster(t *testing.T) {
	w := newWard(t)
	k := w.key9()
	w.add("新主任", Duty, phone(30))
	_, err := w.Import(ctx, strings.NewReader("name,roles,phones\n王主任,elder,"+string(phone(10))+"\n"), ImportOptions{}) // retired
	w.must(err)
	w.pass(30 * time.Second)
	w.wantRung(0, 1, 2, 3)
	if got := w.stands(k).Ladder.Responders; len(got) != 4 || got[0].Name != "王主任" {
		t.Errorf("%+v", got)
	}
}
