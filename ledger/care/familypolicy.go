package care

import "errors"

// FamilyPolicy bounds gifts of hours within a family, and says what becomes of
// hours that nobody inherits.
type FamilyPolicy struct {
	GiftMinutes  int64    `toml:"gift_minutes"`  // the most of one gift
	MonthMinutes int64    `toml:"month_minutes"` // that one member gives in a month of the calendar
	YearMinutes  int64    `toml:"year_minutes"`  // and in a year
	KeepMinutes  int64    `toml:"keep_minutes"`  // the least that stays with the giver
	Unclaimed    Duration `toml:"unclaimed"`     // after a death: hours without an heir may then go to the pool
}

// check refuses limits that contradict one another.
func (f FamilyPolicy) check() error {
	var faults []error
	if f.GiftMinutes <= 0 || f.MonthMinutes < f.GiftMinutes || f.YearMinutes < f.MonthMinutes {
		faults = append(faults, errors.New("family.gift_minutes must be positive, month_minutes no less, and year_minutes no less than that"))
	}
	if f.KeepMinutes < 0 {
		faults = append(faults, errors.New("family.keep_minutes must not be negative; with 0 everything may be given"))
	}
	if f.Unclaimed <= 0 {
		faults = append(faults, errors.New("family.unclaimed must be positive: heirs need time to come"))
	}
	return errors.Join(faults...)
}
