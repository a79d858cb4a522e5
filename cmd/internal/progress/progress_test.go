package progress

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestTheBarShowsHowFarTheCheckIs(t *testing.T) {
	began := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var screen bytes.Buffer
	b := Bar{out: &screen, then: "and now the file", began: began}
	b.draw(began.Add(2*time.Second), 500_000, 1_000_000)
	if want := strings.Repeat("█", 15) + strings.Repeat("░", 15) + " 500,000 of 1,000,000 entries, 250,000 a second"; !strings.HasSuffix(screen.String(), want) {
		t.Errorf("%q, want %q", screen.String(), want)
	}
	screen.Reset()
	b.draw(began.Add(2*time.Second+time.Millisecond), 500_001, 1_000_000)
	if screen.Len() > 0 {
		t.Errorf("drawn again at once: %q", screen.String())
	}
	b.draw(began.Add(4*time.Second), 1_000_000, 1_000_000)
	b.Clear()
	if screen.String() != "\r\x1b[Kand now the file\r\x1b[K" {
		t.Errorf("the line is not cleared: %q", screen.String())
	}
}

func TestNothingIsShownToNobody(t *testing.T) {
	b := New(&bytes.Buffer{}, "")
	if b != nil {
		t.Error("there is no terminal to draw on")
	}
	b.Draw(1, 2)
	b.Clear()
}
