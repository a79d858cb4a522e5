package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A backup a day for two years, thinned out each time as it comes.
func TestOldBackupsAreThinnedOut(t *testing.T) {
	k := Keep{Days: 7, Weeks: 5, Months: 12}
	day := time.Date(2026, 1, 1, 3, 0, 0, 0, time.UTC)
	var all []Backup
	for n := range 730 {
		b := Backup{Path: day.AddDate(0, 0, n).Format(nameLayout), Manifest: Manifest{Taken: day.AddDate(0, 0, n)}}
		all = append([]Backup{b}, all...)
		for _, gone := range k.outdated(all, time.UTC) {
			all = slices.DeleteFunc(all, func(b Backup) bool { return b == gone })
		}
		if all[0] != b {
			t.Fatalf("the newest of day %d is removed", n)
		}
	}
	var ages []int
	for _, b := range all {
		ages = append(ages, int(all[0].Taken.Sub(b.Taken).Hours()/24))
	}
	// The last day is Friday, 31 December 2027: seven days, then Sundays, then ends of months.
	want := []int{0, 1, 2, 3, 4, 5, 6, 12, 19, 26, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 334}
	if !slices.Equal(ages, want) {
		t.Errorf("kept are those of %v days ago, want %v", ages, want)
	}
}

func TestOnlyTheNewestOfADayIsKept(t *testing.T) {
	place := time.FixedZone("Asia/Shanghai", 8*60*60)
	taken := func(hour int) Backup {
		at := time.Date(2026, 11, 25, hour, 0, 0, 0, place)
		return Backup{Path: at.UTC().Format(nameLayout), Manifest: Manifest{Taken: at.UTC()}}
	}
	all := []Backup{taken(23), taken(12), taken(1)} // of three days in UTC's eyes it would be two
	if gone := (Keep{Days: 7}).outdated(all, place); !slices.Equal(gone, all[1:]) {
		t.Errorf("removed are %v", gone)
	}
	if gone := (Keep{Months: 1}).outdated(all, place); !slices.Equal(gone, all[1:]) {
		t.Errorf("removed are %v", gone)
	}
}

func TestTheLastOfALogThatEndedIsKept(t *testing.T) {
	now := time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)
	of := func(daysAgo int, log string) Backup {
		return Backup{Manifest: Manifest{Taken: now.AddDate(0, 0, -daysAgo), Log: log}}
	}
	all := []Backup{of(0, "second"), of(1, "second"), of(2, "first"), of(3, "first")}
	if gone := (Keep{Days: 1}).outdated(all, time.UTC); !slices.Equal(gone, []Backup{all[1], all[3]}) {
		t.Errorf("removed are %v", gone)
	}
}

func TestNothingIsRemovedThatNoBackupOfThisBankWrote(t *testing.T) {
	bank, other, to := newBank(t, 1), newBank(t, 1), t.TempDir()
	yesterday := time.Now().Add(-24 * time.Hour)
	one := func(o *Options) { o.Keep = Keep{Days: 1} }
	foreign := other.backUp(to, one, at(yesterday.Add(-2*time.Minute)))
	noted := bank.backUp(to, one, at(yesterday.Add(-time.Minute)))
	write(t, filepath.Join(noted.Path, "note.txt"), "before the move")
	bare := filepath.Join(to, yesterday.Format(nameLayout))
	if err := os.Mkdir(bare, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(to, "hourline-2020-01-01T000000Z"), "a file")
	old := bank.backUp(to, one, at(yesterday.Add(time.Minute)))
	made := bank.backUp(to, one)
	same(t, "removed", made.Removed, old.Path)
	same(t, "left", made.Left, noted.Path)
	for _, path := range []string{foreign.Path, noted.Path, filepath.Join(noted.Path, Books), bare, filepath.Join(to, "hourline-2020-01-01T000000Z"), made.Path} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestHowManyAreKeptIsThreeNumbers(t *testing.T) {
	for _, wrong := range [][]int{nil, {7}, {7, 5}, {0, 0, 0}, {7, -1, 0}, {1, 2, 3, 4}} {
		if _, err := ParseKeep(wrong); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
	if k, err := ParseKeep([]int{1, 0, 0}); err != nil || k != (Keep{Days: 1}) {
		t.Errorf("%v, %v", k, err)
	}
}
