package care

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkAlarm is the opening of a case in a district of 20,000 members, of
// whom 200 are staff in 40 communities, to its commit.
func BenchmarkAlarm(b *testing.B) {
	h := houseFor(b)
	var people strings.Builder
	people.WriteString("name,roles,phones,community\n")
	for i := range 20_000 {
		role := "elder"
		if i%100 == 0 {
			role = "duty"
		}
		fmt.Fprintf(&people, "%d,%s,+86138%08d,%d\n", i, role, 10_000_000+i, i%40)
	}
	if _, err := h.Import(ctx, strings.NewReader(people.String()), ImportOptions{}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		k, err := h.Alarm(context.Background(), Alarm{Source: fmt.Sprint("call/CA", i), Phone: Phone(fmt.Sprintf("+86138%08d", 10_000_001+i%90)), Call: fmt.Sprint("CA", i)})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := h.CloseCase(context.Background(), k.ID, Closing{Actor: "bench", Outcome: "bench"}); err != nil {
			b.Fatal(err)
		}
	}
}
