package faults

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Seals are the checkpoints of the log that a neighbour has copied all day,
// in the order in which they were published.
type seals struct {
	notes       []string
	stop, ended chan struct{}
}

// copySeals begins to copy them.
func (g *gateway) copySeals() *seals {
	s := &seals{stop: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
		for {
			if note := checkpoint(client, "http://"+g.public+"/log/checkpoint"); note != "" && (len(s.notes) == 0 || note != s.notes[len(s.notes)-1]) {
				s.notes = append(s.notes, note)
			}
			select {
			case <-s.stop:
				return
			case <-time.After(25 * time.Millisecond):
			}
		}
	}()
	return s
}

// checkpoint is what is published at present; empty while nobody answers.
func checkpoint(client *http.Client, url string) string {
	res, err := client.Get(url)
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	if note, err := io.ReadAll(res.Body); err == nil && res.StatusCode == http.StatusOK {
		return string(note)
	}
	return ""
}

// close ends it.
func (s *seals) close() {
	close(s.stop)
	<-s.ended
}

// sealed: the log holds every checkpoint that was ever published, each of them
// over more than the one before. That the entries are those that were signed is
// for "verify" to say, which holds all of them against the log.
func (b books) sealed(s *seals) (f finding, err error) {
	f = finding{what: "checkpoint published", claims: len(s.notes)}
	last := int64(-1)
	for _, note := range s.notes {
		var size int64
		if _, err := fmt.Sscanf(strings.SplitAfterN(note, "\n", 3)[1], "%d", &size); err != nil {
			return f, fmt.Errorf("%q: %w", note, err)
		}
		n, err := b.count(`SELECT count(*) FROM checkpoints WHERE note = $1 AND size = $2`, note, size)
		if err != nil {
			return f, err
		}
		if n == 0 {
			f.lost = append(f.lost, fmt.Sprintf("that of %d entries", size))
		}
		if size <= last {
			f.doubled = append(f.doubled, fmt.Sprintf("%d entries after %d", size, last))
		}
		last = size
	}
	return f, nil
}
