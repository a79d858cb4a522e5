package main

import (
	"bytes"
	"testing"
)

func TestColumnsStandUnderEachOtherInEveryScript(t *testing.T) {
	tab := table{right: "-r-"}
	tab.row("名字", "分", "rest")
	tab.row("Zoé", "1200", "")
	tab.row("王奶奶", "+5", "x")
	var out bytes.Buffer
	if err := tab.print(&out); err != nil {
		t.Fatal(err)
	}
	want := "名字      分  rest\nZoé     1200\n王奶奶    +5  x\n"
	if out.String() != want {
		t.Errorf("printed:\n%s", out.String())
	}
}

func TestMinutesAreSaidAsHours(t *testing.T) {
	for minutes, want := range map[int64]string{0: "0 min", 45: "45 min", 60: "1 h", 150: "2 h 30 min", 90000: "1500 h", -45: "-45 min", -150: "-2 h 30 min"} {
		if got := hours(minutes); got != want {
			t.Errorf("%d minutes are %q, want %q", minutes, got, want)
		}
	}
}
