package care

import (
	"strings"
	"testing"
)

func TestABadRedemptionPolicyIsRefusedWithTheReason(t *testing.T) {
	for was, c := range map[string]struct{ is, mend string }{
		"hour_fen = 100 ":               {"hour_fen = 0 ", "redeem.hour_fen"},
		"cash_step = 60 ":               {"cash_step = 1 ", "redeem.cash_step"},
		"least_minutes = 60 ":           {"least_minutes = 7000 ", "redeem.least_minutes"},
		"fetch = \"336h\"":              {"fetch = \"0s\"", "redeem.decide, fetch"},
		"coverage_percent = 20":         {"coverage_percent = -1", "redeem.coverage_percent"},
		"point_minutes = 600":           {"point_minutes = -1", "redeem.point_minutes"},
		"pin_tries = 5":                 {"pin_tries = 0", "redeem.pin_tries"},
		"code = \"oil\"":                {"code = \"rice\"", "a code of its own"},
		"minutes = 3000\n":              {"minutes = 0\n", "minutes must be positive"},
		"en = \"cooking oil\"":          {"en = \"\"", "name.en"},
		"\"食用油\", \"油\"":                {"\"米\"", "must be its own"},
		"words = [\"理发\", \"HAIRCUT\"]": {"stock = 5", "counted is the day"},
	} {
		body := strings.Replace(string(defaultPolicy), was, c.is, 1)
		if _, err := ParsePolicy([]byte(body)); body == string(defaultPolicy) || err == nil || !strings.Contains(err.Error(), c.mend) {
			t.Errorf("%s: %v", c.is, err)
		}
	}
}

// Books hold policies from before hours could be redeemed.
func TestAnOldPolicyRedeemsByTheBuiltInNumbers(t *testing.T) {
	body, _, found := strings.Cut(string(defaultPolicy), "[redeem]")
	p, err := ParsePolicy([]byte(body))
	if err != nil || !found || p.Redeem.HourFen != 100 || len(p.Goods) != 5 {
		t.Fatalf("%v, %+v", err, p)
	}
	for word, want := range map[string]string{"rice": "大米5公斤", "大米": "大米5公斤", " Haircut ": "理发1次"} {
		if g, ok := p.Good(word); !ok || g.Name("zh-CN") != want || g.Name("fr") != want {
			t.Errorf("%q is %+v", word, g)
		}
	}
}
