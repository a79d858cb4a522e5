package care

import "errors"

// SignalPolicy says from when on something is so odd that a person looks.
type SignalPolicy struct {
	At    TimeOfDay `toml:"at"`    // every day, when the visits are looked at
	Days  int       `toml:"days"`  // that count, before that moment
	Again Duration  `toml:"again"` // before the same is shown again

	Overlap   Duration `toml:"overlap"`    // of two visits of one volunteer
	Often     int      `toml:"often"`      // visits of one volunteer to one elder
	Trading   int      `toml:"trading"`    // visits each way, of two who visit one another
	SameTimes int      `toml:"same_times"` // days on which a volunteer begins and ends at the same minutes
	Way       Duration `toml:"way"`        // the least that it takes from one community to another
	OldCells  int      `toml:"old_cells"`  // told in one visit from a card that was replaced

	Quick          int      `toml:"quick"`        // keys after a volunteer's visits that come
	QuickWithin    Duration `toml:"quick_within"` // of the answer to the call: nobody can have listened
	QuickPercent   int      `toml:"quick_percent"`
	Doubted        int      `toml:"doubted"` // visits of a volunteer that elders say were not so
	DoubtedPercent int      `toml:"doubted_percent"`
	Unlike         int      `toml:"unlike"` // visits without a key, or without a call from the home, where others have them
	UnlikePercent  int      `toml:"unlike_percent"`

	ByHand          int `toml:"by_hand"` // entries of one member of staff
	ByHandPercent   int `toml:"by_hand_percent"`
	Favour          int `toml:"favour"` // of them for one volunteer
	FavourPercent   int `toml:"favour_percent"`
	Vouching        int `toml:"vouching"` // of two of the staff for one another
	VouchingPercent int `toml:"vouching_percent"`
}

// check refuses numbers at which everybody would be odd, or a day too long.
func (s SignalPolicy) check() error {
	var faults []error
	if s.Days < 1 || s.Days > 366 || s.Again <= 0 {
		faults = append(faults, errors.New("signals.days must be 1 to 366, and again positive"))
	}
	if s.Overlap <= 0 || s.Way < 0 || s.QuickWithin <= 0 {
		faults = append(faults, errors.New("signals.overlap and quick_within must be positive, and way not negative"))
	}
	for _, n := range []int{s.Often, s.Trading, s.SameTimes, s.OldCells, s.Quick, s.Doubted, s.Unlike, s.ByHand, s.Favour, s.Vouching} {
		if n < 1 {
			faults = append(faults, errors.New("signals: each number of times must be at least 1"))
			break
		}
	}
	for _, n := range []int{s.QuickPercent, s.DoubtedPercent, s.UnlikePercent, s.ByHandPercent, s.FavourPercent, s.VouchingPercent} {
		if n < 1 || n > 100 {
			faults = append(faults, errors.New("signals: each percentage must be 1 to 100"))
			break
		}
	}
	return errors.Join(faults...)
}

// reaches reports whether n of all are at least so many, and such a part.
func reaches(n, all, least, percent int) bool { return n >= least && 100*n >= percent*all }
