package care

import (
	"errors"
	"fmt"
	"testing"
)

// errNothingKept ends a transaction whose work is not to stay.
var errNothingKept = errors.New("nothing is to be kept")

// crowd puts volunteers into the books, so many in each community.
func (h *house) crowd(communities, each int) {
	h.t.Helper()
	for c := range communities {
		h.must(h.write(ctx, func(v *verb) error {
			for i := range each {
				m := Member{Name: fmt.Sprintf("志愿者%d", i), Roles: Volunteer, Community: fmt.Sprintf("社区%d", c),
					Phones: []Phone{Phone(fmt.Sprintf("+86139%04d%04d", c, i))}}
				if _, _, err := v.enrol(m, Member{}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// BenchmarkRing chooses whom to ask next among 10,000 volunteers: as in most
// communities, in one single community, when half do not do what is asked, and
// on a day on which nobody is free, the worst there is.
func BenchmarkRing(b *testing.B) {
	for _, c := range []struct {
		name              string
		communities, each int
		spoil             string // a statement on all volunteers
	}{
		{"communities=20", 20, 500, ""},
		{"communities=1", 1, 10_000, ""},
		{"half-suit", 20, 500, `UPDATE members SET flags = 'no-home' WHERE id % 2 = 0 AND roles = 2`},
		{"nobody-free", 20, 500, `INSERT INTO visits (request, volunteer, code, door_word, planned_at, planned_minutes, accepted_at, open)
			SELECT 1, id, '', 0, 86400000 + (SELECT created_at FROM requests), 480, 0, 0 FROM members WHERE roles = 2`},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := houseFor(b, func(o *Config) { o.Chance = nil })
			wang := h.addTo("社区0", "王奶奶", Elder, phone(0))
			h.crowd(c.communities, c.each)
			h.orders("# [[dispatch.near]]", "[[dispatch.near]]", `# communities = ["翠湖社区", "莲花社区"]`, `communities = ["社区0", "社区1", "社区2"]`)
			r := h.wants(wang, Home, Tomorrow)
			if c.spoil != "" {
				h.must(h.write(ctx, func(v *verb) error {
					_, err := v.Exec(c.spoil)
					return err
				}))
			}
			size := 0
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				err := h.write(ctx, func(v *verb) error {
					ring, err := v.chooseRing(r, wang)
					size = len(ring)
					return errors.Join(err, errNothingKept)
				})
				if !errors.Is(err, errNothingKept) {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			if free := c.name != "nobody-free"; free != (size == 8) {
				b.Fatalf("a ring of %d", size)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms")
		})
	}
}
